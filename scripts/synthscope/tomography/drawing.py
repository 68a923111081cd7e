"""The numbers that a sample draws, and which of them its images show."""

from typing import TypeVar

from synthscope.core.draws import as_text, draw_allowed, drawn_numbers
from synthscope.core.settings import Section
from synthscope.dataset.key.columns import Row

S = TypeVar("S", bound=Section)
_SCAN = ("I0", "miscalibration", "attenuation", "faults.", "artefacts.")
_ELSEWHERE = {
    "simple": (*_SCAN, "tilt."),
    "complex": ("stripes.", "tilt."),
    "tilt": (*_SCAN, "stripes."),
    "raw": ("stripes.", "paired_stripes.", "patch_stripes."),
    "paired": ("stripes.", "patch_stripes."),
    "dynamic": ("stripes.", "paired_stripes.", "patch_stripes."),
    "patch": ("stripes.", "paired_stripes."),
}
"""By mode, what its images do not show."""


def drawn_for(section: S, seed: int, sample: int) -> S:
    """The settings of a sample, with a drawn number for each distribution.

    The same in every mode and job: a number depends on the seed, the sample and its own name.
    """
    return draw_allowed(section, lambda made: None, seed, "tomography", sample, "drawn")


def drawn_cells(mode: str, *drawn: tuple[Section, Section]) -> Row:
    """What was drawn for the images of a mode, as a cell; none where nothing varies.

    Parameters
    ----------
    drawn
        Settings as they were stated, and with their numbers.
    """
    numbers = {}
    for stated, made in drawn:
        numbers |= drawn_numbers(stated, made)
    shown = {n: x for n, x in numbers.items() if not n.startswith(_ELSEWHERE[mode])}
    return {"drawn": as_text(shown)} if shown else {}
