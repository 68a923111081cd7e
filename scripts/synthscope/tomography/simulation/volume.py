"""The phantom as voxels; only for those who want to look at it or to compare a reconstruction."""

import numpy as np
from numpy.typing import NDArray

from synthscope.tomography.simulation.phantom import Spheres


def render(
    spheres: Spheres, size: int, first: int = 0, stop: int | None = None
) -> NDArray[np.float32]:
    """Slices first ≤ k < stop of the volume (z, x, y); voxel i stands at −1 + 2i/size."""
    stop = size if stop is None else stop
    places = -1 + 2 * np.arange(size) / size
    out = np.zeros((stop - first, size, size), np.float32)
    for (x, y, z), radius, value in zip(spheres.centres, spheres.radii, spheres.values):
        kz, kx, ky = (_reach(c, radius, size) for c in (z, x, y))
        kz = slice(max(kz.start, first), min(kz.stop, stop))
        if kz.start >= kz.stop:
            continue
        distance2 = (
            (places[kz, None, None] - z) ** 2
            + (places[None, kx, None] - x) ** 2
            + (places[None, None, ky] - y) ** 2
        )
        box = out[kz.start - first : kz.stop - first, kx, ky]
        box[distance2 <= radius**2] += np.float32(value)
    return out


def _reach(centre: float, radius: float, size: int) -> slice:
    low = int(np.ceil((centre - radius + 1) / 2 * size - 1e-9))
    high = int(np.floor((centre + radius + 1) / 2 * size + 1e-9)) + 1
    return slice(min(max(low, 0), size), max(min(high, size), 0))
