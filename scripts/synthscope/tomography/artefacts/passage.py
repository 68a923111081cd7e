"""What of the beam arrives at the camera: hardened by the sample, with fringes, and blurred."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from synthscope.core.errors import InputError
from synthscope.tomography.artefacts.blur import blur_terms
from synthscope.tomography.artefacts.fringes import fringe_terms
from synthscope.tomography.artefacts.hardening import hardened
from synthscope.tomography.artefacts.memory import reach_rows
from synthscope.tomography.artefacts.near_field import strength_px2
from synthscope.tomography.artefacts.settings import ArtefactSettings
from synthscope.tomography.artefacts.spread import Spread, Term, chained

BLOCK_ROWS = 16
MOST_DARK = 0.001  # share of a row that may get less than no light


@dataclass(frozen=True)
class PassingRow:
    """Shares of the beam (angles, columns) that pass one row of the sample.

    Attributes
    ----------
    ideal
        Of a monochromatic beam, seen sharply and right behind the sample.
    arriving
        With all artefacts.
    alone
        With one artefact and no other, by kind ('hardening', 'fringes', 'blur'), where asked for.
    """

    ideal: NDArray[np.float32]
    arriving: NDArray[np.float32]
    alone: dict[str, NDArray[np.float32]] = field(default_factory=dict)


def passing_rows(
    transmission: Callable[[int, int], NDArray[np.float32]],
    settings: ArtefactSettings,
    pixel_um: float,
    first: int,
    stop: int,
    alone: bool = False,
) -> Iterator[PassingRow]:
    """The detector rows first ≤ row < stop, one after the other.

    Parameters
    ----------
    transmission
        Gives (rows, angles, columns) of the ideal share for a range of rows, which may reach beyond
        the detector.
    alone
        Whether to give each artefact for itself as well.

    Raises
    ------
    InputError
        If details are too fine for fringes of that strength.
    """
    if not (settings.fringes.on or settings.blur.on):
        for ideal in _rows(transmission, first, stop):
            passing = hardened(ideal, settings.hardening)
            on = {"hardening": passing} if alone and settings.hardening.on else {}
            yield PassingRow(ideal, passing, on)
        return
    strength = strength_px2(settings.fringes, pixel_um)
    both, single = _kernels(settings, strength, alone)
    reach = reach_rows(settings)
    spread = Spread(both, reach)
    spreads = {kind: Spread(terms, reach) for kind, terms in single.items()}
    waiting: deque[NDArray[np.float32]] = deque()
    for ideal in _rows(transmission, first - reach, stop + reach):
        waiting.append(ideal)
        found = spread.feed(hardened(ideal, settings.hardening))
        apart = {kind: one.feed(ideal) for kind, one in spreads.items()}
        if found is not None:
            seen = waiting[-1 - reach]
            if alone and settings.hardening.on:
                apart["hardening"] = hardened(seen, settings.hardening)
            _check_dark(found, strength)
            yield PassingRow(seen, np.maximum(found, 0), apart)
        if len(waiting) > reach:
            waiting.popleft()


def _kernels(
    settings: ArtefactSettings, strength: float, alone: bool
) -> tuple[list[Term], dict[str, list[Term]]]:
    """All that is spread over neighbouring pixels, and each for itself where asked for."""
    fringes, blur = fringe_terms(strength), blur_terms(settings.blur)
    single = {"fringes": fringes, "blur": blur} if alone else {}
    on = {kind: terms for kind, terms in single.items() if kind in settings.on}
    return chained(fringes, blur), on


def _check_dark(found: NDArray[np.float32], strength: float) -> None:
    """Negative intensities show that the sample is beyond the near field."""
    dark = np.mean(found < 0)
    if dark > MOST_DARK:
        raise InputError(
            f"artefacts.fringes of {strength:.3g} px² would leave less than no light in "
            f"{100 * dark:.2g} % of a row's pixels: they are too strong for so fine details; lower "
            "distance_mm or delta_over_beta, or raise artefacts.blur.core_px"
        )


def _rows(transmission, first: int, stop: int) -> Iterator[NDArray[np.float32]]:
    for low in range(first, stop, BLOCK_ROWS):
        yield from transmission(low, min(low + BLOCK_ROWS, stop))
