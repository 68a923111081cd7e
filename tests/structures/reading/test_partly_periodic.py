"""Layers and wires whose files say themselves where they do not repeat."""

import numpy as np
import pytest
from ase.build import fcc111, mx2, nanotube
from ase.io import write
from tests.structures.loading_structures import load

from synthscope.structures.checking.catalog import load_source
from synthscope.structures.settings import StructuresSettings
from synthscope.structures.sources.source import Source


def read(tmp_path, atoms, name):
    write(tmp_path / name, atoms)
    source = Source("user-file", "user", str(tmp_path / name), name)
    [(crystal, row)] = load_source(source, StructuresSettings(), 1)
    assert crystal is not None, row["reason"]
    return crystal, row


@pytest.mark.parametrize("ending", ["extxyz", "traj", "xsf"])
def test_a_layer_without_a_third_axis_is_one(tmp_path, ending):
    """As ASE builds it: MoS2 whose c is no vector at all."""
    crystal, row = read(tmp_path, mx2(), f"a.{ending}")
    assert crystal.pbc.tolist() == [True, True, False] and crystal.formula == "Mo S2"
    assert "does not repeat along c" in row["notes"] and "a layer" in row["notes"]
    assert crystal.lattice[:2] == pytest.approx((3.18, 3.18))
    assert np.ptp(crystal.positions[:, 2]) == pytest.approx(3.19)
    assert np.linalg.det(crystal.cell) > 0


@pytest.mark.parametrize("ending", ["extxyz", "traj", "xsf"])
def test_a_slab_with_little_vacuum_does_not_become_a_stack(tmp_path, ending):
    slab = fcc111("Au", (2, 2, 3), vacuum=1.5)
    crystal, _ = read(tmp_path, slab, f"a.{ending}")
    assert crystal.pbc.tolist() == [True, True, False] and len(crystal) == 12
    assert crystal.cell[2, 2] > 20


def test_vacuum_that_is_enough_is_left_as_the_file_has_it(tmp_path):
    crystal, row = read(tmp_path, mx2(vacuum=7.5), "a.extxyz")
    assert crystal.lattice[2] == pytest.approx(18.19) and "does not repeat" not in row["notes"]


def test_a_wire_without_two_of_its_axes_is_one(tmp_path):
    crystal, row = read(tmp_path, nanotube(6, 0), "a.extxyz")
    assert crystal.pbc.tolist() == [False, False, True] and "a wire" in row["notes"]
    assert crystal.lattice[2] == pytest.approx(4.26) and np.linalg.det(crystal.cell) > 0


def test_a_slab_written_by_hand_needs_no_sensible_third_vector(tmp_path):
    atoms = " 29 0 0 0\n 29 1.5 1.5 1.8\n"
    text = f"SLAB\nPRIMVEC\n 3 0 0\n 0 3 0\n 0 0 1\nPRIMCOORD\n 2 1\n{atoms}"
    crystal, _ = load(tmp_path, "slab.xsf", text)
    assert crystal.pbc.tolist() == [True, True, False]
    assert np.ptp(crystal.positions[:, 2]) == pytest.approx(1.8)
