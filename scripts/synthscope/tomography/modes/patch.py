"""Patch mode: as paired mode, with sinograms of full size cut into patches."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from synthscope.core.errors import InputError
from synthscope.tomography.modes.labelled_image import Item
from synthscope.tomography.modes.paired import one_kind, pair
from synthscope.tomography.stripes.model import StripeModel, add_stripes
from synthscope.tomography.stripes.strength import Strength
from synthscope.tomography.stripes.striped import column_offsets, marked_strength

Striped = Callable[[Strength, bool], bool]


def patches(sinogram: NDArray, shape: tuple[int, int]) -> NDArray:
    """(number, height, width): columns of patches from left to right, each from top to bottom.

    What does not fill a patch is cut off: of a remainder r, r // 2 at the start and the rest at the
    end.

    Raises
    ------
    InputError
        If not a single patch fits.
    """
    height, width = shape
    down, across = sinogram.shape[0] // height, sinogram.shape[1] // width
    if down == 0 or across == 0:
        raise InputError(
            f"patch_size {height} × {width} does not fit sinograms of "
            f"{sinogram.shape[0]} angles × {sinogram.shape[1]} columns; make it smaller"
        )
    top = sinogram.shape[0] % height // 2
    left = sinogram.shape[1] % width // 2
    cut = sinogram[top : top + down * height, left : left + across * width]
    cut = cut.reshape(down, height, across, width)
    return np.ascontiguousarray(cut.transpose(2, 0, 1, 3)).reshape(-1, height, width)


def patch_items(
    sinogram: NDArray,
    mask: NDArray,
    odd: NDArray,
    striped: Striped,
    rng: np.random.Generator,
    sample: int,
    shift: int,
    row: int,
    model: StripeModel,
    patch_size: tuple[int, int],
    clean_estimate=None,
) -> list[Item]:
    """The pairs of one detector row; see `paired.paired_items`.

    `odd` are the columns that fluctuate or make a wide stripe. `striped` tells of how strongly a
    patch is marked, and whether it has such a column, whether it counts as striped. Drawn stripes
    are clipped to the range of the clean patch.
    """
    cut = patches(sinogram, patch_size)
    offsets = patches(column_offsets(sinogram), patch_size)
    found = [marked_strength(*one) for one in zip(offsets, patches(mask, patch_size))]
    strange = patches(np.broadcast_to(odd, sinogram.shape), patch_size).any(axis=(1, 2))
    marked = [striped(*one) for one in zip(found, strange.tolist())]
    height = patch_size[0]
    down, top = len(sinogram) // height, len(sinogram) % height // 2
    estimates = None
    if clean_estimate is not None and any(marked):
        estimates = patches(clean_estimate(sinogram, mask), patch_size)
    items = []
    for number, (image, real) in enumerate(zip(cut, marked)):
        if real:
            clean = None if estimates is None else estimates[number]
            stripe, strength = image, found[number]
        else:
            clean = image
            drawn = add_stripes(rng, image, one_kind(rng, model), peak=float(image.max()))
            stripe = np.clip(drawn, image.min(), image.max())
            strength = Strength.of(stripe - image)
        first = top + number % down * height
        place = {"first": first, "stop": first + height}
        items += pair(sample, real, stripe, clean, strength, shift, row, number, **place)
    return items
