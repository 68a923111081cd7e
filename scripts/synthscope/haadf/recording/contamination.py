"""Contamination: what the beam deposits, as a background that grows while it scans.

The deposit grows where the beam has been, smeared by a Gaussian of σ (`spread_px`), and scatters in
proportion to its thickness. At row r and column c of frame k of n the background is, with Φ the
normal distribution function and R rows and C columns,

    G(c) (b F(r) + (g/n) (k F(r) + P(r)))

    F(r) = Φ((r + ½)/σ) − Φ((r + ½ − R)/σ)     of a whole frame
    P(r) = Φ((r + ½)/σ) − ½                    of the rows that were scanned so far
    G(c) = Φ((c + ½)/σ) − Φ((c + ½ − C)/σ)

g is the growth of the acquisition and b what earlier ones of the same frame left.
"""

import numpy as np
from scipy.special import ndtr

from synthscope.haadf.recording.settings import Contamination


def deposited(
    shape: tuple[int, int],
    given: Contamination,
    dose_e_per_A2: float,
    pixel_A: float,
    frame: int = 0,
    frames: int = 1,
) -> np.ndarray:
    """(rows, columns) background in units of the image's mean; nothing varies in `given`.

    Parameters
    ----------
    dose_e_per_A2
        Of the whole acquisition.
    """
    rows, columns = shape
    sigma = given.spread_A / pixel_A
    whole = _reached(rows, sigma)
    so_far = ndtr((np.arange(rows) + 0.5) / sigma) - 0.5
    growth = given.growth
    if given.of_dose_e_per_A2 is not None:
        growth *= dose_e_per_A2 / given.of_dose_e_per_A2
    depth = given.before * whole + growth / frames * (frame * whole + so_far)
    return np.outer(depth, _reached(columns, sigma))


def _reached(size: int, sigma: float) -> np.ndarray:
    """What an even dose from the first pixel's border to the last one's gives each pixel."""
    place = np.arange(size) + 0.5
    return ndtr(place / sigma) - ndtr((place - size) / sigma)
