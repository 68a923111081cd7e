"""One crystal in every format that is read, written by hand or by ASE."""

import gzip

import ase.io
import numpy as np
import pytest
from tests.structures.broken_structures import cif, poscar, xyz
from tests.structures.loading_structures import load, load_all
from tests.structures.reading.triclinic import (
    BY_HAND,
    CELL,
    CRYSTAL,
    FRACTIONAL,
    NUMBERS,
    WRITTEN,
    load_bytes,
    read_bytes,
)

from synthscope.structures.reading.formats import SUFFIXES, format_of


def assert_same(crystal, positions=FRACTIONAL @ CELL, cell=CELL, numbers=NUMBERS, digits=1e-4):
    """The same atoms at the same distances of each other, cell edges and angles."""
    order = np.argsort(crystal.numbers, kind="stable")
    other = np.argsort(numbers, kind="stable")
    assert crystal.numbers[order].tolist() == np.array(numbers)[other].tolist()
    assert crystal.cell @ crystal.cell.T == pytest.approx(cell @ cell.T, abs=20 * digits)
    here = crystal.fractional[order] - crystal.fractional[order][0]
    there = np.linalg.solve(cell.T, positions[other].T).T
    apart = here - (there - there[0])
    assert np.abs(apart - np.rint(apart)).max() < digits


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.filterwarnings("ignore")
def test_a_triclinic_crystal_that_ase_wrote_is_read_as_it_is(tmp_path, name):
    ase.io.write(tmp_path / "written", CRYSTAL, **WRITTEN[name])
    [draft] = read_bytes(tmp_path, name, (tmp_path / "written").read_bytes())
    assert draft.problems == [] and draft.frame == 0
    crystal, _ = load_bytes(tmp_path, name, (tmp_path / "written").read_bytes())
    assert_same(crystal, digits=2e-4 if name[-3:] in ("pdb", "ent") else 1e-5)
    assert crystal.axes == "file" and crystal.space_group == 1


@pytest.mark.parametrize("name", BY_HAND)
def test_a_triclinic_crystal_written_by_hand_is_read_as_it_is(tmp_path, name):
    crystal, _ = load_bytes(tmp_path, name, BY_HAND[name].encode())
    assert_same(crystal, digits=1e-5)
    if name in ("a.xtl", "six.xyz", "a.ins"):
        assert crystal.rms[list(crystal.numbers).index(22)] == pytest.approx(0.08)


def test_every_format_that_is_read_is_tested():
    tested = {format_of(name) for name in (*WRITTEN, *BY_HAND)}
    assert tested == set(SUFFIXES.values())


@pytest.mark.parametrize("name", ["salt.cif.gz", "POSCAR.gz", "au.xyz.GZ"])
def test_compressed_files_are_read(tmp_path, name):
    text = {"s": cif(), "P": poscar(), "a": xyz("Au 0 0 0", "Au 2.88 0 0")}[name[0]]
    crystal, row = load_bytes(tmp_path, name, gzip.compress(text.encode()))
    assert crystal is not None, row["reason"]
    assert row["id"] == {"s": "salt", "P": "POSCAR", "a": "au"}[name[0]]


def test_a_compressed_file_that_unpacks_to_too_much_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr("synthscope.structures.reading.read.MAX_BYTES", 100_000)
    crystal, row = load_bytes(tmp_path, "a.cif.gz", gzip.compress(b"#" * 10_000_000))
    assert crystal is None and "unpacks to more than" in row["reason"]
    crystal, row = load_bytes(tmp_path, "a.cif.gz", gzip.compress(cif().encode())[:60])
    assert crystal is None and "not a valid gzip file" in row["reason"]


