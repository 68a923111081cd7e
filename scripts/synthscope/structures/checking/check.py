"""All checks of a structure that has been read; they report every problem, not only the first."""

import numpy as np

from synthscope.core.errors import InputError
from synthscope.structures.checking.distances import close_pairs
from synthscope.structures.elements import COVALENT_RADII, SYMBOLS, parse_formula
from synthscope.structures.reading.parsed import Draft
from synthscope.structures.settings import StructuresSettings

MIN_VOLUME, MAX_VOLUME = 2.0, 150.0
"""Å³ an atom: diamond has 5.7, caesium 116; above the greater one there is vacuum in the cell."""
LEAST_HEIGHT = 0.7
"""Å between opposite faces of a cell: no two atoms are nearer to each other."""
LONG_EDGE = 200.0
"""Å: longer cell edges are noted."""
ALONE = 6.0
"""Å: in a cell with vacuum, some atoms are nearer than this."""
FARTHEST = 10_000.0
"""Å from the origin."""
SHORT = 0.7
"""Of the sum of covalent radii: shorter distances are noted."""


def check(draft: Draft, settings: StructuresSettings) -> None:
    """Add to the draft's problems and notes; nothing else is changed."""
    if draft.problems:
        return
    n = len(draft.numbers)
    if n == 0:
        draft.problems.append("no atoms in the file")
        return
    numbers = np.asarray(draft.numbers)
    if numbers.min() < 1 or numbers.max() >= len(SYMBOLS):
        bad = int(numbers[(numbers < 1) | (numbers >= len(SYMBOLS))][0])
        draft.problems.append(f"atomic number {bad} is not between 1 and {len(SYMBOLS) - 1}")
    if not np.isfinite(draft.positions).all():
        count = int((~np.isfinite(draft.positions)).any(axis=1).sum())
        draft.problems.append(f"coordinates of {count} atoms are not finite")
    elif np.abs(draft.positions).max() > FARTHEST:
        draft.problems.append(f"coordinates beyond {FARTHEST:.0f} Å; wrong units")
    usable = _check_cell(draft) if draft.cell is not None else True
    if n > settings.atom_limit:
        what = "a cluster" if draft.cell is None else "the cell"
        draft.problems.append(
            f"{n} atoms in {what}; the limit is {settings.atom_limit} (atom_limit)"
        )
    partial = _check_occupancies(draft, settings)
    if usable and not draft.problems:
        if draft.cell is not None:
            _check_volume(draft)
        _check_distances(draft, settings, partial)
        _check_formula(draft, settings)


def _check_cell(draft: Draft) -> bool:
    cell = draft.cell
    if not np.isfinite(cell).all():
        draft.problems.append("the cell is not finite")
        return False
    lengths = np.linalg.norm(cell, axis=1)
    volume = abs(np.linalg.det(cell))
    if volume < 1e-3 * max(1e-6, lengths.prod()) or volume < 1e-3:
        draft.problems.append(f"the cell has no volume ({volume:.2g} Å³)")
        return False
    if lengths.max() > FARTHEST:
        draft.problems.append(f"cell edge of {lengths.max():.0f} Å; at most {FARTHEST:.0f}")
        return False
    height = 1 / np.linalg.norm(np.linalg.inv(cell), axis=0).max()
    if height < LEAST_HEIGHT:
        draft.problems.append(
            f"the cell is flat: {height:.2g} Å between two of its faces; wrong lattice constants, "
            "which are in Å"
        )
        return False
    if lengths.max() > LONG_EDGE:
        draft.notes.append(f"cell edge of {lengths.max():.0f} Å")
    return True


def _check_volume(draft: Draft) -> None:
    occupied = len(draft.numbers) if draft.occupancies is None else draft.occupancies.sum()
    volume = abs(np.linalg.det(draft.cell)) / max(occupied, 1e-9)
    if volume < MIN_VOLUME:
        draft.problems.append(
            f"implausibly dense: {volume:.2f} Å³ an atom, at least {MIN_VOLUME:.0f}; wrong lattice "
            "constants, origin or axes"
        )
    elif volume > MAX_VOLUME:
        if len(close_pairs(draft.positions, draft.cell, ALONE)[0]) == 0:
            draft.problems.append(
                f"implausibly empty: {volume:.0f} Å³ an atom, and no two are within {ALONE:.0f} Å; "
                "wrong lattice constants, or one atom in a box (give it without a cell)"
            )
        else:
            draft.notes.append(f"{volume:.0f} Å³ an atom")


