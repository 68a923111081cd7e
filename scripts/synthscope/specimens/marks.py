"""What the defect in the middle of a specimen is, as a label."""

import numpy as np

from synthscope.specimens.defects import nearest
from synthscope.specimens.specimen import Specimen
from synthscope.structures.elements import SYMBOLS
from synthscope.structures.scenes.scene import Mark


def middle_defect(perfect: Specimen, changed: Specimen) -> tuple[Mark, ...]:
    """The point defect that tells a specimen from the perfect one, in the box of its atoms.

    Nothing where atoms only moved.
    """
    before, after = perfect.atoms, changed.atoms
    if len(after) > len(before):
        return (_mark("interstitial", after.positions[-1], now=after.numbers[-1]),)
    if len(after) < len(before):
        missing = nearest(before, perfect.centre, period=perfect.period)
        return (_mark("vacancy", before.positions[missing], was=before.numbers[missing]),)
    return tuple(
        _mark("substitution", after.positions[i], before.numbers[i], after.numbers[i])
        for i in np.flatnonzero(before.numbers != after.numbers)
    )


def _mark(kind: str, at: np.ndarray, was: int = 0, now: int = 0) -> Mark:
    names = (SYMBOLS[number] if number else "" for number in (was, now))
    return Mark(kind, tuple(at.tolist()), None, *names)
