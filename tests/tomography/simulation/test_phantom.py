"""Phantoms: random spheres by the foam's rules, and the atoms of a structure."""

import numpy as np
import pytest

from synthscope.core.errors import InputError
from synthscope.core.seeds import generator
from synthscope.tomography.simulation.atoms import atom_spheres
from synthscope.tomography.simulation.phantom import random_spheres


def test_spheres_neither_overlap_nor_leave_the_unit_sphere():
    spheres = random_spheres(generator(1, "foam"), 300)
    reach = np.sum((np.abs(spheres.centres) + spheres.radii[:, None]) ** 2, axis=1)
    assert reach.max() <= 1
    apart = np.linalg.norm(spheres.centres[:, None] - spheres.centres[None], axis=2)
    needed = spheres.radii[:, None] + spheres.radii[None]
    np.fill_diagonal(apart, np.inf)
    assert (apart >= needed).all()


def test_the_first_sphere_is_as_real_as_the_others():
    """foam3D leaves its first object as a speck of radius 1e-4 at z = 0."""
    radii, heights = zip(
        *[
            (spheres.radii[0], spheres.centres[0, 2])
            for spheres in (random_spheres(generator(seed, "foam"), 2) for seed in range(40))
        ]
    )
    assert min(radii) >= 0.01 and max(radii) > 0.1
    assert np.std(heights) > 0.2


def test_the_foam_is_as_dense_as_the_original():
    """Mean radius 0.052 and filling 7.1 % over the cube, as measured on foam3D's phantoms."""
    foams = [random_spheres(generator(seed, "foam"), 300) for seed in range(3)]
    assert np.mean([len(foam) for foam in foams]) > 298
    assert np.mean([foam.radii.mean() for foam in foams]) == pytest.approx(0.052, rel=0.1)
    filling = [np.sum(4 / 3 * np.pi * foam.radii**3) / 8 for foam in foams]
    assert np.mean(filling) == pytest.approx(0.071, rel=0.1)


def test_a_sphere_without_a_place_is_left_out():
    crowded = random_spheres(generator(1, "foam"), 400, tries=10)
    assert 50 < len(crowded) < 400
    assert crowded.radii.min() >= 0.01


def test_atoms_fit_the_cube_at_every_tilt_and_weigh_by_their_number():
    positions = np.array([[0, 0, 0], [30.0, 0, 0], [0, 4, 50]])
    spheres, half_edge = atom_spheres(positions, [6, 79, 79], radius_A=1.5, exponent=2)
    reach = np.hypot(*spheres.centres[:, :2].T) + spheres.radii
    assert reach.max() <= 1 and (np.abs(spheres.centres[:, 2]) + spheres.radii).max() <= 1
    assert spheres.values == pytest.approx([(6 / 79) ** 2, 1, 1])
    apart = np.linalg.norm(spheres.centres[0] - spheres.centres[1]) * half_edge
    assert apart == pytest.approx(30)


def test_a_structure_without_atoms_is_refused_in_one_line():
    with pytest.raises(InputError, match="no atoms"):
        atom_spheres(np.zeros((0, 3)), [], 1.0)