def test_the_symmetry_of_shelx_makes_all_atoms_with_their_occupancies(tmp_path):
    text = (
        "TITL salt\nCELL 0.71073 5.64 5.64 5.64 90 90 90\nLATT 4\n"
        "SYMM -X, -Y, Z\nSYMM Z, X, Y\nSYMM -X, Y, -Z\nSYMM X,-Y,-Z\nSYMM Y,Z,X\nSYMM Z,-X,-Y\n"
        "SYMM -Z,-X,Y\nSYMM -Z,X,-Y\nSYMM -Y,Z,-X\nSYMM Y,-Z,-X\nSYMM -Y,-Z,X\nSFAC Na Cl\n"
        "Na1 1 10 10 10 10.041667 0.01\nCl1 2 10.5 10.5 10.5 10.041667 0.01\nEND\n"
    )
    crystal, row = load(tmp_path, "salt.res", text)
    assert len(crystal) == 8 and crystal.formula == "Cl Na" and crystal.space_group == 225
    [(crystal, row)] = load_all(
        tmp_path, "half.res", text.replace("10.041667 0.01\nE", "10.02 0\nE")
    )
    assert crystal is None and "partly occupied sites (Cl" in row["reason"]


def test_lammps_names_elements_by_masses_comments_or_labels(tmp_path):
    text = "by hand\n\n2 atoms\n0 4.12 xlo xhi\n0 4.12 ylo yhi\n0 4.12 zlo zhi\n{}\n"
    atoms = "\nAtoms # atomic\n\n1 1 0 0 0\n2 2 2.06 2.06 2.06\n"
    masses = text.format("\nMasses\n\n1 132.905\n2 35.45") + atoms
    crystal, _ = load(tmp_path, "a.lmp", masses)
    assert crystal.formula == "Cl Cs" and crystal.space_group == 221
    # Nearer to nickel's mass (58.69) than to cobalt's (58.93), but the comment says cobalt.
    worded = text.format("\nMasses\n\n1 58.7  # Co\n2 16.0 # O") + atoms
    assert load(tmp_path, "a.data", worded)[0].formula == "Co O"
    labels = text.format("\nAtom Type Labels\n\n1 Cs\n2 I\n\nMasses\n\n1 132.9\n2 126.9") + atoms
    assert load(tmp_path, "a.lammps", labels)[0].formula == "Cs I"


def test_names_with_numbers_and_bare_atomic_numbers_are_elements(tmp_path):
    lines = ("H1 0 0 0", "1 0 0 1", "6 0 0 2.5", "Au 3 3 3", "C_a 1 1 5", "Fe3+ 8 8 8", "AU2 6 6 9")
    cluster, row = load(tmp_path, "a.xyz", xyz(*lines))
    assert cluster.numbers.tolist() == [1, 1, 6, 79, 6, 26, 79]
    assert "atomic numbers read as elements" in row["notes"]
    assert "names with numbers or charges read by their letters" in row["notes"]


RUTILE = """rutile
 4.6 4.6 3.0
22 0 0 0 1.0 0.07
22 .5 .5 .5 1.0 .07
8 .3 .3 0 1 .08
8 .7 .7 0 1 .08
8 .2 .8 .5 1 .08
8 .8 .2 .5 1 .08
-1
"""


def test_fractional_coordinates_in_the_dialect_of_multislice_programs_are_told(tmp_path):
    crystal, row = load(tmp_path, "a.xyz", RUTILE)
    assert crystal.space_group == 136 and len(crystal) == 6
    assert "coordinates read as fractional" in row["notes"]
    assert sorted(crystal.rms.tolist()) == pytest.approx([0.07] * 2 + [0.08] * 4)
    small = "hydrogen\n8 8 8\n1 0.1 0.1 0.1 1 0.1\n1 0.84 0.1 0.1 1 0.1\n-1\n"
    [draft] = read_bytes(tmp_path, "h2.xyz", small.encode())
    assert draft.positions[1] - draft.positions[0] == pytest.approx([0.74, 0, 0])
    assert draft.notes == []


def test_a_cell_of_six_numbers_that_is_none_is_refused(tmp_path):
    text = RUTILE.replace("4.6 4.6 3.0", "4.6 4.6 3.0 10 10 170")
    [(crystal, row)] = load_all(tmp_path, "a.xyz", text)
    assert crystal is None and "close no cell" in row["reason"]


def test_blank_lines_between_atoms_end_no_file(tmp_path):
    pairs = "11 0 {y} 0 1 0.09\n17 2 {y} 0 1 0.09\n"
    text = "salt\n 4 4 4\n" + pairs.format(y=0) + "\n" + pairs.format(y=2) + "-1\n"
    crystal, _ = load(tmp_path, "salt.xyz", text, axes="file")
    assert sorted(crystal.numbers) == [11, 11, 17, 17]
