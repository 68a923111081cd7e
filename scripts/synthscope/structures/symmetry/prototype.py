"""Prototype labels in the style of AFLOW: "ABC3_cP5_221_a_b_c" for a perovskite.

Anonymous formula, Pearson symbol, space group number and the Wyckoff letters of each species
(Mehl et al., Comput. Mater. Sci. 136 (2017) S1, doi 10.1016/j.commatsci.2017.01.017). Letters
depend on which of the equivalent origins a structure was given in; here the first label in
alphabetical order over all of them stands, so that one prototype has one label.
"""

import csv
from collections import Counter
from collections.abc import Sequence
from functools import cache, reduce
from itertools import product
from math import gcd
from pathlib import Path

import numpy as np

from synthscope.structures.symmetry.standardise import Standard, dataset

NAMES = Path(__file__).resolve().parents[4] / "resources" / "structures" / "aflow_prototypes.csv"
_FRACTIONS = (0.0, 0.25, 1 / 3, 0.5, 2 / 3, 0.75)


def prototype_label(standard: Standard, symbol: str | None = None) -> str:
    """The label of a structure that stands in its standard cell.

    Where spglib finds another group after a shift of the origin (on the edge of its tolerance)
    that shift is passed over.
    """
    symbol = symbol or standard.symbol
    labels = [_label(standard, standard.wyckoffs, symbol)]
    if standard.number > 1:
        for shift in _equivalent_origins(*standard.operations):
            moved = (standard.fractional + shift) % 1.0
            found = dataset(standard.cell, moved, standard.kinds, standard.tolerance)
            if found is not None and found.number == standard.number:
                labels.append(_label(standard, found.wyckoffs, symbol))
    return min(labels)


@cache
def _known_names() -> dict[str, str]:
    names: dict[str, list[str]] = {}
    with open(NAMES, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            names.setdefault(row["prototype"], []).append(row["name"])
    return {label: " / ".join(dict.fromkeys(filter(None, both))) for label, both in names.items()}


def prototype_name(label: str) -> str:
    """What the AFLOW prototypes with this label are called; "" where there is none."""
    return _known_names().get(label, "")


def _label(standard: Standard, wyckoffs: Sequence[str], symbol: str) -> str:
    species: dict[int, Counter] = {}
    for kind, letter in zip(standard.kinds.tolist(), wyckoffs):
        species.setdefault(kind, Counter())[letter] += 1
    orbits = standard.orbits.tolist()
    sizes = Counter(orbits)
    multiplicity = {letter: sizes[orbit] for letter, orbit in zip(wyckoffs, orbits)}
    parts = []
    for letters in species.values():
        counts = {letter: n // multiplicity[letter] for letter, n in letters.items()}
        text = "".join(f"{n if n > 1 else ''}{x}" for x, n in sorted(counts.items(), key=_order))
        parts.append((sum(letters.values()), text))
    parts.sort()
    divisor = reduce(gcd, (n for n, _ in parts))
    anonymous = "".join(
        f"{_letters(k)}{n // divisor if n > divisor else ''}" for k, (n, _) in enumerate(parts)
    )
    pearson = _pearson(symbol, standard.number, len(standard.kinds))
    return "_".join([anonymous, pearson, str(standard.number), *(text for _, text in parts)])


def _order(item: tuple[str, int]) -> tuple[bool, str]:
    return item[0].isupper(), item[0]


def _letters(k: int) -> str:
    return chr(ord("A") + k) if k < 26 else f"Z{k}"


def _pearson(symbol: str, number: int, atoms: int) -> str:
    families = ((2, "a"), (15, "m"), (74, "o"), (142, "t"), (194, "h"), (230, "c"))
    family = next(letter for last, letter in families if number <= last)
    centring = "S" if symbol[0] in "ABC" and family in "mo" else symbol[0]
    if centring == "R":
        atoms //= 3
    return f"{family}{'C' if centring == 'S' else centring}{atoms}"


def _equivalent_origins(rotations: np.ndarray, translations: np.ndarray) -> list[np.ndarray]:
    """Shifts other than zero that leave the set of operations as it is, one of each class."""
    turns = np.unique(rotations.reshape(-1, 9), axis=0).reshape(-1, 3, 3)
    identity = np.eye(3)
    centring = translations[(rotations == np.eye(3, dtype=int)).all(axis=(1, 2))]
    # Along the directions that all rotations keep, the origin is free and changes no letter.
    across = identity - turns.mean(axis=0)
    cells = np.array(list(product((-1, 0, 1), repeat=3)))
    lattice = ((centring[:, None] + cells[None]).reshape(-1, 3)) @ across.T
    shifts = np.array(list(product(_FRACTIONS, repeat=3)))
    moves = np.einsum("mij,sj->smi", turns - identity, shifts)
    off = moves[:, :, None] - centring
    off -= np.rint(off)
    allowed = (np.abs(off).max(axis=3) < 1e-6).any(axis=2).all(axis=1)
    kept = [np.zeros(3)]
    for shift in shifts[allowed]:
        apart = (shift - np.array(kept)) @ across.T
        if (np.abs(apart[:, None] - lattice).max(axis=2) > 1e-6).all():
            kept.append(shift)
    return kept[1:]
