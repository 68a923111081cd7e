"""What slices do to the wave does not depend on the grid: exponentials on the finest grids say."""

from functools import partial

import numpy as np
import pytest
import scipy.fft
from tests.cbed import crystals
from tests.cbed.conditions import taken
from tests.cbed.sampled import SampledBox, SampledLattice

from synthscope.cbed import planewaves
from synthscope.cbed.lattice import repeat_along
from synthscope.cbed.pattern import PatternGrid
from synthscope.cbed.planewaves import Crystal2D
from synthscope.cbed.potential import LatticeGratings
from synthscope.cbed.probes import Box
from synthscope.cbed.settings import Motion
from synthscope.cbed.simulate import probe_of, simulate
from synthscope.core.seeds import generator
from synthscope.optics.constants import interaction_parameter, wavelength
from synthscope.optics.cores import core, layers
from synthscope.optics.phonons import displaced
from synthscope.structures.model import Atoms
from synthscope.structures.symmetry.zone_axes import plane_normal

ENERGY = 100.0
RANGES = [(5, 20), (20, 60), (60, 90)]


def apart(pattern, expected, grid) -> np.ndarray:
    """Σ |pattern − expected| over Σ expected in each of `RANGES` (mrad)."""
    angle = 1e3 * wavelength(ENERGY) * np.hypot(grid.k[:, None], grid.k[None, :])
    found = []
    for low, high in RANGES:
        inside = (low <= angle) & (angle < high)
        found.append(np.abs(pattern - expected)[inside].sum() / expected[inside].sum())
    return np.array(found)


@pytest.mark.parametrize("motion", ["static", "debye_waller"])
@pytest.mark.parametrize("limit", [2.0, 2.56])
@pytest.mark.parametrize("name", ["silicon", "strontium_titanate", "gold"])
def test_patterns_are_those_of_the_finest_exponentiation(monkeypatch, name, limit, motion):
    crystal = getattr(crystals, name)()
    axis = plane_normal(crystal, (1, 1, 0) if name == "silicon" else (0, 0, 1))
    grid = PatternGrid(256, 0.02)
    conditions = taken(
        ENERGY, 3.0, 50.0, Motion(kind=motion, default_rms_A=0.07), band_limit_per_A=limit
    )
    found = simulate(crystal, axis, conditions, grid)[0]

    def sampled(finer):
        monkeypatch.setattr(planewaves, "LatticeGratings", partial(SampledLattice, finer=finer))
        return simulate(crystal, axis, conditions, grid)[0]

    expected = sampled(8)
    errors = apart(found, expected, grid)
    assert (errors < [2e-3, 2e-3, 8e-3]).all()
    if motion == "static":
        assert (2.5 * errors < apart(sampled(2), expected, grid)).all()


def test_probes_through_moving_atoms_leave_as_the_finest_exponentiation_says():
    crystal, cells, edge = crystals.gold(), 4, 4.078
    shifts = np.stack(np.meshgrid(*map(np.arange, (cells, cells, 3)), indexing="ij"), -1)
    rest = (crystal.positions + edge * shifts.reshape(-1, 1, 3)).reshape(-1, 3)
    numbers = np.tile(crystal.numbers, len(rest) // len(crystal))
    atoms = Atoms(numbers, rest, (cells * edge, cells * edge, 3 * edge))
    moved = displaced(rest, np.full(len(rest), 0.08), generator(1, "test"))
    grid, probe = PatternGrid(128, 1 / (cells * edge)), probe_of(taken(ENERGY, 8.0))
    box, wide = (Box(atoms, ENERGY, limit, 1.0) for limit in (2.56, 2 * 2.56))

    def pattern(box, gratings):
        box.gratings = gratings
        return box.patterns(moved, probe, np.array([[0.3, -0.2]]), [3 * edge], grid)[0]

    expected = pattern(wide, SampledBox(wide, 4))
    assert (apart(pattern(wide, wide.gratings), expected, grid) < [2e-3, 5e-3, 2e-2]).all()
    errors = apart(pattern(box, box.gratings), expected, grid)
    assert (errors < [1e-2, 5e-2, 0.25]).all()
    # exp(iσV) cut at the band limit loses more at high angles, and coarser ones are worse
    assert 1.3 * errors[2] < apart(pattern(box, SampledBox(box, 8)), expected, grid)[2]
    assert (2 * errors[:2] < apart(pattern(box, SampledBox(box, 2)), expected, grid)[:2]).all()


@pytest.mark.parametrize("number", [6, 8, 14, 19, 38, 79])
def test_an_atom_does_to_a_wave_what_the_finest_exponentiation_says(number):
    places = np.array([[0.3, 0.2, 0.0], [5.1, 8.03, 0.0], [10.7, -3.8, 0.0], [28.3, 3.1, 0.0]])
    atoms = Atoms(np.full(4, number), places, (16.0, 16.0, 1.0))
    box = Box(atoms, ENERGY, 2.56, 1.0)
    k = np.hypot(box.grid.kx[:, None], box.grid.ky)
    found, expected = (
        scipy.fft.fft2(gratings.slice(0, places) - 1)[(0 < k) & (k < 2.5)]
        for gratings in (box.gratings, SampledBox(box, 8))
    )
    assert np.linalg.norm(found - expected) < 3e-3 * np.linalg.norm(expected)


@pytest.mark.parametrize("limit", [1.0, 2.56, 5.0])
def test_slices_of_an_oblique_lattice_are_those_of_the_finest_exponentiation(limit):
    crystal = crystals.triclinic()
    repeat = repeat_along(crystal, plane_normal(crystal, (1, 1, 1)))
    assert repeat.periodic and abs(repeat.lateral[0] @ repeat.lateral[1]) > 1
    made = Crystal2D(repeat, ENERGY, limit)
    rms = np.where(np.arange(len(repeat.numbers)) % 2, 0.05, 0.0)
    of = (made.grid, repeat.numbers, made.slices, ENERGY, limit, rms)
    positions = repeat.uv @ repeat.lateral
    expected = SampledLattice(*of, finer=8)(positions)
    assert np.abs(LatticeGratings(*of)(positions) - expected).max() < 5e-3


def test_atoms_that_overlap_across_the_edge_of_an_oblique_period_are_in_different_layers():
    periods = np.array([[6.0, 0.0], [-2.9, 5.0]])
    uv = np.array([[0.99, 0.99], [0.03, 0.02], [0.5, 0.5], [0.53, 0.53], [0.53, 0.43]])
    steps = uv[:, None] - uv
    distances = np.linalg.norm((steps - np.round(steps)) @ periods, axis=2)
    assert distances[0, 1] < 0.3 and distances[2, 3] < 0.3 and distances[2, 4] > 0.5
    uv[0] += 2, -1
    uv[2] += 0, 3
    found = layers(uv @ periods, np.full(5, 0.4), periods)
    assert found.tolist() == [0, 1, 0, 1, 0]


def test_a_blur_that_vanishes_leaves_the_core_of_an_atom_at_rest():
    sigma, k2 = interaction_parameter(ENERGY), np.linspace(0, 4, 50) ** 2
    rest, blurred = (core(38, 0.3, sigma, 4.0, "lobato", rms) for rms in (0.0, 0.004))
    for one, other in zip(rest.transforms(k2), blurred.transforms(k2)):
        np.testing.assert_allclose(other, one, atol=5e-3 * np.abs(one).max())
