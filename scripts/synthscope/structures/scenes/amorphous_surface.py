"""Disordered layers at the surfaces of a crystal, as ion milling and oxidation leave them."""

from dataclasses import replace

import numpy as np

from synthscope.structures.model import Crystal
from synthscope.structures.scenes.closeness import least_distances
from synthscope.structures.scenes.periodic import between, inside, pairs_within, tree
from synthscope.structures.scenes.scene import ROLES, Scene
from synthscope.structures.scenes.settings.crystal_surfaces import AmorphousSurfaceSettings
from synthscope.structures.scenes.wedge import Heights

SHAKEN = 0.4
"""Displacement of an atom along each axis in parts of the shortest bond (standard deviation)."""
CLOSEST = 0.85
"""Atoms come no closer than so many times the least distance of their kinds in the crystal."""
SOFT_BONDS = 1.2
FIXED_BONDS = 3.5
"""So many bonds from an atom of the layer others still give way, and may still be met."""
SWELLING_A = 1.0
"""So far the layer may stand out of the surface of the crystal."""
ROUNDS = 200
LISTED_FOR = 8
SKIN_A = 0.8


def with_amorphous_surface(
    scene: Scene,
    settings: AmorphousSurfaceSettings,
    crystal: Crystal,
    heights: Heights,
    rng: np.random.Generator,
) -> Scene:
    """The scene with the atoms near its surfaces displaced until nothing is left of their order.

    They are shaken at random, less so near the crystal, and those that are then too close are
    pushed apart, step by step; the next atoms of the crystal give way as well. None is lost: the
    layer is as dense as the crystal.

    Parameters
    ----------
    heights
        Of the upper surface above the lower one at z = 0.
    """
    surface = heights(scene.positions[:, :2])
    z = scene.positions[:, 2]
    # How far into a layer each atom is; above 0 in one.
    into = np.maximum(z - (surface - settings.top_A), settings.bottom_A - z)
    loose = into > 0
    if not loose.any():
        return scene
    least = CLOSEST * least_distances(crystal, scene.numbers)
    positions = scene.positions.copy()
    bond = CLOSEST**-1 * float(least.min())
    shaken = SHAKEN * bond * np.minimum(into[loose] / bond, 1.0)
    positions[loose] += rng.normal(size=(int(loose.sum()), 3)) * shaken[:, None]
    # Not the depth: beside a step the layer meets what lies deep below the next terrace.
    apart = tree(positions[loose], scene.box[:2]).query(inside(positions, scene.box[:2]))[0]
    near = np.flatnonzero(apart < FIXED_BONDS * bond)
    free = apart < SOFT_BONDS * bond
    positions = _pushed_apart(scene, positions, free, near, least, surface)
    roles, grains = scene.roles.copy(), scene.grains.copy()
    roles[loose], grains[loose] = ROLES.index("surface"), 0
    local = scene.local.copy()
    local[loose] = np.nan
    return replace(scene, positions=positions, roles=roles, grains=grains, local=local)


def _pushed_apart(scene: Scene, positions, loose, near, least, surface) -> np.ndarray:
    """Positions in which no loose atom is closer to another than `least` allows."""
    edges = scene.box[:2]
    kinds = np.unique(scene.numbers, return_inverse=True)[1][near]
    free, top = loose[near], surface[near] + SWELLING_A
    place = positions[near]
    place[free, 2] = np.clip(place[free, 2], -SWELLING_A, top[free])
    for turn in range(ROUNDS):
        if turn % LISTED_FOR == 0:  # pairs that may meet before they are listed again
            place = inside(place, edges)
            i, j = pairs_within(place, edges, float(least.max()) + SKIN_A).T
            listed = free[i] | free[j]
            i, j = i[listed], j[listed]
            share = np.where(free[i] & free[j], 0.5, 1.0)
            wanted = least[kinds[i], kinds[j]]
        apart = between(place[i], place[j], edges)
        distance = np.maximum(np.sqrt((apart**2).sum(axis=1)), 1e-6)
        wrong = np.flatnonzero(wanted - distance > 1e-3)
        if not len(wrong):
            if turn % LISTED_FOR == 0:
                break
            continue
        push = share[wrong] * (wanted[wrong] - distance[wrong] + 0.02) / distance[wrong]
        for axis in range(3):
            moved = push * apart[wrong, axis]
            place[:, axis] += free * (
                np.bincount(i[wrong], moved, len(place)) - np.bincount(j[wrong], moved, len(place))
            )
        place[free, 2] = np.clip(place[free, 2], -SWELLING_A, top[free])
    positions[near] = inside(place, edges)
    return positions
