"""key.parquet: the cells of key.csv with their types, always in the same bytes."""

import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from synthscope.dataset.key.columns import COLUMNS
from synthscope.dataset.key.parquet import write_parquet
from synthscope.dataset.key.table import write_table

SCRIPTS = Path(__file__).parents[3] / "scripts"
PROGRAM = """
import sys
from synthscope.dataset.key.parquet import write_parquet
from synthscope.dataset.key.table import read_table
write_parquet(read_table(sys.argv[1]), sys.argv[2])
"""


@pytest.fixture
def written(dataset):
    return dataset.folder / "key.parquet"


def test_all_cells_come_back_with_the_types_of_their_columns(dataset, written):
    table = pq.read_table(written)
    assert table.column_names == [column.name for column in COLUMNS]
    kinds = {"integer": "int64", "number": "double", "string": "string"}
    assert [str(kind) for kind in table.schema.types] == [kinds[c.type] for c in COLUMNS]
    records = [{k: v for k, v in row.items() if v is not None} for row in table.to_pylist()]
    assert records == dataset.rows


def test_ids_are_text_in_pandas(written):
    pandas = pytest.importorskip("pandas")
    views = pandas.read_parquet(written)["ref_id"].dropna()
    assert set(views) == {"000003.000001", "000007.000001", "000012.000001"}


def test_the_same_key_gives_the_same_bytes_in_another_process(dataset, written, tmp_path):
    again = tmp_path / "again.parquet"
    command = [sys.executable, "-c", PROGRAM, str(dataset.folder / "key.csv"), str(again)]
    subprocess.run(command, check=True, env={"PYTHONPATH": str(SCRIPTS), "OMP_NUM_THREADS": "3"})
    assert again.read_bytes() == written.read_bytes()


def test_a_key_of_thousands_of_rows_takes_less_room_than_its_table(dataset, tmp_path):
    rows = [row | {"id": k, "filename": f"{k}.png"} for k in range(400) for row in dataset.rows]
    write_table(rows, tmp_path / "key.csv")
    write_parquet(rows, tmp_path / "key.parquet")
    sizes = [(tmp_path / f"key.{kind}").stat().st_size for kind in ("parquet", "csv")]
    assert sizes[0] < sizes[1]
