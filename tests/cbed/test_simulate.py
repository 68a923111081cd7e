"""Convergent-beam patterns against closed forms, symmetry and each other."""

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from tests.cbed import crystals
from tests.cbed.conditions import taken

import synthscope.cbed.lattice as cbed_lattice
from synthscope.cbed.pattern import PatternGrid
from synthscope.cbed.settings import Motion
from synthscope.cbed.simulate import simulate
from synthscope.optics.aberrations import Aberrations
from synthscope.optics.constants import wavelength
from synthscope.optics.scattering import scattering_factor
from synthscope.structures.symmetry.zone_axes import lattice_direction, plane_normal

GRID = PatternGrid(512, 0.01)
STILL = Motion(kind="static")
STATIC = taken(100.0, 3.0, 50.0, STILL)


def radial_profile(pattern: np.ndarray, grid: PatternGrid, step: float = 0.25):
    """Mean intensity by distance from the centre, in steps of `step` pixels."""
    radius = np.hypot(grid.k[:, None], grid.k[None, :]) / grid.pixel / step
    bins = radius.astype(int).ravel()
    total = np.bincount(bins, pattern.ravel())
    count = np.bincount(bins)
    return (np.arange(len(total)) + 0.5) * step * grid.pixel, total / np.maximum(count, 1)


@pytest.mark.parametrize(
    ("uvw", "order", "energy", "angle_mrad"),
    [
        ((0, 0, 1), 1, 100.0, 116.6),
        ((0, 0, 1), 1, 200.0, 96.0),
        ((1, 1, 0), 1, 100.0, 138.6),
        ((1, 1, 0), 1, 200.0, 114.1),
        ((1, 1, 1), 1, 100.0, 88.6),
        ((1, 1, 1), 1, 200.0, 73.0),
        ((1, 1, 1), 2, 100.0, 125.2),
        ((1, 1, 1), 2, 200.0, 103.1),
        ((1, 1, 1), 3, 200.0, 126.2),
    ],
)
def test_holz_rings_of_silicon_have_the_radius_of_the_closed_form(uvw, order, energy, angle_mrad):
    # k² = 2 n H / λ − (n H)², H the reciprocal of the repeat along the beam
    repeat = {(0, 0, 1): 1, (1, 1, 0): 0.5**0.5, (1, 1, 1): 3**0.5}[uvw]
    lam, height = wavelength(energy), order / (repeat * 5.431)
    right = math.sqrt(2 * height / lam - height**2)
    assert 1e3 * lam * right == pytest.approx(angle_mrad, abs=0.1)
    grid = PatternGrid(512, right / 220)
    silicon = crystals.silicon()
    conditions = taken(energy, 120 * lam, 140.0, STILL, band_limit_per_A=1.15 * right, slice_A=0.5)
    pattern = simulate(silicon, lattice_direction(silicon, uvw), conditions, grid)[0]
    k, profile = radial_profile(pattern, grid)
    near = np.abs(k - right) < 0.06 * right
    peak = k[near][profile[near].argmax()]
    around = np.abs(k - peak) < 0.02 * right
    above = k * np.maximum(profile - np.median(profile[near]), 0)
    ring = (k * above)[around].sum() / above[around].sum()
    assert 1e3 * lam * ring == pytest.approx(1e3 * lam * right, abs=0.5)
    assert profile[near].max() > 3 * np.median(profile[near])


def projected_reflections(crystal, axis, most: int = 12):
    """(h k l), the transverse part of each reciprocal vector and the part along the beam."""
    hkl = np.array(list(itertools.product(range(-most, most + 1), repeat=3)))
    g = hkl @ np.linalg.inv(crystal.cell).T @ axis.basis.T
    return hkl, g[:, :2], g[:, 2]


