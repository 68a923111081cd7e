import csv

import pytest
from tests.structures.broken_structures import HM, cif, xyz
from tests.structures.loading_structures import load, load_all, settings

from synthscope.core.errors import InputError
from synthscope.dataset.key.structure_cells import crystal_cells
from synthscope.structures.checking.catalog import (
    COLUMNS,
    check_sources,
    merge_catalogs,
    read_catalog,
    write_catalog,
)
from synthscope.structures.sources.source import Source


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("salt.cif", "salt"),
        ("rock salt (1).cif", "rock-salt-1"),
        ("EntryWithCollCode52227.cif", "052227"),
        ("CollCode1234567.cif", "CollCode1234567"),
        ("000017.cif", "000017"),
    ],
)
def test_the_id_is_the_collection_code_or_a_slug_of_the_name(tmp_path, name, expected):
    crystal, row = load(tmp_path, name, cif())
    assert crystal.id == row["id"] == expected


@pytest.mark.parametrize(
    "text",
    [cif(block="52227-ICSD"), cif(group=f"{HM} 'F m -3 m'\n_database_code_ICSD 52227\n")],
)
def test_the_code_that_a_file_states_is_kept_for_the_key(tmp_path, text):
    crystal, _ = load(tmp_path, "x.cif", text)
    assert crystal.id == "x" and crystal_cells(crystal)["icsd_id"] == 52227


def test_what_a_file_says_of_itself_is_kept_for_the_key(tmp_path):
    more = (
        "_chemical_name_systematic 'Sodium chloride'\n_chemical_formula_structural 'Na Cl'\n"
        "_publ_section_title 'On salt'\n_chemical_name_structure_type NaCl\n"
    )
    crystal, row = load(tmp_path, "x.cif", cif(group=f"{HM} 'F m -3 m'\n{more}"))
    assert row["name"] == "Sodium chloride"
    assert crystal.about == {
        "chemical_name_systematic": "Sodium chloride",
        "chemical_formula_structural": "Na Cl",
        "publication_title": "On salt",
        "chemical_name_structure_type": "NaCl",
    }


def test_a_row_describes_an_accepted_crystal(tmp_path):
    _, row = load(tmp_path, "salt.cif", cif())
    assert list(row) == COLUMNS
    assert row["formula"] == "Cl Na" and row["prototype"] == "AB_cF8_225_a_b"
    assert (row["space_group_number"], row["space_group_symbol"]) == (225, "Fm-3m")
    assert (row["a_A"], row["gamma_deg"], row["n_atoms"]) == ("5.64000", "90.00000", 8)
    assert len(row["sha256"]) == 64 and row["status"] == "accepted" and row["reason"] == ""


def test_shipped_structures_bring_their_licence_and_source(shipped):
    assert all(crystal.licence == "CC0-1.0" for crystal in shipped.values())
    assert "Winter and Ghose" in shipped["Al2SiO5_kyanite"].about["citation"]


def test_the_catalog_does_not_depend_on_how_sources_were_grouped(tmp_path):
    kinds = [Source(f"aflow-{n:06d}", "aflow", None, f"AFLOW {n}", n) for n in (3, 1, 2)]
    whole = tmp_path / "whole.csv"
    write_catalog(check_sources(kinds, settings(), 1)[1], whole)
    parts = []
    for source in kinds:
        parts.append(tmp_path / f"{source.key}.csv")
        write_catalog(check_sources([source.to_dict()], settings(), 1)[1], parts[-1])
    merge_catalogs([whole], tmp_path / "one.csv")
    merge_catalogs(parts, tmp_path / "three.csv")
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "three.csv").read_bytes()
    assert [r["id"] for r in read_catalog(tmp_path / "one.csv")] == ["000001", "000002", "000003"]


