"""What the atoms of a column scatter to a detector together, by where they have moved.

An atom j at u_j off its place, which a wave ψ_j falls on, scatters ψ_j T_j(k) exp(−2πi k·u_j) to
the detector's pixel k, with T = F[exp(iσV) − 1] of the single atom, and what deeper atoms scatter
is ahead by exp(iπλk²z_j). The column's intensity is Σ_ij ψ_i* M_ij ψ_j with the Hermitian matrix

    M_ij = ∫ T_i* T_j exp[2πi k·(u_i − u_j) − iπλk²(z_i − z_j)] d²k / area,

and its mean over independent normal displacements (Einstein's model) is known in closed form: each
atom's own part stays, and between two atoms stand both Debye-Waller factors exp(−2π²u²k²). This is
Hall and Hirsch's separation of elastic and thermal scattering (Proc. Roy. Soc. A 286 (1965) 158),
once for every displacement instead of once for all.
"""

import functools
import math
from dataclasses import dataclass

import numpy as np

from synthscope.optics.detectors import Detector
from synthscope.optics.radial import hankel, nodes, projected_potential, radii

TURNS = 24  # directions around the axis
RADIANS = 4.0  # of propagation between neighbouring rings of directions, about


@functools.lru_cache(256)
def _ring(inner: float, outer: float, fastest: float) -> tuple[np.ndarray, np.ndarray]:
    """Nodes in k and weights for ∫ k dk; the integrand may turn by `fastest` radians in all."""
    pieces = max(1, math.ceil(fastest / (8 * RADIANS)))
    k, weights = nodes(np.linspace(inner, outer, pieces + 1), order=8)
    return k, weights * k


def scattering(number: int, k: np.ndarray, sigma: float, table: str) -> np.ndarray:
    """T(k) = F[exp(iσV) − 1] of a single atom in Å², complex, at `k` in 1/Å."""
    r, weights = radii()
    return hankel(np.expm1(1j * sigma * projected_potential(number, r, table)), r, weights, k)


@dataclass(frozen=True)
class Detection:
    """An annulus as directions k, with what each counts for.

    Attributes
    ----------
    k
        (directions, 2) in 1/Å.
    weights
        (directions,) in Å⁻⁴: their share of ∫ d²k over the area.
    """

    k: np.ndarray
    weights: np.ndarray


def detection(detector: Detector, wavelength: float, depth: float, area: float) -> Detection:
    """The directions of a detector, for columns `depth` Å long in a cell of `area` Å²."""
    inner, outer = (
        1e-3 * angle / wavelength for angle in (detector.inner_mrad, detector.outer_mrad)
    )
    fastest = math.pi * wavelength * (outer**2 - inner**2) * depth
    k, weights = _ring(inner, outer, fastest)
    angle = 2 * math.pi * (np.arange(TURNS)[None, :] + 0.5 * (np.arange(len(k))[:, None] % 2))
    angle /= TURNS
    directions = np.stack([k[:, None] * np.cos(angle), k[:, None] * np.sin(angle)], -1)
    each = np.repeat(weights * (2 * math.pi / TURNS / area), TURNS)
    return Detection(directions.reshape(-1, 2), each)


class Column:
    """Atoms above one another, and how they scatter to a detector.

    Parameters
    ----------
    factors
        (directions, atoms) complex: T_j(k), on which square roots of the directions' weights and
        the phases exp(iπλk²z_j) have been put.
    rms
        (atoms,) in Å.
    """

    def __init__(self, detection: Detection, factors: np.ndarray, rms: np.ndarray):
        self._k, self._factors = detection.k, factors
        k2 = (detection.k**2).sum(1)
        damped = factors * np.exp(-2 * (math.pi * rms) ** 2 * k2[:, None])
        self.mean = damped.conj().T @ damped
        own = (np.abs(factors) ** 2).sum(0) - np.diagonal(self.mean).real
        self.mean[np.diag_indices(len(rms))] += own

    def matrix(self, steps: np.ndarray) -> np.ndarray:
        """M for displacements `steps` (atoms, 2) in Å."""
        moved = self._factors * np.exp(-2j * math.pi * (self._k @ steps.T))
        return moved.conj().T @ moved


def column_factors(
    detection: Detection,
    numbers: np.ndarray,
    depths: np.ndarray,
    wavelength: float,
    sigma: float,
    table: str,
) -> np.ndarray:
    """See `Column`: of atoms of these numbers at these depths in Å."""
    k = np.sqrt((detection.k**2).sum(1))
    rings, ring = np.unique(np.round(k, 12), return_inverse=True)
    result = np.exp(1j * math.pi * wavelength * k[:, None] ** 2 * depths)
    for number in np.unique(numbers):
        chosen = numbers == number
        values = scattering(int(number), rings, sigma, table)
        result[:, chosen] *= values[ring, None]
    return result * np.sqrt(detection.weights)[:, None]
