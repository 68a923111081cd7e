"""Partly occupied sites: which elements share a site, and a seeded choice for each."""

from dataclasses import dataclass

import numpy as np

from synthscope.core.errors import InputError
from synthscope.structures.checking.distances import close_pairs

SHARED = 0.5
"""Å: partly occupied atoms this close share one site."""


@dataclass(frozen=True)
class MixedSites:
    """Sites of a cell: positions (Å), a kind for each, and for each kind what may be there.

    `mixtures[kind]` lists (atomic number, probability); what is missing to 1 is a vacancy.
    `rms` belongs to sites.
    """

    positions: np.ndarray
    kinds: np.ndarray
    mixtures: tuple[tuple[tuple[int, float], ...], ...]
    rms: np.ndarray


def mixed_sites(numbers, positions, cell, occupancies, rms) -> MixedSites:
    """Join partly occupied atoms that share a site.

    Raises
    ------
    InputError
        When the occupancies of a site add up to more than 1.
    """
    parent = np.arange(len(numbers))

    def root(k: int) -> int:
        while parent[k] != k:
            k = parent[k]
        return k

    pairs, _ = close_pairs(positions, cell, SHARED)
    for i, j in pairs:
        parent[max(root(i), root(j))] = min(root(i), root(j))
    roots = np.array([root(k) for k in range(len(numbers))])
    sites = np.unique(roots)
    mixtures, kinds = [], []
    for site in sites:
        shares: dict[int, float] = {}
        for k in np.flatnonzero(roots == site):
            number = int(numbers[k])
            shares[number] = shares.get(number, 0.0) + float(occupancies[k])
        total = sum(shares.values())
        if total > 1.01:
            raise InputError(f"occupancies of one site add up to {total:.3g}; at most 1")
        # Rounded, so that sites that symmetry makes alike stay alike.
        mixture = tuple((z, round(p / max(total, 1), 6)) for z, p in sorted(shares.items()))
        if mixture not in mixtures:
            mixtures.append(mixture)
        kinds.append(mixtures.index(mixture))
    return MixedSites(positions[sites], np.array(kinds), tuple(mixtures), rms[sites])


def decorate(kinds: np.ndarray, mixtures, rng: np.random.Generator) -> np.ndarray:
    """An atomic number for each site by its probabilities; 0 for a vacancy."""
    draws = rng.random(len(kinds))
    numbers = np.zeros(len(kinds), dtype=np.int64)
    for k, (kind, draw) in enumerate(zip(kinds, draws)):
        reached = 0.0
        for number, probability in mixtures[kind]:
            reached += probability
            if draw < reached - 1e-12 or probability >= 1:
                numbers[k] = number
                break
    return numbers
