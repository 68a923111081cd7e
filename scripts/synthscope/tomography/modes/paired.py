"""Paired mode: sinograms without stripes get drawn ones; those with real stripes stand apart."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from synthscope.tomography.modes.labelled_image import SINOGRAM_SHAPE, Item
from synthscope.tomography.modes.resize import resize
from synthscope.tomography.names import pair_path
from synthscope.tomography.stripes.model import StripeModel, add_stripes
from synthscope.tomography.stripes.strength import Strength


def paired_items(
    sinogram: NDArray,
    mask: NDArray,
    found: Strength,
    real: bool,
    rng: np.random.Generator,
    sample: int,
    shift: int,
    row: int,
    model: StripeModel,
    shape: tuple[int, int] | None = SINOGRAM_SHAPE,
    clean_estimate=None,
) -> list[Item]:
    """The pair of one detector row.

    Parameters
    ----------
    mask
        (angles, columns): where the sinogram has stripes.
    found, real
        How strong those are, and whether it counts as striped.
    rng
        The row's own generator.
    model
        Of the drawn stripes; with the kind 'mix' a sinogram gets either full or partial ones.
    clean_estimate
        A function of a sinogram and its mask that removes stripes; its result stands in for the
        clean sinogram that does not exist where stripes are real. None leaves it out.
    """
    image = resize(sinogram, shape or sinogram.shape)
    if real:
        stripe, clean, strength = image, None, found
        if clean_estimate is not None:
            clean = clean_estimate(image, resize(mask.astype(np.float32), image.shape) > 0)
    else:
        stripe = add_stripes(rng, image, one_kind(rng, model), peak=float(image.max()))
        clean, strength = image, Strength.of(stripe - image)
    step = sinogram.shape[1] / image.shape[1]
    return pair(sample, real, stripe, clean, strength, shift, row, column_step=step)


def one_kind(rng: np.random.Generator, model: StripeModel) -> StripeModel:
    """The model with 'mix' decided for the whole sinogram, as NoStripesNet does it."""
    if model.kind != "mix":
        return model
    kind = "full" if rng.random() < 0.5 else "partial"
    return replace(model, kind=kind)


def pair(
    sample: int,
    real: bool,
    stripe: NDArray,
    clean: NDArray | None,
    strength: Strength,
    shift: int,
    row: int,
    patch: int | None = None,
    **place: float,
) -> list[Item]:
    """The images of a pair under their names; `place` is what they show of the scan."""
    path = pair_path(sample, real, "stripe", shift, row, patch)
    items = [Item(path, stripe, "stripe", real, strength, **place)]
    if clean is not None:
        condition = "estimate" if real else "clean"
        path = pair_path(sample, real, "clean", shift, row, patch)
        items.append(Item(path, clean, condition, real, **place))
    return items
