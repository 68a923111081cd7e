"""Other elements in a particle: a shell around its core, an alloy at random."""

import numpy as np
from ase.data import reference_states
from scipy.spatial import ConvexHull, QhullError

from synthscope.core.errors import InputError
from synthscope.structures.elements import NUMBERS
from synthscope.structures.scenes.settings.particles import AlloySettings


def below_hull(positions: np.ndarray) -> np.ndarray:
    """(N,) Å of atoms (N, 3) below the nearest facet of their convex hull: depths in a cluster."""
    try:
        faces = ConvexHull(positions).equations
    except (QhullError, ValueError):  # four atoms or fewer, or all in one plane
        return np.zeros(len(positions))
    nearest = np.full(len(positions), np.inf)
    for start in range(0, len(faces), 64):
        part = faces[start : start + 64]
        nearest = np.minimum(nearest, -(positions @ part[:, :3].T + part[:, 3]).max(axis=1))
    return nearest


def alloy(settings: AlloySettings, numbers: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """(N,) atomic numbers with the other element put in."""
    wanted = numbers == NUMBERS[settings.replaces] if settings.replaces else numbers > 0
    places = np.flatnonzero(wanted)
    chosen = rng.permutation(places)[: round(settings.fraction * len(places))]
    numbers = numbers.copy()
    numbers[chosen] = NUMBERS[settings.element]
    return numbers


def vegard_stretch(settings: AlloySettings, numbers: np.ndarray) -> float:
    """By how much an alloy's lattice is longer than that of the pure crystal.

    Raises
    ------
    InputError
        Where ASE knows no lattice constant, or both metals have other lattices.
    """
    if not settings.vegard:
        return 1.0
    hosts = np.unique(numbers)
    if len(hosts) > 1:
        raise InputError("vegard is for metals of a single element; leave it out of compounds")
    host, guest = reference_states[hosts[0]], reference_states[NUMBERS[settings.element]]
    if not host or not guest or host["symmetry"] != guest["symmetry"] or "a" not in host:
        raise InputError(
            f"vegard: {settings.element} has not the lattice of the other metal; leave it out"
        )
    return 1 + settings.fraction * (guest["a"] / host["a"] - 1)
