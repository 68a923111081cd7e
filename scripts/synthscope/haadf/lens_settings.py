"""The lens of an acquisition, and what may be drawn for it."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from itertools import product
from typing import Self, TypeVar

import numpy as np

from synthscope.core.distributions import Distribution, Varied
from synthscope.core.draws import draw
from synthscope.core.extremes import varies
from synthscope.core.settings import Section
from synthscope.optics.aberrations import Aberrations

S = TypeVar("S", bound=Section)

APERTURES = 5  # that stand for all between the narrowest and the widest


@dataclass(frozen=True)
class LensSettings(Section):
    """What a lens is told by."""

    semiangle_mrad: Varied = 27.0
    """Semi-angle of the probe's convergence, mrad."""

    aberrations: Aberrations = Aberrations()
    """Its errors."""

    @property
    def narrowest_mrad(self) -> float:
        """The least semi-angle that may be drawn."""
        return _ends(self.semiangle_mrad)[0]

    @property
    def sharpest(self) -> Self:
        """The widest aperture with the least errors that may be drawn.

        The defocus is that which evens out the spherical aberration best, as the mean square of
        the distances at which rays pass the middle: 2/3 C₃α² + 1/2 C₅α⁴.
        """
        _, alpha = _ends(self.semiangle_mrad)
        least = {one.name: _nearest(getattr(self.aberrations, one.name)) for one in _ERRORS}
        square = (1e-3 * alpha) ** 2
        even = 2e4 / 3 * least["c3_um"] * square + 5e6 * least["c5_mm"] * square**2
        least["defocus_A"] = _nearest(self.aberrations.defocus_A, even)
        return replace(self, semiangle_mrad=alpha, aberrations=Aberrations(**least))

    def widest(self) -> Iterator[Self]:
        """Lenses of which one has the widest probe that may be drawn.

        A ray of the angle θ passes the depth t at (t − Δf) θ + C₃θ³ + C₅θ⁵ from the middle, of
        which only the least and the greatest count, and the astigmatism and the coma move it by Aθ
        and at most Bθ², in directions that only differ by their azimuths: where one of these is
        drawn, both may move it outwards.
        """
        errors = self.aberrations
        defocus, c3, c5 = map(_ends, (errors.defocus_A, errors.c3_um, errors.c5_mm))
        turned = varies((errors.astigmatism_deg, errors.coma_deg))
        moved = [_ends(one)[turned:] for one in (errors.astigmatism_A, errors.coma_A)]
        apertures = np.unique(np.linspace(*_ends(self.semiangle_mrad), APERTURES)).tolist()
        for alpha, out, *sizes in product(apertures, (0, 1), *map(set, moved)):
            azimuths = errors.astigmatism_deg, errors.coma_deg
            if turned:  # what is radial goes outwards by itself, or inwards
                azimuths = (0.0, 0.0) if out else (90.0, 0.0)
            made = Aberrations(
                defocus_A=defocus[1 - out],
                c3_um=c3[out],
                c5_mm=c5[out],
                **dict(zip(("astigmatism_A", "coma_A"), sizes)),
                **dict(zip(("astigmatism_deg", "coma_deg"), azimuths)),
            )
            yield replace(self, semiangle_mrad=alpha, aberrations=made)


_ERRORS = fields(Aberrations)


def with_sharpest_lens(settings: S) -> S:
    """What a view draws its numbers from: its acquisitions' lenses are not among them."""
    return replace(settings, **vars(LensSettings.within(settings).sharpest))


def lenses_of_view(lens: LensSettings, count: int, seed: int, view: str) -> list[LensSettings]:
    """What is drawn for each of `count` acquisitions; nothing where nothing varies."""
    if not varies(lens):
        return []
    return [draw(lens, seed, "haadf", view, "acquisition", number) for number in range(count)]


def _ends(value: float | Distribution) -> tuple[float, float]:
    return value.extremes if isinstance(value, Distribution) else (value, value)


def _nearest(value: float | Distribution, wanted: float = 0.0) -> float:
    if not isinstance(value, Distribution):
        return value
    if value.choice:
        return min(value.possible, key=lambda one: abs(one - wanted))
    least, greatest = value.extremes
    return min(max(least, wanted), greatest)
