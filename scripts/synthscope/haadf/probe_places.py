"""Where probes stand that tell what a whole image has."""

import numpy as np

from synthscope.optics.contrast import projection

DARK = 0.1
"""Of the mean brightness, that every place counts for besides its own."""


def probe_places(
    numbers: np.ndarray, positions: np.ndarray, extent: tuple[float, float], count: int
) -> tuple[np.ndarray, np.ndarray]:
    """Places that follow the brightness that the atoms' projection has, evenly.

    Parameters
    ----------
    numbers, positions
        (N,) and (N, 2) or (N, 3) Å.
    extent
        Of the field, Å.

    Returns
    -------
    places (count, 2) in Å, and weights (count,) that make a sum over them the mean over all.
    """
    image = projection(numbers, positions, extent)
    density = image.ravel() + DARK * image.mean()
    # Pixels that symmetry makes equal stay so: the choice must not hang on last bits.
    density = np.round(density / density.sum(), 12)
    quantiles = (np.arange(count) + 0.5) / count
    order = np.argsort(density, kind="stable")
    chosen = order[np.searchsorted(np.cumsum(density[order]), quantiles)]
    pixels = np.stack(np.unravel_index(chosen, image.shape), axis=1)
    places = (pixels + 0.5) * np.array(extent) / image.shape
    return places, 1 / (density[chosen] * density.size * count)