@pytest.mark.parametrize("name", ["hexagonal", "monoclinic", "triclinic"])
@pytest.mark.parametrize("make", [plane_normal, lattice_direction])
@pytest.mark.parametrize("indices", [(0, 0, 1), (1, 0, 1), (1, 1, 1)])
def test_discs_lie_on_the_reciprocal_lattice(name, make, indices):
    # kinematic sum of a thin crystal, written here from the structure alone: where its reflections
    # lie in the laboratory, and how strong they are, tells position, handedness and sense at once
    crystal = getattr(crystals, name)()
    crystal = replace(crystal, numbers=np.where(crystal.numbers > 10, 8, 1))
    axis = make(crystal, indices)
    lam, thickness = wavelength(300.0), 25.0
    repeat = cbed_lattice.repeat_along(crystal, axis)
    thickness = max(1, round(thickness / repeat.depth)) * repeat.depth
    grid = PatternGrid(256, 0.01)
    conditions = taken(
        300.0, 2.2e3 * lam * grid.pixel, thickness - 1e-3, STILL, band_limit_per_A=1.6, slice_A=0.8
    )
    pattern = simulate(crystal, axis, conditions, grid)[0]
    hkl, across, along = projected_reflections(crystal, axis)
    near = (np.abs(across).max(axis=1) < 1.2) & (np.abs(along) < 1.0)
    hkl, across, along = hkl[near], across[near], along[near]
    factors = np.zeros(len(hkl), complex)
    k2 = (across**2).sum(1)
    for number, place in zip(crystal.numbers, crystal.fractional):
        factors += scattering_factor(int(number), k2) * np.exp(-2j * np.pi * hkl @ place)
    error = along - (-lam * k2 / 2)  # distance from the Ewald sphere
    strength = np.abs(factors * np.sinc(error * thickness)) ** 2
    x, y = (np.round(across / grid.pixel).astype(int) + 128).T
    central = k2 < 1e-9
    strong = (strength > 0.02 * strength[~central].max()) & ~central
    assert strong.sum() > 8
    predicted, found = strength[strong], pattern[y[strong], x[strong]]
    assert np.corrcoef(np.sqrt(predicted), np.sqrt(found))[0, 1] > 0.97
    if name == "triclinic":  # the test can tell: the mirror image does not fit
        mirrored = pattern[x[strong], y[strong]]
        assert np.linalg.norm(np.sqrt(mirrored) - np.sqrt(found)) > 0.5 * np.sqrt(found.sum())
    # nothing outside of the discs
    visible = np.zeros_like(pattern, bool)
    for i, j in zip(x[strength > 0], y[strength > 0]):
        visible[max(j - 4, 0) : j + 5, max(i - 4, 0) : i + 5] = True
    weak = np.zeros_like(visible)
    weak[10:-10, 10:-10] = ~visible[10:-10, 10:-10]
    assert pattern[weak].sum() < 1e-3 * pattern.sum()


@pytest.mark.parametrize(
    ("uvw", "slice_A", "tolerance"), [((1, 1, 0), 1.0, 2e-3), ((1, 1, 1), 0.8, 1.5e-2)]
)
def test_the_general_direction_agrees_with_the_layered_one(monkeypatch, uvw, slice_A, tolerance):
    # a cubic direction has planes at right angles to it, but need not be treated as if it had
    silicon = crystals.silicon()
    axis = lattice_direction(silicon, uvw)
    conditions = replace(STATIC, thicknesses_A=(37.9,), slice_A=slice_A, band_limit_per_A=2.0)
    grid = PatternGrid(256, 0.015)
    layered = simulate(silicon, axis, conditions, grid)[0]
    monkeypatch.setattr(cbed_lattice, "_proportional", lambda vector: None)
    assert not cbed_lattice.repeat_along(silicon, axis).periodic
    general = simulate(silicon, axis, conditions, grid)[0]
    assert np.linalg.norm(general - layered) < tolerance * np.linalg.norm(layered)


@pytest.mark.parametrize("name", ["silicon", "strontium_titanate", "hexagonal"])
def test_patterns_hold_the_whole_beam(name):
    crystal = getattr(crystals, name)()
    axis = plane_normal(crystal, (0, 0, 1))
    conditions = taken(200.0, 4.0, 40.0, STILL, band_limit_per_A=5.0)
    total = simulate(crystal, axis, conditions, PatternGrid(512, 0.02))[0].sum()
    assert 0.98 < total <= 1.0


def test_a_vacuum_thin_specimen_shows_the_aperture_centred_on_its_pixel():
    silicon = crystals.silicon()
    hydrogen = replace(silicon, numbers=np.ones(8, int))
    conditions = replace(STATIC, thicknesses_A=(1.0,))
    pattern = simulate(hydrogen, plane_normal(silicon, (0, 0, 1)), conditions, GRID)[0]
    radius = 1e-3 * 3.0 / wavelength(100.0)
    inside = np.hypot(GRID.k[:, None], GRID.k[None, :]) < radius - 0.01
    assert pattern[inside].std() < 0.01 * pattern[inside].mean()
    assert pattern[inside].mean() == pytest.approx(1e-4 / (np.pi * radius**2), rel=0.02)
    y, x = np.indices(pattern.shape)
    bright = np.where(np.hypot(x - 256, y - 256) < 10, pattern, 0)
    assert (bright * x).sum() / bright.sum() == pytest.approx(256, abs=1e-3)
    assert (bright * y).sum() / bright.sum() == pytest.approx(256, abs=1e-3)


