"""Pieces of amorphous solids that repeat sideways, cut from large cells (`resources/amorphous`)."""

from dataclasses import dataclass
from functools import cache
from heapq import heapify, heappop, heappush
from itertools import permutations, product
from pathlib import Path

import numpy as np
from ase.data import atomic_masses

from synthscope.core.errors import InputError
from synthscope.structures.elements import NUMBERS, SYMBOLS
from synthscope.structures.scenes.periodic import between, folded, pairs_within

FOLDER = Path(__file__).resolve().parents[4] / "resources" / "amorphous"
MATERIALS = ("carbon", "silica", "silicon_nitride")
U_PER_A3 = 1 / 0.602214076
"""g/cm³ of 1 u/Å³."""

# Å: the longest bonds, and what atoms of both sides of a seam are not nearer than.
BONDS = {("C", "C"): 1.8, ("O", "Si"): 2.0, ("N", "Si"): 2.1}
CLOSEST = {
    **{("C", "C"): 1.27, ("O", "Si"): 1.42, ("N", "Si"): 1.53},
    **{("O", "O"): 2.1, ("N", "N"): 2.0, ("Si", "Si"): 2.2},
}
SEAM_A = {"carbon": 0.5, "silica": 1.5, "silicon_nitride": 1.8}
"""By how much both sides of a seam overlap before atoms that are too near leave."""
STRETCH = 0.04
"""Most that a cell is stretched or compressed for another density, of a length."""


@dataclass(frozen=True, eq=False)
class Cell:
    """A cube that repeats: atomic numbers (N,), positions (N, 3) Å, its edge in Å."""

    numbers: np.ndarray
    positions: np.ndarray
    edge: float

    @property
    def density(self) -> float:
        """In g/cm³."""
        return density_g_cm3(self.numbers, self.edge**3)


@cache
def cell(material: str) -> Cell:
    """The cell of one of `MATERIALS`."""
    lines = (FOLDER / f"{material}.xyz").read_text(encoding="utf-8").splitlines()
    edge = float(lines[1].split('"')[1].split()[0])
    rows = [line.split() for line in lines[2:]]
    numbers = np.array([NUMBERS[row[0]] for row in rows])
    return Cell(numbers, np.array([row[1:] for row in rows], dtype=float), edge)


