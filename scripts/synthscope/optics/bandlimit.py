"""The 2/3 band limit: what keeps products of two waves free of aliasing."""

import numpy as np

from synthscope.optics.grids import Grid

FRACTION = 2 / 3


def band_limit(grid: Grid) -> float:
    """Largest spatial frequency in 1/Å that is kept: 2/3 of the coarser axis' Nyquist limit.

    Waves and transmission functions are cut there (Kirkland, Advanced Computing in Electron
    Microscopy, 2010, section 6.8), so that their product aliases only beyond it.
    """
    return FRACTION / (2 * max(grid.sampling))


def greatest_square(grid: Grid) -> float:
    """The square of the largest frequency that counts as within the limit, in 1/Å²."""
    return (band_limit(grid) * (1 + 1e-9)) ** 2


def band_mask(grid: Grid, tilt: tuple[float, float] = (0.0, 0.0)) -> np.ndarray:
    """Whether |k + tilt| is within the band limit, (nx, ny); `tilt` in 1/Å."""
    radius2 = (grid.kx[:, None] + tilt[0]) ** 2 + (grid.ky[None, :] + tilt[1]) ** 2
    return radius2 <= greatest_square(grid)
