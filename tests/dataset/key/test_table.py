"""key.csv: one row a file, the same bytes however the work was cut up."""

import numpy as np
import pytest

from synthscope.core.errors import InputError
from synthscope.dataset.key import table as key

ATOMAGINED = (
    "id icsd_id ref_id chemical_name_systematic chemical_formula_structural "
    "chemical_name_structure_type symmetry_space_group_name symmetry_Int_Tables_number "
    "uvw_orient hkl_orient filename publication_title citation"
).split()


def rows():
    return [
        {
            "product": "haadf",
            "structure_id": f"{n:06d}",
            "ref_id": f"{n:06d}.000001",
            "condition": condition,
            "filename": f"haadf/general/png/{n:06d}.000001-{condition}.png",
            "chemical_name_systematic": "'Cerium fluoride'",
            "uvw_orient": "(0, 0, 1)",
            "pixel_size_A": 26 / 256,
            "thickness_A": np.float32(24.0),
            "n_images": np.int64(1),
            "seed": 7,
        }
        for n in (12, 3, 7)
        for condition in ("raw", "clean")
    ]


def test_columns_of_atomagined_come_first_and_in_their_order():
    assert list(key.NAMES[:13]) == ATOMAGINED
    assert len(set(key.NAMES)) == len(key.NAMES)


def test_every_column_is_described_and_typed():
    for column in key.COLUMNS:
        assert column.description
        assert column.type in {"integer", "number", "string"}


def test_a_table_reads_back_as_it_was_written(tmp_path):
    key.write_table(rows(), tmp_path / "key.csv")
    back = key.read_table(tmp_path / "key.csv")
    assert back == rows()
    assert type(back[0]["n_images"]) is int and type(back[0]["pixel_size_A"]) is float


def test_merged_table_is_the_same_however_the_work_was_cut(tmp_path):
    whole = rows()
    for name, tables in {
        "one": [whole],
        "each": [[row] for row in whole],
        "back": [whole[3:][::-1], whole[:3][::-1]],
    }.items():
        key.write_table(key.merge_tables(tables), tmp_path / f"{name}.csv")
    texts = {(tmp_path / f"{name}.csv").read_bytes() for name in ("one", "each", "back")}
    assert len(texts) == 1
    merged = key.read_table(tmp_path / "one.csv")
    assert [row["id"] for row in merged] == list(range(6))
    assert [row["structure_id"] for row in merged] == sorted(row["structure_id"] for row in whole)


def test_last_bits_of_a_number_do_not_change_the_table():
    assert key.text(0.1 + 0.2) == key.text(0.3) == "0.3"
    assert key.text(np.float64(26 / 256)) == "0.1015625"
    assert key.text(200.0) == "200"


def test_unknown_values_are_empty_and_infinite_ones_refused():
    assert key.text(None) == key.text(float("nan")) == key.text(np.float32("nan")) == ""
    with pytest.raises(ValueError, match="infinite"):
        key.text(float("inf"))


def test_a_row_with_an_unknown_column_is_refused(tmp_path):
    with pytest.raises(KeyError, match="voltage"):
        key.write_table([{"filename": "a", "voltage": 3}], tmp_path / "key.csv")
    assert not list(tmp_path.iterdir())


def test_two_rows_of_one_file_are_refused_by_name():
    with pytest.raises(InputError, match=r"a\.png"):
        key.merge_tables([[{"filename": "a.png"}], [{"filename": "a.png"}]])


def test_a_foreign_table_is_refused_in_one_line(tmp_path):
    (tmp_path / "key.csv").write_text("a,b\n1,2\n")
    with pytest.raises(InputError, match="columns"):
        key.read_table(tmp_path / "key.csv")
    key.write_table([{"filename": "a", "n_images": 1}], tmp_path / "key.csv")
    broken = (tmp_path / "key.csv").read_text().replace(",1,", ",one,", 1)
    (tmp_path / "key.csv").write_text(broken)
    with pytest.raises(InputError, match="line 2"):
        key.read_table(tmp_path / "key.csv")


def test_a_files_own_cells_name_it_from_the_data_set_folder(tmp_path):
    path = tmp_path / "set" / "gaussian" / "a.npz"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"abc")
    assert key.file_cells(path, tmp_path / "set") == {
        "filename": "gaussian/a.npz",
        "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "bytes": 3,
    }
