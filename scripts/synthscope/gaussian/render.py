"""Gaussian renderings: an atom is a Gaussian, an image the sum of its atoms' (xyz2image).

With c the coordinates of an atom in px and w = Z^ζ its weight, an image is

    I[i, j] = Σ_a w_a exp(-(i - c_a0)² / 2σ²) exp(-(j - c_a1)² / 2σ²),

cut off at a few σ: exact, sub-pixel and additive. A volume has a third factor. xyz2image itself
moves atoms to voxels (`snap`), counts atoms of one pixel once (`saturate`), and mirrors what
crosses the edge (`boundary: reflect`).
"""

from collections.abc import Callable, Iterable

import numpy as np

from synthscope.gaussian.frame import Framed
from synthscope.gaussian.grey import to_grey
from synthscope.gaussian.kernels import draw_2d, draw_3d
from synthscope.gaussian.labels import fill_balls, fill_discs, keep_one, mark
from synthscope.gaussian.settings import ElementSettings
from synthscope.gaussian.style import LABELS, Style


def intensities(output: str, framed: Framed, numbers: np.ndarray, style: Style) -> np.ndarray:
    """Images (n, E, E) or volumes (n, E, E, E), float32, before they become grey levels.

    The peak of an atom of weight 1 is 1 on its own pixel. The sum over an image times the area of
    a pixel is therefore Σ w · 2πσ², whatever the pixel size, as long as no atom is cut.
    """
    axes = 3 if output == "gaussian_3d" else 2
    weights = style.weights(numbers)[None]
    if style.snap:
        framed = framed.snapped()
    if style.saturate:
        kept = np.empty(framed.coordinates.shape[:2])
        keep_one(framed.voxels(), style.edge_px, axes, weights[0], kept)
        weights = kept
    images = np.empty((len(framed.pixel_size_A), *(style.edge_px,) * axes), np.float32)
    draw = draw_3d if axes == 3 else draw_2d
    sigmas = style.sigma_A / framed.pixel_size_A
    reflect = style.boundary == "reflect"
    draw(framed.coordinates, weights, sigmas, style.cutoff, reflect, images)
    return images


def labels(output: str, framed: Framed, style: Style) -> np.ndarray:
    """Atoms' voxels (delta) or the union of discs or balls about them (binary): bool.

    The binary outputs follow the sub-pixel coordinates, with `snap` those of the voxels.
    """
    n, atoms = framed.coordinates.shape[:2]
    out = np.zeros((n, *style.shape(output, atoms)), bool)
    if output.startswith("delta"):
        mark(framed.voxels(), out)
        return out
    if style.snap:
        framed = framed.snapped()
    radii = (
        style.binary_radius_A / framed.pixel_size_A
        if style.binary_radius_px is None
        else np.full(n, style.binary_radius_px)
    )
    fill = fill_balls if output == "binary_3d" else fill_discs
    fill(framed.coordinates, radii, out)
    return out


def render(
    output: str,
    framed: Framed,
    numbers: np.ndarray,
    style: Style,
    generator: Callable[[int], np.random.Generator] | None = None,
) -> tuple[np.ndarray, np.ndarray | None]:
    """One of the outputs for n framed orientations of a structure.

    Parameters
    ----------
    generator
        For the noise of image 0 … n - 1; None: there is none.

    Returns
    -------
    array, scales
        (n, ...) of `style.shape` and `style.dtype`; the intensity of one grey level (n,) for
        images and volumes, None for the others.
    """
    if output == "coordinates_3d":
        return framed.voxels(), None
    if output == "coordinates_px":
        return framed.coordinates.astype(np.float32), None
    if output in LABELS:
        return labels(output, framed, style), None
    images = intensities(output, framed, numbers, style)
    if output == "gaussian_2d" and generator is not None:
        images = style.noise.added(images, generator)
    return to_grey(images, style.bit_depth, style.full_scale)


def drawn(symbols: Iterable[str], elements: ElementSettings) -> np.ndarray:
    """(N,) bool: the atoms that the selection of elements leaves."""
    only, exclude = set(elements.only), set(elements.exclude)
    return np.array([(not only or s in only) and s not in exclude for s in symbols], bool)
