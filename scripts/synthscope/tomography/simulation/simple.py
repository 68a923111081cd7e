"""Simple mode: exact sinograms of a phantom, and the same with drawn stripes."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from synthscope.core.seeds import generator
from synthscope.tomography.modes.rescale import Range, range_of, to_grey
from synthscope.tomography.simulation.geometry import Geometry
from synthscope.tomography.simulation.phantom import Spheres
from synthscope.tomography.simulation.projection import blocks, project
from synthscope.tomography.stripes.model import Stripe, StripeModel, draw_and_add, stripe_columns

BLOCK_ROWS = 16


def volume_range(spheres: Spheres, geometry: Geometry, pixel_integrated: bool = False) -> Range:
    """The least and the greatest line integral of the whole scan."""
    return range_of(
        project(spheres, geometry, first, stop, pixel_integrated)
        for first, stop in blocks(geometry.rows, BLOCK_ROWS)
    )


@dataclass(frozen=True)
class SimplePair:
    """A detector row with and without stripes.

    Attributes
    ----------
    row
        The detector row.
    clean, stripe
        Grey values (angles, columns).
    columns
        (n,): the columns that stripes may change.
    offset
        (angles, n): what the stripes add to these columns, as far as it stays inside the range of
        grey values, in units of full scale.
    stripes
        The stripes that were drawn, their offsets in the same unit.
    """

    row: int
    clean: NDArray[np.uint16]
    stripe: NDArray[np.uint16]
    columns: NDArray[np.intp]
    offset: NDArray[np.float32]
    stripes: list[Stripe]


def simple_pairs(
    spheres: Spheres,
    geometry: Geometry,
    model: StripeModel,
    seed: int,
    sample: int,
    over: Range,
    grey: Range,
    pixel_integrated: bool = False,
    fold: bool = False,
) -> Iterator[SimplePair]:
    """Every detector row.

    Parameters
    ----------
    over
        The volume's range of line integrals, which is mapped to 0 … 1 before stripes are added.
    grey
        The range of grey values in that scale; what stripes put outside is clipped to it, so that
        both sinograms of a pair have one scale.
    fold
        Take the absolute value of a striped sinogram, as the original does: stripes below zero
        become bright.
    """
    scale = np.float32(1 / over.span) if over.span > 0 else np.float32(0)
    for first, stop in blocks(geometry.rows, BLOCK_ROWS):
        block = project(spheres, geometry, first, stop, pixel_integrated)
        block -= np.float32(over.low)
        block *= scale
        for row, clean in enumerate(block, first):
            rng = generator(seed, "tomography", sample, "stripes", row)
            striped, stripes = draw_and_add(rng, clean, model, peak=1.0)
            columns = stripe_columns(stripes, geometry.columns)
            changed = np.abs(striped[:, columns]) if fold else striped[:, columns]
            image = to_grey(clean, grey)
            stripe = image.copy()
            stripe[:, columns] = to_grey(changed, grey)
            # Laid out by angles, so that sums over them do not depend on how columns were taken.
            offset = np.ascontiguousarray(np.clip(changed, grey.low, grey.high) - clean[:, columns])
            yield SimplePair(row, image, stripe, columns, offset, stripes)
