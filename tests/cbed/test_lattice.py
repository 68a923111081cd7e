"""Any crystal along any direction as a period across the beam: the same atoms, nothing strained."""

from dataclasses import replace

import numpy as np
import pytest

from synthscope.cbed.aperture import TiltGrid, disc_coverage
from synthscope.cbed.lattice import repeat_along
from synthscope.cbed.motion import moves
from synthscope.cbed.supercell import box, copies_across, in_motion
from synthscope.core.seeds import generator
from synthscope.optics.slicing import own_planes
from synthscope.structures.model import Crystal
from synthscope.structures.symmetry.zone_axes import lattice_direction, plane_normal


def triclinic_cell() -> np.ndarray:
    return np.array([[4.1, 0.0, 0.0], [1.68, 4.92, 0.0], [0.53, 1.45, 6.11]])


CELLS = {
    "cubic F": (np.eye(3) * 5.431, [[0, 0, 0], [0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0]]),
    "hexagonal": (
        np.array([[3, 0, 0], [-1.5, 1.5 * 3**0.5, 0], [0, 0, 5.0]]),
        [[1 / 3, 2 / 3, 0.3]],
    ),
    "monoclinic": (np.array([[5.1, 0, 0], [0, 5.2, 0], [-0.85, 0, 5.25]]), [[0.1, 0.2, 0.3]]),
    "triclinic": (triclinic_cell(), [[0.1, 0.2, 0.3], [0.6, 0.15, 0.8]]),
}


def crystal(name: str) -> Crystal:
    cell, fractional = CELLS[name]
    # a second atom off all symmetry elements, so that nothing hides a mistake
    sites = np.array([*fractional, *(np.array(fractional) + np.array([0.21, 0.37, 0.11]))])
    numbers = [14] * len(fractional) + [8] * len(fractional)
    return Crystal(
        id=name, source="user", name=name, numbers=numbers, positions=sites @ cell, cell=cell
    )


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("make", [plane_normal, lattice_direction])
@pytest.mark.parametrize("indices", [(0, 0, 1), (1, 1, 0), (1, 1, 1), (2, -1, 3)])
def test_repeats_are_the_crystal_itself(name, make, indices):
    subject = crystal(name)
    axis = make(subject, indices)
    repeat = repeat_along(subject, axis)
    density = len(subject) / abs(np.linalg.det(subject.cell))
    assert len(repeat.numbers) / (repeat.area * repeat.depth) == pytest.approx(density, rel=1e-6)
    rng = np.random.default_rng(0)
    for number, uv, z in zip(repeat.numbers, repeat.uv, repeat.z):
        n, m, layer = rng.integers(-3, 4, 3)
        across = (uv + np.array([n, m])) @ repeat.lateral + layer * repeat.shift
        place = np.array([*across, z + layer * repeat.depth + across @ repeat.slope])
        fractional = (place @ axis.basis) @ np.linalg.inv(subject.cell)
        apart = fractional - subject.fractional
        apart -= np.round(apart)
        near = np.linalg.norm(apart @ subject.cell, axis=1)
        assert near.min() < 1e-6
        assert subject.numbers[near.argmin()] == number


@pytest.mark.parametrize("name", CELLS)
def test_normals_of_planes_need_no_slope_in_any_lattice(name):
    subject = crystal(name)
    assert repeat_along(subject, plane_normal(subject, (1, 2, 1))).periodic


def test_centred_lattices_give_their_primitive_period():
    subject = crystal("cubic F")
    repeat = repeat_along(subject, plane_normal(subject, (0, 0, 1)))
    assert repeat.area == pytest.approx(5.431**2 / 2)
    assert repeat.depth == pytest.approx(5.431 / 2)


@pytest.mark.parametrize("uvw", [[1, 0, 1], [3, 1, 2], [1, 1, 2], [0, 1, 3]])
@pytest.mark.parametrize("name", CELLS)
def test_last_bits_of_a_cell_choose_no_other_period(name, uvw):
    """Halves of a period are ties, which processors would decide each in its way."""
    rng, whole = np.random.default_rng(1), crystal(name)
    expected = repeat_along(whole, lattice_direction(whole, uvw))
    for _ in range(20):
        bits = 1 + 1e-15 * rng.integers(-3, 4, (3, 3))
        other = replace(whole, cell=whole.cell * bits)
        found = repeat_along(other, lattice_direction(other, uvw))
        np.testing.assert_allclose(found.lateral, expected.lateral, atol=1e-9)
        np.testing.assert_allclose(found.shift, expected.shift, atol=1e-9)


