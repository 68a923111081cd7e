"""Patterns averaged over snapshots of molecular dynamics."""

from dataclasses import replace

import numpy as np
import pytest
from tests.cbed.conditions import taken
from tests.cbed.crystals import gold, strontium_titanate

from synthscope.cbed.lattice import repeat_along
from synthscope.cbed.pattern import PatternGrid
from synthscope.cbed.settings import Motion
from synthscope.cbed.simulate import simulate
from synthscope.core.seeds import generator
from synthscope.structures.model import Crystal
from synthscope.structures.symmetry.zone_axes import lattice_direction

GRID = PatternGrid(48, 0.04)
COUNT = 3


def in_motion(crystal: Crystal, rms=0.08) -> Crystal:
    """Eight cells in one, whose atoms stand in another place in each snapshot."""
    shifts = np.stack(np.meshgrid(*[[0, 1]] * 3, indexing="ij"), -1).reshape(-1, 3)
    shifts = shifts + np.array([0.11, 0.07, 0.13])  # no atom crosses a face of the cell
    positions = (crystal.positions + (shifts @ crystal.cell)[:, None]).reshape(-1, 3)
    moves = np.random.default_rng(7).normal(0, rms, (COUNT, len(positions), 3))
    moves -= moves.mean(axis=0)
    return Crystal(
        id="md", source="user", name="md", numbers=np.tile(crystal.numbers, 8),
        positions=positions, cell=2 * crystal.cell, snapshots=moves,
        rms=np.full(len(positions), rms),
    )  # fmt: skip


def as_in(crystal: Crystal, number: int) -> Crystal:
    return replace(crystal, positions=crystal.positions + crystal.snapshots[number], snapshots=None)


def distance(one, other) -> float:
    """Of the square roots, in which the diffuse background counts beside the discs."""
    return float(np.linalg.norm(np.sqrt(one) - np.sqrt(other)))


def patterns(crystal, uvw, motion):
    axis = lattice_direction(crystal, uvw)
    thickness = 2 * repeat_along(crystal, axis).depth
    conditions = taken(200.0, 8.0, thickness, motion, band_limit_per_A=1.6, slice_A=0.4)
    return simulate(crystal, axis, conditions, GRID, lambda n: generator(1, "test", n))


@pytest.mark.parametrize("crystal", [gold(), strontium_titanate()])
@pytest.mark.parametrize("uvw", [(0, 0, 1), (1, 1, 0)])
def test_all_snapshots_average_to_the_mean_of_their_patterns(crystal, uvw):
    moving = in_motion(crystal)
    found = patterns(moving, uvw, Motion(configurations=COUNT))
    each = [patterns(as_in(moving, n), uvw, Motion(kind="static")) for n in range(COUNT)]
    # atoms stay in the slices of their mean places, which the crystal at rest does not know
    assert distance(found, np.mean(each, axis=0)) < 0.1 * min(distance(found, e) for e in each)


def test_more_configurations_than_snapshots_take_each_once():
    moving = in_motion(gold())
    few, many = (patterns(moving, (0, 0, 1), Motion(configurations=n)) for n in (COUNT, 50))
    assert many == pytest.approx(few, abs=1e-9)
