"""Images of columns of atoms without noise, and where the columns are."""

import numpy as np

PIXEL_A = 0.1
QUIET = {"scanline_px": 0, "background": 0, "blur_px": 0, "edges": "reflect"}


def lattice(pixels=128, every=20.5, width_px=4.0):
    """An image of a square lattice, with a mean of 0.05, and (N, 2) columns and rows of its peaks.

    No two of its neighbours are as bright, so that a shift by a period is none.
    """
    at = np.arange(every / 2, pixels, every)
    x, y = (axis.ravel() for axis in np.meshgrid(at, at))
    heights = 1 + 0.5 * np.random.default_rng(5).random(len(x))
    row, column = np.mgrid[:pixels, :pixels]
    image = np.full((pixels, pixels), 0.1)
    for height, cx, cy in zip(heights, x, y):
        image += height * np.exp(-((column - cx) ** 2 + (row - cy) ** 2) / (2 * width_px**2))
    return 0.05 * image / image.mean(), np.column_stack([x, y])
