"""Exact line integrals through spheres, each over its own bounding box on the detector.

A ray that passes a sphere of radius r at the distance d runs inside it for 2 √(r² − d²). With u
across the detector, v along the rotation axis and the lengths in voxels of a cube of N,

    p(v, θ, u) = Σ c N √max(0, r² − (u − u_c(θ))² − (v − v_c)²)

Only rows with |v − v_c| < r see the sphere, and in each of them only the columns of one chord of
its shadow; nothing else is visited. Sums run over the spheres in their order, so that blocks of
detector rows have the same bits as the whole.

Instead of the value at its centre, a pixel may hold the mean over its area: the volume of the part
of the half ball above a rectangle, which has a closed form too and conserves mass exactly.
"""

from collections.abc import Iterator
from math import atan, atan2, pi, sqrt

import numpy as np
from numpy.typing import NDArray

from synthscope.core.compiled import compiled
from synthscope.tomography.simulation.geometry import Geometry
from synthscope.tomography.simulation.phantom import Spheres


def project(
    spheres: Spheres,
    geometry: Geometry,
    first: int = 0,
    stop: int | None = None,
    pixel_integrated: bool = False,
    angles: slice = slice(None),
) -> NDArray[np.float32]:
    """Sinograms (rows, angles, columns) of the detector rows first ≤ row < stop."""
    stop = geometry.rows if stop is None else stop
    across, along = geometry.centres(spheres.centres)
    across = np.ascontiguousarray(across[:, angles])
    return _projected(spheres, geometry, across, along, first, stop, pixel_integrated)


def project_view(
    spheres: Spheres,
    geometry: Geometry,
    across: NDArray[np.float64],
    along: NDArray[np.float64],
    pixel_integrated: bool = False,
) -> NDArray[np.float32]:
    """The projection (rows, columns) that shows the spheres' centres at these places (n,)."""
    across = np.ascontiguousarray(across[:, None])
    about = spheres, geometry, across, along, 0, geometry.rows, pixel_integrated
    return _projected(*about)[:, 0]


def _projected(
    spheres: Spheres, geometry: Geometry, across, along, first: int, stop: int, integrated: bool
) -> NDArray[np.float32]:
    out = np.zeros((stop - first, across.shape[1], geometry.columns), np.float32)
    weights = spheres.values * geometry.size
    if integrated:
        u = geometry.across(np.arange(geometry.columns + 1) - 0.5)
        v = geometry.along(np.arange(first, stop + 1) - 0.5)
        _project_pixels(out, u, v, across, along, spheres.radii, weights)
    else:
        u = geometry.across(np.arange(geometry.columns))
        v = geometry.along(np.arange(first, stop))
        _project_points(out, u, v, across, along, spheres.radii, weights)
    return out


def blocks(rows: int, block: int) -> Iterator[tuple[int, int]]:
    """The ranges (first, stop) of at most `block` rows that make up `rows`."""
    for first in range(0, rows, block):
        yield first, min(first + block, rows)


@compiled
def _window(low, high, places):
    """Indices (first, stop) of the descending, equidistant `places` with low ≤ place ≤ high."""
    n = len(places)
    if n < 2:
        return 0, n
    step = (places[0] - places[n - 1]) / (n - 1)
    first = int(np.floor((places[0] - high) / step))
    stop = int(np.ceil((places[0] - low) / step)) + 1
    return max(first, 0), min(stop, n)


@compiled
def _project_points(out, u, v, across, along, radii, weights):
    for s in range(len(radii)):
        r = radii[s]
        k_first, k_stop = _window(along[s] - r, along[s] + r, v)
        for k in range(k_first, k_stop):
            half2 = r * r - (v[k] - along[s]) ** 2
            if half2 <= 0:
                continue
            half = sqrt(half2)
            for a in range(across.shape[1]):
                centre = across[s, a]
                j_first, j_stop = _window(centre - half, centre + half, u)
                for j in range(j_first, j_stop):
                    inside = max(half2 - (u[j] - centre) ** 2, 0.0)
                    out[k, a, j] += np.float32(weights[s] * sqrt(inside))


@compiled
def _project_pixels(out, u, v, across, along, radii, weights):
    """As `_project_points`, with u and v the edges of the pixels."""
    area = (u[0] - u[1]) * (v[0] - v[1])
    left = np.empty(len(v))
    right = np.empty(len(v))
    for s in range(len(radii)):
        r = radii[s]
        k_first, k_stop = _window(along[s] - r, along[s] + r, v)
        scale = weights[s] / area
        for a in range(across.shape[1]):
            centre = across[s, a]
            j_first, j_stop = _window(centre - r, centre + r, u)
            for k in range(k_first, k_stop):
                left[k] = _corner(u[j_first] - centre, v[k] - along[s], r)
            for j in range(j_first + 1, j_stop):
                for k in range(k_first, k_stop):
                    right[k] = _corner(u[j] - centre, v[k] - along[s], r)
                for k in range(k_first, k_stop - 1):
                    volume = left[k] - left[k + 1] - right[k] + right[k + 1]
                    out[k, a, j - 1] += np.float32(scale * max(volume, 0.0))
                left, right = right, left


@compiled
def _corner(x, y, r):
    """∫₀ˣ∫₀ʸ √max(0, r² − s² − t²) dt ds, odd in x and in y."""
    sign = 1.0
    if x < 0:
        x, sign = -x, -sign
    if y < 0:
        y, sign = -y, -sign
    x = min(x, r)
    y = min(y, r)
    z2 = r * r - x * x - y * y
    if z2 <= 0:  # the whole quarter without the two caps beyond x and beyond y
        return sign * (pi * r**3 / 6 - _cap(x, r) - _cap(y, r))
    z = sqrt(z2)
    return sign * (
        x * y * z / 3
        + x * (3 * r * r - x * x) * atan(y / z) / 6
        + y * (3 * r * r - y * y) * atan(x / z) / 6
        - r**3 * atan2(x * y, r * z) / 3
    )


@compiled
def _cap(x, r):
    """A quarter of the half ball's cap beyond x."""
    return pi / 4 * (2 * r**3 / 3 - r * r * x + x**3 / 3)
