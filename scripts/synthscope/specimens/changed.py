"""A specimen with a defect in the middle of its field, and how it differs from the perfect one."""

from dataclasses import replace

import numpy as np

from synthscope.core.errors import InputError
from synthscope.specimens.defects import Defect, introduce, nearest
from synthscope.specimens.settings import DefectSettings
from synthscope.specimens.specimen import Specimen

PERFECT = "perfect"


def with_defect(specimen: Specimen, level: str, settings: DefectSettings) -> Specimen:
    """The specimen with defect L1 or L2 in the middle of the field; `perfect` leaves it alone.

    Raises
    ------
    InputError
        Nothing would be left.
    """
    if level == PERFECT:
        return specimen
    if settings.kind == "vacancy" and len(specimen.atoms) == 1:
        raise InputError(
            f"defect {level} would take out the only atom; use defects.kind none or "
            "substitution, or no condition that shows a defect"
        )
    defect = Defect(settings.kind, settings.element or "", relaxation=settings.relaxation(level))
    before, centre, period = specimen.atoms, specimen.centre, specimen.period
    after = introduce(before, defect, centre, period)
    kept = np.ones(len(before), dtype=bool)
    if defect.kind == "vacancy":
        kept[nearest(before, centre, period=period)] = False
    place = np.cumsum(kept) - 1
    stays = kept[specimen.source]
    source = place[specimen.source[stays]]
    moved = after.positions[source] - before.positions[specimen.source[stays]]
    positions = specimen.positions[stays] + moved
    for new in range(int(kept.sum()), len(after)):  # an interstitial atom
        shift = np.append(specimen.origin, 0.0)
        at = after.positions[new] - shift
        if period is not None:
            at[:2] %= period[:2]
        source, positions = np.append(source, new), np.vstack([positions, at])
    return replace(
        specimen,
        atoms=after,
        repeats=(1, 1, 1),
        unit=after,
        source=source,
        positions=positions,
    )


def perfect_places(perfect: Specimen, changed: Specimen) -> tuple[np.ndarray, int]:
    """Where each atom of a changed box stands in the perfect one, (N, 3) Å, and how many came in.

    Those that came in are the last ones, and stand where they are.
    """
    before, after = perfect.atoms.positions, changed.atoms.positions
    if len(after) < len(before):
        missing = nearest(perfect.atoms, perfect.centre, period=perfect.period)
        before = np.delete(before, missing, axis=0)
    return np.vstack([before, after[len(before) :]]), len(after) - len(before)


def same_columns(perfect: Specimen, labels: np.ndarray, changed: Specimen) -> np.ndarray:
    """The column of each atom of a changed specimen, given the columns of the perfect one.

    An atom that came in is a column of its own.
    """
    gone = len(perfect.source) - len(changed.source)
    if gone <= 0:
        return np.append(labels, labels.max(initial=-1) + 1 + np.arange(-gone))
    missing = nearest(perfect.atoms, perfect.centre, period=perfect.period)
    return labels[perfect.source != missing]
