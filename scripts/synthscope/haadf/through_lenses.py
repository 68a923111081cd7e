"""The images of a specimen behind the lenses of its acquisitions."""

from collections.abc import Iterator, Sequence
from math import prod

from synthscope.haadf.convergence import ThermalMeans
from synthscope.haadf.lens_settings import LensSettings
from synthscope.haadf.lenses import behind
from synthscope.haadf.simulations import ThroughLens
from synthscope.haadf.views import averaging_facts, calculation_facts, series_of
from synthscope.multislice.assembly import position_grid
from synthscope.specimens.specimen import Specimen

WORKING = 400
"""Bytes that averaging takes for each Fourier coefficient of a lens' images."""


def images_through(
    means: ThermalMeans,
    lenses: Sequence[LensSettings],
    specimen: Specimen,
    seed: int,
    *key: str | int,
) -> list[ThroughLens]:
    """The images of a specimen behind some lenses, or the plan's own where there are none."""
    if not lenses:
        mean = means(seed, *key)
        facts = averaging_facts(mean) | calculation_facts(mean)
        return [ThroughLens(series_of(mean, specimen), facts)]
    return [
        ThroughLens(series_of(mean, specimen), averaging_facts(mean) | _told(lens))
        for some in _together(means, lenses)
        for lens, mean in zip(
            some, means.behind([behind(means.prepared, lens) for lens in some], seed, *key)
        )
    ]


def _together(
    means: ThermalMeans, lenses: Sequence[LensSettings]
) -> Iterator[Sequence[LensSettings]]:
    """As many lenses at a time as there is memory for: each has the same images in any company."""
    prepared = means.prepared
    images = len(prepared.lattice.detectors) * len(prepared.exit_planes)
    lens_mb = 1e-6 * WORKING * images * prod(position_grid(prepared.lattice))
    room = max(1, int((prepared.settings.memory_mb - means.memory_mb) / lens_mb))
    for first in range(0, len(lenses), room):
        yield lenses[first : first + room]


def _told(lens: LensSettings) -> dict[str, float]:
    return vars(lens.aberrations) | {"semiangle_mrad": lens.semiangle_mrad}
