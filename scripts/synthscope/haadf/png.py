"""The PNG images of the atomagined data set: for looking at, never for measuring.

Rows and columns 3 to 252 of an image, as grey RGBA: an atom at pixel (x, y) is at (x - 3, y - 3)
here, which the file's text `margin_px` says. Grey goes linearly from two standard deviations
below the mean to four above it, both of the part that is shown, or from its extremes where those
are nearer. Each image is scaled for itself, as the published ones are.
"""

import os

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from synthscope.core.files import replacing

MARGIN = 3
"""Pixels of the image that are left out at each side."""


def window(image: np.ndarray) -> tuple[float, float]:
    """The intensities shown as black and as white."""
    mean, deviation = image.mean(dtype=np.float64), image.std(dtype=np.float64)
    return max(image.min(), mean - 2 * deviation), min(image.max(), mean + 4 * deviation)


def grey(image: np.ndarray) -> np.ndarray:
    """The part of an image that is shown, as uint8; a featureless image is black."""
    rows, columns = image.shape
    part = np.asarray(image[MARGIN : rows - MARGIN, MARGIN : columns - MARGIN], dtype=np.float64)
    black, white = window(part)
    scaled = (part - black) * (256 / (white - black)) if white > black else np.zeros_like(part)
    return np.clip(np.floor(scaled), 0, 255).astype(np.uint8)


def write(image: np.ndarray, path: str | os.PathLike) -> None:
    """Write an image, rows × columns, as an RGBA PNG."""
    shade = grey(image)
    pixels = np.full((*shade.shape, 4), 255, dtype=np.uint8)
    pixels[..., :3] = shade[..., None]
    texts = PngInfo()
    texts.add_text("margin_px", str(MARGIN))
    with replacing(path) as beside:
        # noise packs no better for trying
        Image.fromarray(pixels).save(beside, compress_level=1, pnginfo=texts)