def test_mean_over_symmetry_related_mistilts_has_the_symmetry_of_the_axis():
    crystal = crystals.strontium_titanate()
    axis = plane_normal(crystal, (0, 0, 1))

    def at(x, y):
        conditions = replace(STATIC, specimen_tilt_mrad=(x, y))
        return simulate(crystal, axis, conditions, GRID)[0][1:, 1:]

    one = at(5.0, 2.0)
    mean = (one + at(-2.0, 5.0) + at(-5.0, -2.0) + at(2.0, -5.0)) / 4
    assert np.linalg.norm(mean - np.rot90(mean)) < 1e-4 * np.linalg.norm(mean)
    assert np.linalg.norm(one - np.rot90(one)) > 1e-2 * np.linalg.norm(one)


def test_a_tilted_specimen_moves_its_ring_and_not_the_discs():
    crystal = crystals.strontium_titanate()
    axis = plane_normal(crystal, (0, 0, 1))
    grid = PatternGrid(256, 0.026)
    conditions = taken(100.0, 4.5, 100.0, STILL, band_limit_per_A=3.4)
    tilted = replace(conditions, specimen_tilt_mrad=(10.0, 0.0))
    straight, moved = (simulate(crystal, axis, c, grid)[0] for c in (conditions, tilted))
    outer = np.hypot(grid.k[:, None], grid.k[None, :]) > 2.9
    x = np.broadcast_to(grid.k, outer.shape)[outer]
    # the Laue circle's centre follows the axis: more of the ring is seen on the other side of 0
    shift = (moved[outer] * x).sum() / moved[outer].sum()
    assert abs((straight[outer] * x).sum() / straight[outer].sum()) < 0.02
    assert abs(shift) > 0.1
    lit, still_lit = straight > 1e-9, moved > 1e-9
    assert (lit == still_lit)[~outer].mean() > 0.99


def test_a_thickness_series_is_that_of_single_thicknesses():
    silicon = crystals.silicon()
    axis = plane_normal(silicon, (1, 1, 0))
    series = simulate(silicon, axis, replace(STATIC, thicknesses_A=(20.0, 50.0, 35.0)), GRID)
    for pattern, thickness in zip(series, (20.0, 50.0, 35.0)):
        single = simulate(silicon, axis, replace(STATIC, thicknesses_A=(thickness,)), GRID)[0]
        assert np.linalg.norm(pattern - single) < 1e-3 * np.linalg.norm(single)
    assert np.linalg.norm(series[0] - series[1]) > 0.05 * np.linalg.norm(series[1])


def test_where_discs_stay_apart_the_probe_may_stand_anywhere():
    crystal = crystals.strontium_titanate()
    axis = plane_normal(crystal, (0, 0, 1))
    mean = simulate(crystal, axis, STATIC, GRID)
    there = simulate(crystal, axis, replace(STATIC, places=((1.3, 0.7),)), GRID)
    assert np.array_equal(mean, there) or np.allclose(mean, there, rtol=1e-5, atol=1e-12)


def test_the_mean_over_a_cell_of_positions_is_the_exact_mean():
    crystal = crystals.strontium_titanate()
    axis = plane_normal(crystal, (0, 0, 1))
    conditions = replace(STATIC, semiangle_mrad=7.5, thicknesses_A=(30.0,))  # discs overlap
    grid = PatternGrid(256, 0.02)
    exact = simulate(crystal, axis, conditions, grid)[0]
    steps = np.arange(4) * 3.905 / 4
    places = tuple((float(x), float(y)) for x in steps for y in steps)
    mean = simulate(crystal, axis, replace(conditions, places=places), grid)[0]
    one = simulate(crystal, axis, replace(conditions, places=((0.0, 0.0),)), grid)[0]
    assert np.linalg.norm(mean - exact) < 1e-4 * np.linalg.norm(exact)
    assert np.linalg.norm(one - exact) > 0.05 * np.linalg.norm(exact)


def test_defocus_shows_where_discs_overlap_and_only_there():
    crystal = crystals.strontium_titanate()
    axis = plane_normal(crystal, (0, 0, 1))
    grid = PatternGrid(256, 0.02)

    blurred = Aberrations(defocus_A=1500.0)
    for angle, changes in ((3.5, False), (7.5, True)):
        sharp = replace(STATIC, semiangle_mrad=angle, thicknesses_A=(30.0,), places=((0.0, 0.0),))
        a = simulate(crystal, axis, sharp, grid)
        b = simulate(crystal, axis, replace(sharp, aberrations=blurred), grid)
        assert (np.linalg.norm(a - b) > 0.05 * np.linalg.norm(a)) == changes


def test_soft_apertures_pass_the_whole_beam_too():
    silicon = crystals.silicon()
    axis = plane_normal(silicon, (1, 1, 0))
    sharp = replace(STATIC, thicknesses_A=(10.0,), band_limit_per_A=2.0)
    totals = [
        simulate(silicon, axis, replace(sharp, edge_steepness_A=steepness), GRID)[0].sum()
        for steepness in (None, 80.0)
    ]
    assert totals[1] == pytest.approx(totals[0], rel=5e-3)
    assert totals[0] > 0.98
