"""Patterns in thermal motion: the same in every run, and what the Debye–Waller factor says."""

from dataclasses import replace

import numpy as np
import pytest
from tests.cbed import crystals
from tests.cbed.conditions import taken

from synthscope.cbed import stamping
from synthscope.cbed.pattern import PatternGrid
from synthscope.cbed.settings import Motion
from synthscope.cbed.simulate import simulate
from synthscope.core.seeds import generator
from synthscope.structures.symmetry.zone_axes import lattice_direction, plane_normal

STATIC = taken(100.0, 3.0, 50.0, Motion(kind="static"))


def moving(conditions, **motion):
    return replace(conditions, motion=replace(conditions.motion, **motion))


def random(i):
    return generator(1, "cbed", "test", i)


def test_phonons_are_the_same_in_every_run_and_others_with_another_seed():
    silicon = crystals.silicon()
    axis = plane_normal(silicon, (0, 0, 1))
    still = replace(STATIC, thicknesses_A=(20.0,), band_limit_per_A=1.5)
    conditions = moving(still, kind="phonons", cell_A=8.0)
    grid = PatternGrid(128, 0.02)
    first, again = (simulate(silicon, axis, conditions, grid, random) for _ in range(2))
    assert np.array_equal(first, again)
    other = simulate(silicon, axis, conditions, grid, lambda i: generator(2, "cbed", i))
    assert not np.array_equal(first, other)


def test_discs_in_thermal_motion_are_those_of_the_debye_waller_factor():
    crystal = crystals.silicon()
    axis = plane_normal(crystal, (0, 0, 1))
    grid = PatternGrid(128, 0.02)
    still = taken(200.0, 2.5, 20.0, Motion(kind="static", default_rms_A=0.12), band_limit_per_A=1.8)
    phonons = moving(still, kind="phonons", cell_A=12.0, configurations=4)
    blurred = moving(still, kind="debye_waller")
    a, b, c = (simulate(crystal, axis, k, grid, random)[0] for k in (phonons, blurred, still))
    far = np.hypot(grid.k[:, None], grid.k[None, :]) > 0.8
    discs = far & (b > 0.3 * b[far].max())
    diffuse = np.median(a[far & (b < 1e-9)])
    assert diffuse > 0
    assert (a[discs] - diffuse).mean() == pytest.approx(b[discs].mean(), rel=0.15)
    assert c[discs].mean() > 1.3 * b[discs].mean()


@pytest.mark.parametrize("name", ["strontium_titanate", "gold"])
def test_boxes_and_plane_waves_give_the_same_discs(name, monkeypatch):
    # two ways that share nothing but the potentials: 12 cells of a crystal at rest in a box;
    # atoms of a period scatter up to the band limit alone
    monkeypatch.setattr(stamping, "EDGE", 1.0)
    monkeypatch.setattr(stamping, "SOFTNESS", 0.02)
    monkeypatch.setattr(stamping, "stamp", stamping.stamp.__wrapped__)
    crystal = getattr(crystals, name)()
    axis = plane_normal(crystal, (0, 0, 1))
    grid = PatternGrid(128, 1 / (12 * crystal.cell[0, 0]))
    conditions = replace(
        STATIC,
        semiangle_mrad=3.9,
        thicknesses_A=(8 * crystal.cell[0, 0] - 0.01,),
        band_limit_per_A=2.6,
        places=((0.5, 0.2),),
    )
    waves = simulate(crystal, axis, conditions, grid)[0]
    at_rest = moving(conditions, kind="phonons", default_rms_A=1e-9)
    box = simulate(crystal, axis, at_rest, grid, random)[0]
    assert np.linalg.norm(waves - box) < 6e-3 * np.linalg.norm(waves)


def test_the_mean_without_a_period_is_taken_over_boxes():
    crystal = crystals.triclinic()
    axis = lattice_direction(crystal, (1, 1, 1))
    grid = PatternGrid(64, 0.02)
    conditions = taken(200.0, 3.0, 8.0, band_limit_per_A=0.66, slice_A=2.0)
    pattern = simulate(crystal, axis, conditions, grid, random)[0]
    still = simulate(crystal, axis, moving(conditions, kind="debye_waller"), grid)[0]
    assert np.corrcoef(pattern.ravel(), still.ravel())[0, 1] > 0.999
