"""Files that are made to do harm, or do it by accident, cost a row of the catalog and no more."""

import os
import signal
import time

import numpy as np
import pytest
from tests.structures.broken_structures import HM, LOOP, cif
from tests.structures.loading_structures import settings

from synthscope.structures.checking import catalog
from synthscope.structures.checking.catalog import check_sources, write_catalog
from synthscope.structures.reading import pdb
from synthscope.structures.sources.source import Source

FLAGGED = LOOP.replace("occupancy", "calc_flag")


def flagged(rows="", more="", a="5.64"):
    """Rock salt, atoms with a flag instead of an occupancy."""
    atoms = f"Na1 Na 0 0 0 .\nCl1 Cl 0.5 0.5 0.5 .\n{rows}\n"
    return cif(atoms, f"{HM} 'F m -3 m'\n{more}", a, 5.64, 5.64, loop=FLAGGED)


LONG = "1" * 60_000
FILES = {
    "rows.cif": flagged("\n".join(f"Na{k} Na ? 0 0 ." for k in range(5000))),
    "dummies.cif": flagged("\n".join(f"D{k} Na 0.1 0 0 dum" for k in range(5000))),
    "label.cif": flagged(f"{'N' * 300_000} Na ? 0 0 ."),
    "licence.cif": flagged(more=f"_database_licence '{'free ' * 40_000}'"),
    "name.cif": flagged(more=f"_chemical_name_systematic '{'salt ' * 40_000}'"),
    "formula.cif": flagged(more=f"_chemical_formula_sum '{'Na Cl ' * 40_000}'"),
    "edge.cif": flagged(a=LONG),
    "digits.xyz": f"1\na\nAu 0 0 {LONG}x\n",
    "superscript.xyz": "1\nProperties=species:S:\u00b2:pos:R:3\nAu 0 0 0\n",
    "columns.extxyz": '1\nLattice="4 0 0 0 4 0 0 0 4" Properties=species:S:1:pos:R:1'
    + "0" * 22
    + "3\nAu 0 0 0\n",
    "frames.xyz": "0\n\n" * 3000,
    "needle.poscar": "n\n1\n0.003 0 0\n0 20 0\n0 0 20\nAu\n500\nDirect\n"
    + "\n".join(f"0 {k / 500} {k * 7 % 500 / 500}" for k in range(500)),
    "deep.cif.gz": b"\x1f\x8b\x08\x00garbage",
}


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_has_a_short_row_with_a_reason(tmp_path, name):
    path, text = tmp_path / name, FILES[name]
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    limits = settings(read_memory_MB=1000, read_seconds=20)
    crystals, rows = check_sources([Source("a", "user", str(path), name)], limits, 1)
    write_catalog(rows, tmp_path / "catalog.csv")
    assert all(len(cell) < 10_000 for row in rows for cell in map(str, row.values()))
    accepted = name in ("dummies.cif", "licence.cif", "name.cif", "formula.cif")
    for row in rows:
        assert (row["status"] == "accepted") == accepted, row["reason"]
        assert accepted or (row["reason"] and "read_memory_MB" not in row["reason"])
    for crystal in crystals:
        texts = [crystal.name, crystal.licence, crystal.notes, *crystal.about.values()]
        assert max(map(len, texts)) < 5000


def test_many_alike_reasons_are_counted(tmp_path):
    path = tmp_path / "rows.cif"
    path.write_text(FILES["rows.cif"])
    _, [row] = check_sources([Source("a", "user", str(path), path.name)], settings(), 1)
    assert row["reason"].startswith("coordinate '?' of Na0 is not a number; ")
    assert row["reason"].endswith("; and 4,992 more")


def _pdb(count, group="F m -3 m", models=1, more=""):
    atoms = "".join(
        f"ATOM  {k % 100000:5d}  C   ALA A{k % 10000:4d}    {k % 90:8.3f}{k // 90:8.3f}{7:8.3f}"
        "  1.00  0.00           C\n"
        for k in range(count)
    )
    each = "".join(f"MODEL {k:8d}\n{atoms}ENDMDL\n" for k in range(models))
    return f"{more}CRYST1{90:9.3f}{90:9.3f}{90:9.3f}  90.00  90.00  90.00 {group}\n{each}"