def _check_occupancies(draft: Draft, settings: StructuresSettings) -> bool:
    """Whether there are partly occupied sites that may be sampled."""
    if draft.occupancies is None:
        return False
    occupancies = draft.occupancies
    wrong = (occupancies < 0) | (occupancies > 1.001)
    if wrong.any():
        draft.problems.append(
            f"occupancy {occupancies[wrong][0]:g} of {_symbol(draft, int(np.argmax(wrong)))}; it "
            "must be between 0 and 1"
        )
        return False
    partial = occupancies < 0.999
    if partial.any() and settings.occupancy != "sample":
        elements = sorted({_symbol(draft, int(k)) for k in np.flatnonzero(partial)})
        draft.problems.append(
            f"partly occupied sites ({', '.join(elements)}; {occupancies[partial].min():g} the "
            "least); give an ordered structure, or set structures.occupancy to sample"
        )
    return bool(partial.any())


def _check_distances(draft: Draft, settings: StructuresSettings, partial: bool) -> None:
    least = settings.min_distance_A
    radii = np.array(COVALENT_RADII)[draft.numbers]
    reach = max(2 * SHORT * radii.max(), least)
    if draft.problems:
        # Too dense: the pairs within a usual distance could be more than memory holds.
        reach = max(least, 1e-3)
    pairs, distances = close_pairs(draft.positions, draft.cell, reach)
    if partial:
        full = draft.occupancies >= 0.999
        kept = full[pairs].any(axis=1)
        pairs, distances = pairs[kept], distances[kept]
    if len(distances) == 0:
        return
    i, j = pairs[0]
    if distances[0] < least:
        count = int((distances < least).sum())
        draft.problems.append(
            f"overlapping atoms: {_symbol(draft, i)} and {_symbol(draft, j)} are "
            f"{distances[0]:.2f} Å apart, at least {least:g} ({count} such pairs); "
            f"duplicate sites, rounded coordinates, or wrong origin or axes{_meant(distances[0])}"
        )
        return
    ratio = distances / radii[pairs].sum(axis=1)
    k = int(np.argmin(ratio))
    if ratio[k] < SHORT:
        i, j = pairs[k]
        draft.notes.append(
            f"short distance: {_symbol(draft, i)} and {_symbol(draft, j)} are {distances[k]:.2f} Å "
            "apart"
        )


def _meant(distance: float) -> str:
    """How to keep close pairs that are intended; two atoms on one spot never are."""
    if distance < 0.1:
        return ""
    below = np.floor(100 * distance) / 100
    return (
        f"; where they are meant (amorphous carbon, for example), set structures.min_distance_A to "
        f"{below:.2f}"
    )


def _check_formula(draft: Draft, settings: StructuresSettings) -> None:
    if not draft.claimed_formula:
        return
    try:
        claimed = parse_formula(draft.claimed_formula)
    except InputError as error:
        draft.notes.append(str(error))
        return
    weights = np.ones(len(draft.numbers)) if draft.occupancies is None else draft.occupancies
    found: dict[str, float] = {}
    for number, weight in zip(draft.numbers.tolist(), weights.tolist()):
        found[SYMBOLS[number]] = found.get(SYMBOLS[number], 0.0) + weight
    elements = sorted(set(found) | set(claimed))
    a = np.array([found.get(e, 0.0) for e in elements])
    b = np.array([claimed.get(e, 0.0) for e in elements])
    units = draft.claimed_units
    message = ""
    if np.abs(a / a.sum() - b / b.sum()).max() > 0.01:
        message = (
            f"the file says {_plain(claimed)}, its atoms are {_plain(_smallest(found))}; sites are "
            "missing, or occupancies wrong"
        )
    elif units and not _units_agree(a.sum() / b.sum(), units, b):
        message = (
            f"the file says {units:g} formula units of {_plain(claimed)} a cell, its atoms make "
            f"{a.sum() / b.sum():g}; wrong origin, axes or Z"
        )
    if message:
        (draft.problems if settings.require_formula else draft.notes).append(message)


def _units_agree(found: float, units: float, claimed: np.ndarray) -> bool:
    """Whether a cell of `found` times the claimed formula has the claimed number of units.

    Some writers, pymatgen's among them, state the formula of the whole cell with the units of its
    reduced formula: Pb3 I6 with Z = 3.
    """
    if abs(found - units) <= 0.02 * units:
        return True
    whole = np.rint(claimed).astype(int)
    if np.abs(claimed - whole).max() > 1e-6:
        return False
    return abs(found - 1) <= 0.02 and int(np.gcd.reduce(whole)) == units


def _smallest(counts: dict[str, float]) -> dict[str, float]:
    """Divide whole numbers by their greatest common divisor."""
    values = np.array(list(counts.values()))
    if np.abs(values - np.rint(values)).max() > 1e-6:
        return counts
    divisor = int(np.gcd.reduce(np.rint(values).astype(int)))
    return {symbol: n / divisor for symbol, n in counts.items()}


def _plain(counts: dict[str, float]) -> str:
    return " ".join(f"{s}{n:.4g}" if n != 1 else s for s, n in sorted(counts.items()))


def _symbol(draft: Draft, k: int) -> str:
    return SYMBOLS[int(draft.numbers[k])]
