"""A data set that leaks has no key: the job that collects it fails."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

from synthscope.core.tables import write_records
from synthscope.dataset.key.table import read_table, write_table

SCRIPT = Path(__file__).parents[2] / "scripts" / "write_key.py"
PARTS = [
    {"id": "NaCl", "prototype": "AB_cF8_225_a_b", "split": "train"},
    {"id": "MgO", "prototype": "AB_cF8_225_a_b", "split": "train"},
]


@pytest.fixture
def collected(tmp_path):
    """Run the script on the rows of a job, and read the key that it writes."""

    def run(rows, structures=PARTS, products=()):
        write_table(rows, tmp_path / "table.csv")
        write_records(structures, ("id", "prototype", "split"), tmp_path / "splits.csv")
        snakemake = SimpleNamespace(
            rule="write_key",
            input=SimpleNamespace(tables=[tmp_path / "table.csv"], splits=tmp_path / "splits.csv"),
            output=[tmp_path / "key.csv"],
            log=[tmp_path / "log"],
            params=SimpleNamespace(
                fractions={"train": 0.5, "test": 0.5},
                split_by="prototype",
                products=products,
                others=[],
                seed=1,
            ),
        )
        runpy.run_path(str(SCRIPT), {"snakemake": snakemake}, "__main__")
        return read_table(tmp_path / "key.csv")

    return run


def test_every_row_has_the_part_of_its_structure_and_keeps_its_published_set(collected):
    rows = collected(
        [
            {"filename": "haadf/1.png", "structure_id": "NaCl", "published_set": "choices"},
            {"filename": "cbed/train/1.h5", "structure_id": "NaCl MgO", "split": "train"},
        ]
    )
    assert {row["split"] for row in rows} == {"train"}
    assert [row.get("published_set") for row in rows] == ["choices", None]


def test_a_data_set_that_leaks_fails_in_one_line(collected, tmp_path):
    batch = {"filename": "cbed/test/1.h5", "structure_id": "MgO", "split": "test"}
    with pytest.raises(SystemExit, match=r"MgO .* stands in test here and in train"):
        collected([batch])
    leaky = [PARTS[0], PARTS[1] | {"split": "test"}]
    with pytest.raises(SystemExit, match=r"AB_cF8_225_a_b stands in train \(NaCl\) and in test"):
        collected([], leaky)
    assert not (tmp_path / "key.csv").exists()


def test_a_product_without_an_image_is_an_error_that_names_it(collected, tmp_path):
    row = {"filename": "gaussian/1.npz", "structure_id": "NaCl", "product": "gaussian"}
    collected([row], products=["gaussian"])
    (tmp_path / "key.csv").unlink()
    with pytest.raises(SystemExit) as error:
        collected([row], products=["gaussian", "cbed"])
    line = str(error.value)
    assert (
        "cbed: no image could be made of the 2 accepted structures, such as NaCl; it needs" in line
    )
    assert "gaussian:" not in line and "\n" not in line
    assert not (tmp_path / "key.csv").exists()