def test_cells_in_motion_hold_every_atom_where_it_was_on_average():
    subject = crystal("triclinic")
    axis = plane_normal(subject, (1, 1, 1))
    repeat = repeat_along(subject, axis)
    slices = own_planes(repeat.z, np.ones(len(repeat.z)), repeat.depth, 1.0)
    n, m = copies_across(repeat, 15.0)
    [(rest, _)] = moves(repeat, np.zeros(len(repeat.z)), 1, lambda n: generator(1, "test", n))
    still, planes = in_motion(repeat, slices, 15.0, 20.0, rest)
    layers = round(still.depth / repeat.depth)
    assert layers * repeat.depth >= 20.0
    assert len(still.numbers) == n * m * layers * len(repeat.numbers)
    assert np.allclose(planes.planes[planes.index], still.z, atol=0.5)
    # each atom, taken back into the crystal, is one of the crystal's
    places = np.column_stack([still.uv @ still.lateral, still.z]) @ axis.basis
    fractional = places @ np.linalg.inv(subject.cell)
    apart = fractional[:, None] - subject.fractional[None]
    apart -= np.round(apart)
    assert np.linalg.norm(apart @ subject.cell, axis=2).min(axis=1).max() < 1e-6
    rms = np.full(len(repeat.z), 0.07)
    [(shaken, _)] = moves(repeat, rms, 1, lambda n: generator(1, "test", n))
    moved, _ = in_motion(repeat, slices, 15.0, 20.0, shaken)
    step = moved.uv - still.uv
    across = (step - np.round(step)) @ still.lateral
    assert across.std() == pytest.approx(0.07, rel=0.1)


@pytest.mark.parametrize("name", ["cubic F", "triclinic"])
def test_boxes_are_full_of_the_crystal(name):
    subject = crystal(name)
    axis = lattice_direction(subject, (1, 1, 1))
    atoms = box(subject, axis, 30.0, 20.0)
    density = len(subject) / abs(np.linalg.det(subject.cell))
    assert len(atoms) / np.prod(atoms.box) == pytest.approx(density, rel=0.05)
    places = (atoms.positions - [15.0, 15.0, 0.0]) @ axis.basis
    apart = (places @ np.linalg.inv(subject.cell))[:, None] - subject.fractional[None]
    apart -= np.round(apart)
    assert np.linalg.norm(apart @ subject.cell, axis=2).min(axis=1).max() < 1e-6


@pytest.mark.parametrize("radius", [0.4, 1.0, 3.3, 7.46])
@pytest.mark.parametrize("offset", [(0, 0), (0.3, -0.2), (0.5, 0.5)])
def test_pixels_share_a_disc_without_loss(radius, offset):
    x = np.arange(-10, 11)[:, None] - offset[0]
    y = np.arange(-10, 11)[None, :] - offset[1]
    covered = disc_coverage(x, y, radius)
    assert covered.sum() == pytest.approx(np.pi * radius**2, rel=1e-12)
    fine = (np.arange(400) + 0.5) / 400 - 0.5
    for i, j in ((10, 10), (12, 9), (13, 12), (10, 13)):
        inside = (x[i] + fine[:, None]) ** 2 + (y[0, j] + fine[None, :]) ** 2 <= radius**2
        assert covered[i, j] == pytest.approx(inside.mean(), abs=2e-3)


def test_tilts_interpolate_smooth_waves_to_single_precision():
    tilts = TiltGrid(0.1, 18)
    nodes = tilts.q.reshape(18, 18, 2)
    values = np.exp(2j * (30 * nodes[..., 0] - 17 * nodes[..., 1]))
    q = np.random.default_rng(2).uniform(-0.1, 0.1, (50, 2))
    found = np.einsum("pi,ij,pj->p", tilts.weights(q[:, 0]), values, tilts.weights(q[:, 1]))
    assert np.abs(found - np.exp(2j * (30 * q[:, 0] - 17 * q[:, 1]))).max() < 1e-6