def _shelx(count):
    symmetry = "".join(f"SYMM {x}\n" for x in ("-x,-y,z", "-x,y,-z", "x,-y,-z"))
    atoms = "".join(f"C{k} 1 0.{k:05d} 0.1 0.2 11 0.05\n" for k in range(count))
    return f"TITL a\nCELL 0.7 50 50 50 90 90 90\nLATT 4\n{symmetry}SFAC C\n{atoms}END\n"


def _reason(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    _, rows = check_sources([Source("a", "user", str(tmp_path / name), name)], settings(), 1)
    return {row["reason"] for row in rows}


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("large.pdb", _pdb(3000), "3000 sites make up to 576000 atoms; at most 100000"),
        ("large.res", _shelx(9000), "9000 sites make up to 288000 atoms; at most 100000"),
    ],
)
def test_symmetry_that_would_fill_the_memory_is_not_carried_out(tmp_path, name, text, told):
    [reason] = _reason(tmp_path, name, text)
    assert told in reason


def test_the_models_of_a_file_are_expanded_up_to_a_limit_for_all_together(tmp_path, monkeypatch):
    monkeypatch.setattr(pdb, "MOST_OF_MODELS", 1000)
    [reason] = _reason(tmp_path, "models.pdb", _pdb(3, models=9))
    assert "makes 1080 atoms of the first 5 models" in reason and "structures.frames" in reason
    assert all("of the first" not in one for one in _reason(tmp_path, "m.pdb", _pdb(3, "P 1", 9)))


def test_atoms_that_a_file_leaves_to_be_made_are_asked_for(tmp_path):
    moved = "".join(
        f"MTRIX{k}   2  {k == 1:8.6f}  {k == 2:8.6f}  {k == 3:8.6f}       10.00000\n"
        for k in (1, 2, 3)
    )
    [reason] = _reason(tmp_path, "copies.pdb", _pdb(3, "P 1", more=moved))
    assert "MTRIX" in reason and "write them all" in reason
    given = moved.replace("10.00000\n", "10.00000    1\n")
    assert not any("MTRIX" in one for one in _reason(tmp_path, "b.pdb", _pdb(3, "P 1", more=given)))


def test_what_ends_the_reader_is_the_reason_of_that_file_alone(tmp_path, monkeypatch):
    load = catalog.load_source

    def harmful(source, *arguments):
        match source.name:
            case "hungry.cif":
                np.ones(10**9)
            case "slow.cif":
                time.sleep(60)
            case "crash.cif":
                os.kill(os.getpid(), signal.SIGKILL)
        return load(source, *arguments)

    monkeypatch.setattr(catalog, "load_source", harmful)
    names = ["a.cif", "hungry.cif", "b.cif", "slow.cif", "crash.cif", "c.cif"]
    for name in names:
        (tmp_path / name).write_text(flagged())
    sources = [Source(name, "user", str(tmp_path / name), name) for name in names]
    crystals, rows = check_sources(sources, settings(read_memory_MB=500, read_seconds=2), 1)
    assert [crystal.id for crystal in crystals] == ["a", "b", "c"]
    assert [row["file"] for row in rows] == names
    reasons = {row["file"]: row["reason"] for row in rows}
    assert "more than 500 MB" in reasons["hungry.cif"]
    assert "not read after 2 s" in reasons["slow.cif"]
    assert "crashed (SIGKILL)" in reasons["crash.cif"]
    assert all(len(row["sha256"]) == 64 for row in rows)


def test_no_cell_is_a_formula_to_a_spreadsheet(tmp_path):
    path = tmp_path / "=cmd.cif"
    more = "_database_licence '=HYPERLINK(1)'\n_chemical_name_systematic '@SUM(A1)'"
    path.write_text(flagged(more=more))
    [crystal], [row] = check_sources([Source("a", "user", str(path), path.name)], settings(), 1)
    assert [row["file"], row["licence"], row["name"]] == [
        "'=cmd.cif",
        "'=HYPERLINK(1)",
        "'@SUM(A1)",
    ]
    assert crystal.name == "'@SUM(A1)"
