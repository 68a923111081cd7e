"""Specimens of a crystal with snapshots: each holds the atoms as the simulation had them."""

from dataclasses import replace

import numpy as np
import pytest

from synthscope.specimens.changed import with_defect
from synthscope.specimens.settings import DefectSettings, FieldSettings
from synthscope.specimens.specimen import perfect_specimen
from synthscope.structures.model import Crystal
from synthscope.structures.symmetry.orientation import orientation

BLOCK = FieldSettings(field_A=16.0, cell_depth_A=12.0)
CELL = replace(BLOCK, geometry="cell")


def in_motion(cell=True) -> Crystal:
    """A tetragonal crystal of two cells with three snapshots, small enough to keep every atom."""
    fractional = np.array([[0, 0, 0.1], [0.5, 0.5, 0.6], [0.25, 0.1, 0.3], [0.75, 0.4, 0.9]])
    edges = np.diag([4.1, 4.1, 5.3])
    moves = np.random.default_rng(2).normal(0, 0.1, (3, 4, 3))
    return Crystal(
        id="c", source="user", name="c", numbers=[38, 22, 8, 8], positions=fractional @ edges,
        cell=edges if cell else None, snapshots=moves,
    )  # fmt: skip


def as_in(crystal: Crystal, number: int) -> Crystal:
    """Frozen in one snapshot."""
    moved = crystal.positions + crystal.snapshots[number]
    return replace(crystal, positions=moved, snapshots=None)


def folded(positions, box):
    """In an order that does not depend on which way round the box an atom was put."""
    inside = np.mod(positions + 1e-7, box) - 1e-7
    return inside[np.lexsort(np.round(inside, 4).T)]


@pytest.mark.parametrize("uvw", [(0, 0, 1), (1, 0, 0), (1, 1, 0)])
def test_a_cell_displaced_is_the_cell_of_the_displaced_crystal(uvw):
    crystal = in_motion()
    specimen = perfect_specimen(crystal, uvw, CELL)
    for number in range(3):
        unit = specimen.unit
        moved = unit.snapshots.displaced(unit.positions, number)
        other = perfect_specimen(as_in(crystal, number), uvw, CELL).unit
        assert folded(moved, unit.box) == pytest.approx(folded(other.positions, other.box))


def test_atoms_of_a_block_move_as_their_sites_do():
    crystal = in_motion()
    block = perfect_specimen(crystal, (0, 1, 0), BLOCK).atoms
    moves = block.snapshots.displaced(block.positions, 1) - block.positions
    sites = block.snapshots.sites
    assert (crystal.numbers[sites] == block.numbers).all()
    axes = orientation(crystal.cell, (0, 1, 0))
    assert moves == pytest.approx(crystal.snapshots[1][sites] @ axes.T)
    apart = (block.positions - block.positions[0]) @ axes
    whole = (apart - (crystal.positions[sites] - crystal.positions[sites[0]])) / [4.1, 4.1, 5.3]
    assert whole == pytest.approx(np.rint(whole), abs=1e-9)


def test_a_particle_moves_in_the_axes_of_its_image():
    crystal = in_motion(cell=False)
    atoms = perfect_specimen(crystal, (1, 0, 0), BLOCK).atoms
    moved = atoms.snapshots.displaced(atoms.positions, 2)
    other = perfect_specimen(as_in(crystal, 2), (1, 0, 0), BLOCK).atoms.positions
    assert moved - moved.mean(axis=0) == pytest.approx(other - other.mean(axis=0))


@pytest.mark.parametrize("kind", ["vacancy", "substitution", "interstitial", "none"])
def test_atoms_keep_their_own_motion_around_a_defect(kind):
    perfect = perfect_specimen(in_motion(), (0, 0, 1), BLOCK)
    element = "Au" if kind in ("substitution", "interstitial") else None
    atoms = with_defect(perfect, "L1", DefectSettings(kind=kind, element=element)).atoms
    assert len(atoms.snapshots.sites) == len(atoms)
    host = atoms.numbers != 79
    assert (in_motion().numbers[atoms.snapshots.sites[host]] == atoms.numbers[host]).all()
