"""One structure from two files is noted, and stands in one part."""

import ase.io
import numpy as np
import pytest
from ase import Atoms
from ase.build import bulk
from tests.structures.broken_structures import HM, cif, poscar, xyz
from tests.structures.loading_structures import load, load_all

from synthscope.dataset.splits import part_of_structure
from synthscope.structures.checking.catalog import merge_catalogs, write_catalog
from synthscope.structures.checking.likeness import fingerprint


def merged(folder, files, **changes):
    """Rows of the catalog of some files, by id."""
    tables = []
    for name, text in files.items():
        rows = [row for _, row in load_all(folder, name, text, **changes)]
        tables.append(folder / f"{name}.csv")
        write_catalog(rows, tables[-1])
    return {row["id"]: row for row in merge_catalogs(tables, folder / "catalog.csv")}


def test_a_file_that_stands_twice_is_noted_at_the_second(tmp_path):
    rows = merged(tmp_path, {"b.cif": cif(), "a.cif": cif(), "c.cif": cif(a=5.7)})
    assert rows["a"]["notes"] == rows["c"]["notes"] == ""
    assert rows["b"]["notes"] == "the same file as a"
    assert rows["a"]["prototype"] == rows["b"]["prototype"]
    parts = {part_of_structure(row["id"], row["prototype"], {"train": 0.5, "dev": 0.5}, 1)
             for row in rows.values()}  # fmt: skip
    assert len(parts) == 1


def test_one_crystal_from_files_of_two_formats_is_noted(tmp_path):
    cscl = cif("Cs1 Cs 0 0 0 1\nCl1 Cl .5 .5 .5 1\n", f"{HM} 'P m -3 m'", a=4.12)
    shifted = poscar(atoms="0.25 0.25 0.25\n0.75 0.75 0.75")
    rows = merged(
        tmp_path, {"a.cif": cscl, "b.vasp": shifted, "c.cif": cscl.replace("4.12", "4.1")}
    )
    assert rows["b"]["notes"] == "the same crystal (or its mirror image) as a"
    assert rows["c"]["notes"] == ""
    assert rows["a"]["prototype"] == rows["b"]["prototype"] != ""


def test_a_supercell_of_ones_own_in_its_own_axes_is_the_same_crystal_too(tmp_path):
    copper = bulk("Cu", cubic=True)
    for name, atoms in {"one.vasp": copper, "two.vasp": copper * (2, 1, 1)}.items():
        ase.io.write(tmp_path / name, atoms, format="vasp")
    files = {name: (tmp_path / name).read_text() for name in ("one.vasp", "two.vasp")}
    rows = merged(tmp_path, files, axes="file")
    assert [row["n_atoms"] for row in rows.values()] == ["4", "8"]
    assert rows["two"]["notes"] == "the same crystal (or its mirror image) as one"


def test_clusters_and_frames_are_compared_as_well(tmp_path):
    lines = ("Au 0 0 0", "Au 2.88 0 0", "Ag 0 2.9 0")
    turned = ("Ag 2.9 0 1", "Au 0 0 1", "Au 0 0 3.88")
    frames = xyz(*lines) + xyz("Au 0 0 0", "Au 2.88 0 0", "Ag 0 3.2 0")
    rows = merged(tmp_path, {"a.xyz": frames, "b.xyz": xyz(*turned), "c.xyz": frames})
    assert rows["a-f0001"]["notes"] == rows["a-f0002"]["notes"] == ""
    assert rows["b"]["notes"] == "the same crystal (or its mirror image) as a-f0001"
    assert rows["c-f0001"]["notes"] == "the same file as a-f0001"
    assert rows["c-f0002"]["notes"] == "the same file as a-f0002"


def test_frames_of_one_motion_are_not_the_same_crystal(tmp_path):
    """Random displacements of many atoms have nearly the same sums."""
    motion, rng = bulk("Cu", cubic=True) * 5, np.random.default_rng(0)
    frames = []
    for _ in range(4):
        frames.append(motion.copy())
        frames[-1].positions += rng.normal(0, 0.07, motion.positions.shape)
    ase.io.write(tmp_path / "md.xyz", frames, format="extxyz")
    rows = merged(tmp_path, {"md.xyz": (tmp_path / "md.xyz").read_text()})
    assert len(rows) == 4
    assert not any("the same crystal" in row["notes"] for row in rows.values())


@pytest.mark.parametrize("cell", [None, np.array([[4.0, 0, 0], [1, 5, 0], [0.3, -0.4, 6]])])
def test_the_fingerprint_is_that_of_the_structure_not_of_its_axes(cell):
    rng = np.random.default_rng(3)
    numbers, places = np.array([22, 8, 8, 38]), rng.random((4, 3))
    positions = places * 4 if cell is None else places @ cell
    turn = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    order = rng.permutation(4)
    moved = (positions @ turn + [1, 2, 3])[order]
    turned = None if cell is None else cell @ turn
    first = fingerprint(numbers, positions, cell)
    assert fingerprint(numbers[order], moved, turned) == first
    again = [float(x) for x in fingerprint(numbers, positions + rng.normal(0, 2e-5, (4, 3)), cell)
             .split()]  # fmt: skip
    assert again == pytest.approx([float(x) for x in first.split()], rel=1e-4)
    other = positions.copy()
    other[0, 0] += 0.05
    apart = np.array(fingerprint(numbers, other, cell).split(), float)
    assert np.abs(apart / np.array(first.split(), float) - 1).max() > 1e-3


def test_a_single_atom_and_a_large_structure_have_a_row_as_well(tmp_path):
    _, row = load(tmp_path, "atom.xyz", xyz("Au 0 0 0"))
    assert row["fingerprint"] == "0 0 0 5 5"
    large = Atoms("Cu5001", positions=np.arange(5001 * 3).reshape(-1, 3))
    assert fingerprint(large.numbers, large.positions, None) == ""
