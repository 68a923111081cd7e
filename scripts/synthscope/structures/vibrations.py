"""How far atoms vibrate: by the structure's file, by the configuration, or by a table at 300 K.

The table is `resources/vibrations/debye_waller.csv`; its README names the sources.
"""

import functools
import math
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import numpy as np

from synthscope.core.distributions import Varied, varied
from synthscope.core.settings import Section, setting
from synthscope.core.tables import read_records
from synthscope.structures.elements import SYMBOLS, Symbol, atomic_number, parse_formula, reduced
from synthscope.structures.model import Crystal

Composition = tuple[tuple[str, int], ...]
TABLE = Path(__file__).resolve().parents[3] / "resources" / "vibrations" / "debye_waller.csv"


@dataclass(frozen=True)
class Displacements(Section):
    """Where the atoms' thermal displacements come from.

    What comes first counts: the structure's file, `rms_A`, the table, `default_rms_A`."""

    use_file_values: bool = True
    """Whether displacement parameters of structure files, and snapshots, come first."""

    rms_A: dict[Symbol, varied(ge=0, le=1)] = setting({})
    """Root mean square displacement along an axis by element, Å, for example `{Sb: 0.07}`."""

    use_table: bool = True
    """Whether displacements at 300 K come from the table of elements and common compounds
    (`resources/vibrations`)."""

    default_rms_A: Varied = setting(0.055, ge=0, le=1)
    """That of elements of which nothing else is known, Å; the card names them."""


@functools.cache
def compounds() -> dict[tuple[tuple[str, int], ...], dict[str, float]]:
    """By composition, the root mean square displacement along an axis of each element, Å."""
    found: dict[tuple, dict[str, float]] = defaultdict(dict)
    for row in read_records(TABLE):
        counts = sorted((s, int(n)) for s, n in parse_formula(row["crystal"]).items())
        rms = math.sqrt(float(row["B_A2"]) / (8 * math.pi**2))
        found[tuple(counts)][row["element"]] = rms
    return dict(found)


@functools.cache
def elements() -> dict[str, float]:
    """Displacements in Å that stand for an element in compounds which the table does not have.

    The smaller of that in the element's own crystal and of the median over its compounds: ions of
    soft metals are bound more tightly than the metal's atoms (Na, K, Ba), and a few soft compounds
    do not speak for all (Cu, Ag, Hg).
    """
    own, bound = {}, defaultdict(list)
    for composition, rms in compounds().items():
        for symbol, value in rms.items():
            if len(composition) == 1:
                own[symbol] = value
            else:
                bound[symbol].append(value)
    found = {symbol: median(values) for symbol, values in bound.items()}
    return {s: min(d[s] for d in (own, found) if s in d) for s in sorted(own.keys() | found.keys())}


def foreign_rms(motion: Displacements) -> dict[int, float]:
    """By atomic number, the displacements in Å of atoms that are of no crystal, as defects are."""
    known = (elements() if motion.use_table else {}) | motion.rms_A
    return {atomic_number(symbol): rms for symbol, rms in known.items()}


def displacements(crystal: Crystal, motion: Displacements) -> tuple[np.ndarray, list[str]]:
    """Root mean square displacement along an axis in Å of each atom, and where it comes from.

    Returns
    -------
    (N,) float64, and N of "snapshots", "file", "configuration", "compound", "element" (both from
    the table) and "default"; the first in this order that has a value counts.
    """
    known = [_known(one, motion) for one in _compositions(crystal)]
    part_of = np.zeros(len(crystal), dtype=int) if crystal.truth is None else crystal.truth.grains
    own_origin = "file" if crystal.snapshots is None else "snapshots"
    rms, origins = [], []
    for number, value, part in zip(crystal.numbers, crystal.rms, part_of):
        found = [(value, own_origin)] if motion.use_file_values and np.isfinite(value) else []
        symbol = SYMBOLS[number]
        found += [(d[symbol], origin) for origin, d in known[part] if symbol in d]
        first, origin = (*found, (motion.default_rms_A, "default"))[0]
        rms.append(first)
        origins.append(origin)
    return np.array(rms, float), origins


def _compositions(crystal: Crystal) -> list[Composition]:
    """Of the crystal; of a scene those of no grain and of the structure of each grain."""
    if crystal.truth is None:
        return [tuple(reduced(crystal.numbers).items())]
    formulas = [crystal.truth.formulas.get(part.structure, "") for part in crystal.truth.parts]
    counts = [parse_formula(formula) if formula else {} for formula in ["", *formulas]]
    return [tuple(sorted((s, int(n)) for s, n in one.items())) for one in counts]


def _known(composition: Composition, motion: Displacements) -> list[tuple[str, dict[str, float]]]:
    """By where they come from, displacements of elements in a compound, Å; the first counts."""
    if not motion.use_table:
        return [("configuration", motion.rms_A)]
    own = "compound" if len(composition) > 1 else "element"
    return [
        ("configuration", motion.rms_A),
        (own, compounds().get(composition, {})),
        ("element", elements()),
    ]


def vibrating(crystal: Crystal, motion: Displacements) -> Crystal:
    """The crystal, every atom with its displacement; without its snapshots where not wanted."""
    rms, _ = displacements(crystal, motion)
    return replace(crystal, rms=rms, snapshots=wanted_snapshots(crystal, motion))


def wanted_snapshots(crystal: Crystal, motion: Displacements) -> np.ndarray | None:
    """The crystal's own (snapshots, N, 3) displacements, where the file's values are wanted."""
    return crystal.snapshots if motion.use_file_values else None


def describe_displacements(crystal: Crystal, motion: Displacements) -> str:
    """Mean displacement of each element in Å and where it comes from: "O 0.0767 compound, …"."""
    rms, origins = displacements(crystal, motion)
    found = defaultdict(list)
    for number, value, origin in zip(crystal.numbers, rms, origins):
        found[SYMBOLS[number], origin].append(value)
    parts = [f"{s} {math.fsum(v) / len(v):.4f} {origin}" for (s, origin), v in found.items()]
    return ", ".join(sorted(parts))