def cut(
    material: str,
    box: tuple[float, float, float],
    rng: np.random.Generator,
    density: float | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """A slab with surfaces at z = 0 and `box[2]`, at a random place and turn of the cell.

    Where an edge is no multiple of the cell's there is a seam: both sides overlap by `SEAM_A`, and
    of two atoms that are nearer than `CLOSEST` one leaves. Bonds across it are missing: a box of
    50 Å has 3 to 6 % fewer than the cell, at the same distances.

    Parameters
    ----------
    material
        Of `MATERIALS`.
    box
        Edges in Å; it repeats along x and y.
    density
        g/cm³; the cell is stretched or compressed for it. None: its own.

    Returns
    -------
    numbers, positions
        (N,) and (N, 3) in Å, 0 ≤ x < box[0] and 0 ≤ y < box[1].

    Raises
    ------
    InputError
        For a density that would stretch bonds by more than `STRETCH`.
    """
    made = cell(material)
    stretch = _stretch(material, made.density, density)
    seam = SEAM_A[material]
    numbers, positions = _random_tiles(made, stretch, np.add(box, (seam, seam, 0)), rng)
    numbers, positions = _joined(numbers, positions, np.array(box), seam)
    keep = _bonded(numbers, positions, np.array(box))
    return numbers[keep], positions[keep]


def _stretch(material: str, own: float, density: float | None) -> float:
    stretch = 1.0 if density is None else (own / density) ** (1 / 3)
    if abs(stretch - 1) > STRETCH:
        least, most = own * (1 + STRETCH) ** -3, own * (1 - STRETCH) ** -3
        raise InputError(
            f"density_g_cm3 {density:g}: bonds of {material.replace('_', ' ')} would be "
            f"{abs(stretch - 1):.0%} too {'long' if stretch > 1 else 'short'}; its cell has "
            f"{own:.2f} and reaches {least + 0.005:.2f} to {most - 0.005:.2f} g/cm³"
        )
    return stretch


def _random_tiles(
    made: Cell, stretch: float, box: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Copies of the cell that fill a box, after one of the 48 turns of a cube and a shift."""
    axes = list(permutations(range(3)))[rng.integers(6)]
    signs = rng.choice([-1.0, 1.0], size=3)
    edge = made.edge * stretch
    places = (made.positions[:, axes] * signs * stretch + rng.uniform(0, edge, 3)) % edge
    parts = []
    for origin in product(*(range(int(np.ceil(length / edge))) for length in box)):
        moved = places + np.multiply(origin, edge)
        inside = (moved < box).all(axis=1)
        parts.append((made.numbers[inside], moved[inside]))
    numbers, positions = zip(*parts)
    return np.concatenate(numbers), np.concatenate(positions)


def _lengths(positions: np.ndarray, pairs: np.ndarray, box: np.ndarray) -> np.ndarray:
    apart = between(positions[pairs[:, 1]], positions[pairs[:, 0]], box[:2])
    return np.linalg.norm(apart, axis=1)


def _joined(
    numbers: np.ndarray, positions: np.ndarray, box: np.ndarray, seam_A: float
) -> tuple[np.ndarray, np.ndarray]:
    """A piece whose opposite sides meet, without atoms that would be too near another there.

    Positions are as they are in the solid, before what is beyond an edge comes in at the other.
    """
    reach = _CLOSEST[np.ix_(np.unique(numbers), np.unique(numbers))].max()
    low, high = positions[:, :2] < seam_A + reach, positions[:, :2] > box[:2] - reach
    seam = np.flatnonzero((low | high).any(axis=1))
    pairs = seam[pairs_within(positions[seam], box[:2], reach)]
    length = _lengths(positions, pairs, box)
    in_the_solid = np.linalg.norm(positions[pairs[:, 0]] - positions[pairs[:, 1]], axis=1)
    limit = _CLOSEST[numbers[pairs[:, 0]], numbers[pairs[:, 1]]]
    pairs = pairs[(length < limit) & (in_the_solid > length + 1e-6)]
    keep = np.ones(len(numbers), dtype=bool)
    keep[_fewest(pairs, positions[:, :2].max(axis=1))] = False
    positions[:, :2] = folded(positions[:, :2], box[:2])
    return numbers[keep], positions[keep]


def _fewest(pairs: np.ndarray, later: np.ndarray) -> list[int]:
    """Atoms without which no pair is left: those of most pairs first, of two the later one."""
    partners: dict[int, set[int]] = {}
    for one, other in pairs.tolist():
        partners.setdefault(one, set()).add(other)
        partners.setdefault(other, set()).add(one)
    gone = []
    queue = [(-len(others), -later[atom], atom) for atom, others in partners.items()]
    heapify(queue)
    while queue:
        count, order, worst = heappop(queue)
        left = len(partners[worst])
        if left < -count:  # some have left since
            if left:
                heappush(queue, (-left, order, worst))
            continue
        for other in partners[worst]:
            partners[other].discard(worst)
        partners[worst] = set()
        gone.append(worst)
    return gone


def _bonded(numbers: np.ndarray, positions: np.ndarray, box: np.ndarray) -> np.ndarray:
    """(N,) bool: all atoms but those that a cut left without a bond."""
    pairs = pairs_within(positions, box[:2], max(BONDS.values()))
    longest = _BOND[numbers[pairs[:, 0]], numbers[pairs[:, 1]]]
    pairs = pairs[_lengths(positions, pairs, box) < longest]
    keep = np.zeros(len(numbers), dtype=bool)
    keep[pairs.ravel()] = True
    return keep


def _table(values: dict[tuple[str, str], float]) -> np.ndarray:
    table = np.zeros((len(SYMBOLS), len(SYMBOLS)))
    for (first, second), value in values.items():
        table[NUMBERS[first], NUMBERS[second]] = table[NUMBERS[second], NUMBERS[first]] = value
    return table


_BOND, _CLOSEST = _table(BONDS), _table(CLOSEST)


def density_g_cm3(numbers: np.ndarray, volume_A3: float) -> float:
    """Of atoms by number in a volume."""
    return float(atomic_masses[numbers].sum()) / volume_A3 * U_PER_A3
