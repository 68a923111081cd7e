"""Other elements in a particle: a shell around its core, an alloy at random."""

from dataclasses import dataclass

import numpy as np
from ase.data import reference_states
from scipy.spatial import ConvexHull, QhullError

from synthscope.core.distributions import Varied
from synthscope.core.errors import InputError
from synthscope.core.settings import Section, setting
from synthscope.structures.elements import NUMBERS, Symbol


@dataclass(frozen=True)
class ShellSettings(Section):
    """A shell of another element on the lattice of the core (coherent)."""

    element: Symbol = setting()
    """What it is made of."""

    thickness_A: Varied = setting(4.0, ge=0, le=1000)
    """Depth below the particle's surface, Å: the particle's size includes it."""


@dataclass(frozen=True)
class AlloySettings(Section):
    """Atoms of another element at random places."""

    element: Symbol = setting()
    """What is put in."""

    fraction: Varied = setting(0.5, ge=0, le=1)
    """Of the atoms that may be replaced, how many are; their number is exact, to one."""

    replaces: Symbol | None = None
    """The element that is replaced; null: whichever there is."""

    vegard: bool = False
    """Stretch the lattice in proportion to the fraction, from the lattice constant of the pure
    element to that of the one put in (Vegard's rule): of metals with one lattice alone."""


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
