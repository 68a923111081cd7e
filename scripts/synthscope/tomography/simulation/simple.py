"""Simple mode: exact sinograms of a phantom, and the same with drawn stripes."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from synthscope.core.seeds import generator
from synthscope.tomography.modes.rescale import Range, range_of, to_grey
from synthscope.tomography.simulation.geometry import Geometry
from synthscope.tomography.simulation.phantom import Spheres
from synthscope.tomography.simulation.projection import blocks, project
from synthscope.tomography.stripes.model import StripeModel, add_stripes

BLOCK_ROWS = 16


def volume_range(spheres: Spheres, geometry: Geometry, pixel_integrated: bool = False) -> Range:
    """The least and the greatest line integral of the whole scan."""
    return range_of(
        project(spheres, geometry, first, stop, pixel_integrated)
        for first, stop in blocks(geometry.rows, BLOCK_ROWS)
    )


def simple_pairs(
    spheres: Spheres,
    geometry: Geometry,
    model: StripeModel,
    seed: int,
    sample: int,
    over: Range,
    pixel_integrated: bool = False,
) -> Iterator[tuple[int, NDArray[np.uint16], NDArray[np.uint16]]]:
    """(row, clean, stripe) for every detector row, both of (angles, columns).

    Line integrals are mapped from the volume's range `over` to 0 … 1 before stripes are added, and
    clipped to it afterwards, so that both sinograms of a pair have one scale.
    """
    unit = Range(0.0, 1.0)
    width = over.high - over.low
    scale = np.float32(1 / width) if width > 0 else np.float32(0)
    for first, stop in blocks(geometry.rows, BLOCK_ROWS):
        block = project(spheres, geometry, first, stop, pixel_integrated)
        block -= np.float32(over.low)
        block *= scale
        for row, clean in enumerate(block, first):
            rng = generator(seed, "tomography", sample, "stripes", row)
            stripe = np.abs(add_stripes(rng, clean, model, peak=1.0))
            yield row, to_grey(clean, unit), to_grey(stripe, unit)