@pytest.mark.parametrize("other", ["salt.xyz", "SALT.xyz"])
def test_two_structures_with_one_id_are_an_error_that_names_both(tmp_path, other):
    rows = [row for _, row in load_all(tmp_path, "salt.cif", cif())]
    rows += [row for _, row in load_all(tmp_path, other, xyz("Na 0 0 0", "Cl 2.4 0 0"))]
    write_catalog(rows, tmp_path / "shard.csv")
    with pytest.raises(InputError, match="two structures with one id") as error:
        merge_catalogs([tmp_path / "shard.csv"], tmp_path / "catalog.csv")
    assert "'salt.cif'" in str(error.value) and f"'{other}'" in str(error.value)


def test_a_rejected_file_may_share_the_id_of_a_good_one(tmp_path):
    rows = [row for _, row in load_all(tmp_path, "salt.cif", cif())]
    rows += [row for _, row in load_all(tmp_path, "salt.xyz", "rubbish")]
    write_catalog(rows, tmp_path / "shard.csv")
    merged = merge_catalogs([tmp_path / "shard.csv"], tmp_path / "catalog.csv")
    assert sorted(row["status"] for row in merged) == ["accepted", "rejected"]


def test_nothing_accepted_is_an_error_with_the_first_reasons(tmp_path):
    write_catalog([row for _, row in load_all(tmp_path, "a.cif", "<html>")], tmp_path / "shard.csv")
    with pytest.raises(InputError, match=r"none of the 1 structures was accepted: a\.cif: an HTML"):
        merge_catalogs([tmp_path / "shard.csv"], tmp_path / "catalog.csv")


def test_a_hostile_file_name_or_title_stays_in_its_field(tmp_path):
    name = 'a,"b"\n=1+1;.xyz'
    rows = [row for _, row in load_all(tmp_path, name, xyz("Au 0 0 0", "Au 2.9 0 0"))]
    write_catalog(rows, tmp_path / "shard.csv")
    [row] = read_catalog(tmp_path / "shard.csv")
    assert row["file"] == 'a,"b" =1+1;.xyz' and row["id"] == "a-b-1-1"
    with open(tmp_path / "shard.csv", encoding="utf-8") as file:
        assert len(list(csv.reader(file))) == 2


def test_a_fault_in_one_structure_does_not_end_the_run(tmp_path, monkeypatch):
    def broken(*_):
        raise RuntimeError("a fault\nof two lines")

    monkeypatch.setattr("synthscope.structures.reading.xyz.read_xyz", broken)
    [(crystal, row)] = load_all(tmp_path, "a.xyz", xyz("Au 0 0 0"))
    assert crystal is None
    assert row["reason"] == "cannot be read: RuntimeError: a fault of two lines"


def test_the_same_sources_give_the_same_structures(tmp_path):
    sources = [Source("aflow-000042", "aflow", None, "AFLOW 42", 42),
               Source("ase-Au55", "ase", None, "Au55")]  # fmt: skip
    first, again = (check_sources(sources, settings(), 7) for _ in range(2))
    assert first[1] == again[1] and first[0] == again[0]


def test_a_data_set_without_structures_has_an_empty_catalog(tmp_path):
    assert merge_catalogs([], tmp_path / "catalog.csv") == []
    assert read_catalog(tmp_path / "catalog.csv") == []


def test_the_licence_of_the_users_structures_is_stated_where_their_files_have_none(tmp_path):
    stated = cif(group=f"{HM} 'F m -3 m'\n_database_licence CC0-1.0\n")
    rows = [row for _, row in load_all(tmp_path, "bare.cif", cif())]
    rows += [row | {"id": "own"} for _, row in load_all(tmp_path, "stated.cif", stated)]
    rows.append(rows[0] | {"id": "generated", "source": "generated"})
    write_catalog(rows, tmp_path / "shard.csv")
    merge_catalogs([tmp_path / "shard.csv"], tmp_path / "catalog.csv", "CC-BY-4.0")
    found = {row["id"]: row["licence"] for row in read_catalog(tmp_path / "catalog.csv")}
    assert found == {"bare": "CC-BY-4.0", "own": "CC0-1.0", "generated": ""}
