"""A phantom is a set of homogeneous spheres in the cube from -1 to 1; here they are random."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Spheres:
    """Spheres of constant attenuation.

    Attributes
    ----------
    centres
        (n, 3) float64: x, y, z in the cube from -1 to 1; the rotation axis is along z.
    radii
        (n,) float64, in the same unit (half an edge of the cube).
    values
        (n,) float64: attenuation of one voxel inside.
    """

    centres: NDArray[np.float64]
    radii: NDArray[np.float64]
    values: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.radii)


@dataclass(frozen=True)
class Ranges:
    """What the spheres are drawn from, uniformly; the defaults are NoStripesNet's."""

    x: tuple[float, float] = (-0.9, 0.9)
    y: tuple[float, float] = (-0.9, 0.9)
    z: tuple[float, float] = (-0.8, 0.8)
    value: tuple[float, float] = (0.01, 1.0)
    radius: tuple[float, float] = (0.01, 0.25)


def random_spheres(
    rng: np.random.Generator, count: int, ranges: Ranges | None = None, tries: int = 1000
) -> Spheres:
    """Spheres that do not overlap and stay inside the unit sphere, by TomoPhantom's foam rules.

    A sphere of radius r at (x, y, z) is accepted if (|x|+r)² + (|y|+r)² + (|z|+r)² ≤ 1 and if it
    overlaps none of those before it; after `tries` draws without success it is left out, so that
    there may be fewer than `count`. (foam3D leaves its first sphere and those without a place as
    specks of radius 1e-4 at the height z = 0.)
    """
    ranges = ranges or Ranges()
    low, high = np.array([ranges.x, ranges.y, ranges.z, ranges.value, ranges.radius]).T
    placed = np.empty((count, 5))
    n = 0
    for _ in range(count):
        left = tries
        while left > 0:
            draws = rng.uniform(low, high, (min(left, 100), 5))
            left -= len(draws)
            fits = np.flatnonzero(_free(draws, placed[:n]))
            if len(fits):
                placed[n] = draws[fits[0]]
                n += 1
                break
    x, y, z, value, radius = placed[:n].T.copy()
    return Spheres(np.stack([x, y, z], axis=1), radius, value)


def _free(draws: NDArray, placed: NDArray) -> NDArray[np.bool_]:
    """Which draws (m, 5) lie inside the unit sphere and touch none of the placed (n, 5)."""
    radius = draws[:, 4]
    free = np.sum((np.abs(draws[:, :3]) + radius[:, None]) ** 2, axis=1) <= 1
    candidates = draws[free]
    apart = np.linalg.norm(candidates[:, None, :3] - placed[None, :, :3], axis=2)
    free[free] = np.all(apart >= candidates[:, None, 4] + placed[None, :, 4], axis=1)
    return free
