"""The aperture of a convergent beam: how much of a pixel it covers, and the tilts to calculate."""

import math

import numpy as np


def disc_coverage(x: np.ndarray, y: np.ndarray, radius: float) -> np.ndarray:
    """The part of each unit pixel centred on (x, y) that a disc about the origin covers, 0 … 1.

    Exact, so that the sum over a grid of pixels is π radius² wherever the disc's centre lies.
    """
    x, y = np.broadcast_arrays(x, y)
    distance = np.hypot(x, y)
    covered = (distance < radius).astype(float)
    edge = np.abs(distance - radius) < 0.7072  # elsewhere all or nothing of the pixel
    x, y = x[edge], y[edge]
    left, right, low, high = (v / radius for v in (x - 0.5, x + 0.5, y - 0.5, y + 0.5))
    area = _corner(right, high) - _corner(left, high) - _corner(right, low) + _corner(left, low)
    covered[edge] = np.clip(area * radius**2, 0.0, 1.0)
    return covered


def _corner(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Area of the unit disc left of x and below y."""
    x, y = np.clip(x, -1, 1), np.clip(y, -1, 1)
    # by symmetry the quadrant x ≥ 0, y ≥ 0 is enough: q is the area within [0, |x|] × [0, |y|]
    ax, ay = np.abs(x), np.abs(y)
    inside = ax**2 + ay**2 <= 1
    reach = np.sqrt(np.maximum(1 - ay**2, 0))
    q = np.where(inside, ax * ay, reach * ay + _segment(ax) - _segment(np.minimum(reach, ax)))
    half_x, half_y = np.sign(x) * _segment(ax), np.sign(y) * _segment(ay)
    return math.pi / 4 + half_x + half_y + np.sign(x) * np.sign(y) * q


def _segment(x: np.ndarray) -> np.ndarray:
    """∫₀ˣ √(1 − s²) ds."""
    return (x * np.sqrt(np.maximum(1 - x**2, 0)) + np.arcsin(np.clip(x, -1, 1))) / 2


def soft_edge(radius_from_centre: np.ndarray, radius: float, steepness: float) -> np.ndarray:
    """The intensity of an aperture with amplitude 1 / (1 + exp(−2 s (radius − k))), s in Å."""
    exponent = np.clip(-2 * steepness * (radius - radius_from_centre), -60, 60)
    return 1 / (1 + np.exp(exponent)) ** 2


class TiltGrid:
    """Tilts within a square, from whose waves that of every tilt in it follows by interpolation.

    The waves are polynomials in the tilt for all purposes (see `count_for`), so Chebyshev points
    along each axis with their interpolating polynomial give them with an error that falls
    exponentially with the number of points.

    Attributes
    ----------
    half
        Half the square's edge, 1/Å.
    q
        (count², 2) tilts in 1/Å.
    """

    def __init__(self, half: float, count: int):
        self.half, self.count = half, count
        theta = math.pi * (np.arange(count) + 0.5) / count
        nodes = np.cos(theta)
        self.q = half * np.stack(np.meshgrid(nodes, nodes, indexing="ij"), -1).reshape(-1, 2)
        order = np.arange(count)
        self._transform = (2 - (order == 0))[:, None] * np.cos(np.outer(order, theta)) / count

    def weights(self, q: np.ndarray) -> np.ndarray:
        """Of the nodes along one axis at coordinates `q` (...,), float64 (..., count)."""
        theta = np.arccos(np.clip(q / self.half, -1, 1))
        return np.cos(theta[..., None] * np.arange(self.count)) @ self._transform


def count_for(half: float, thickness: float, wavelength: float, limit: float) -> int:
    """How many tilts along an axis give the waves of all others within about 1e-4.

    Referred to the middle of the specimen, a path that transfers k' at the depth z turns with the
    tilt q by no more than 2πλ |z − t/2| |k'·q| ≤ πλ t k q = β at the edges; the Chebyshev
    coefficients of exp(iβx) fall off faster than exponentially beyond the order β. Strong
    scattering lies well inside `limit`, hence half of it.
    """
    beta = math.pi * wavelength * thickness * limit * half
    return max(5, math.ceil(0.85 * beta + 4))
