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
from functools import cached_property

import numpy as np

from synthscope.optics.detectors import Detector
from synthscope.optics.radial import hankel, nodes, projected_potential, radii

TURNS = 24  # directions around the axis
GAUSS = ((-math.sqrt(3), 1 / 6), (0.0, 2 / 3), (math.sqrt(3), 1 / 6))  # of a normal number
STEP = 0.02  # 1/Å, over which T's slope is taken
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


@dataclass(frozen=True)
class Scattered:
    """What some atoms scatter into the directions of a detector.

    Attributes
    ----------
    amplitudes
        (directions, atoms) complex: T_j(k) exp(iπλk²z_j) and the square roots of the directions'
        weights.
    shifts
        (2, directions, atoms) complex δ in Å: ∇ ln T_j(k) / 2π along x and y.
    """

    amplitudes: np.ndarray
    shifts: np.ndarray


def scattered(
    detection: Detection,
    numbers: np.ndarray,
    depths: np.ndarray,
    wavelength: float,
    sigma: float,
    table: str,
) -> Scattered:
    """Of atoms of these numbers at these depths in Å."""
    k = np.sqrt((detection.k**2).sum(1))
    rings, ring = np.unique(np.round(k, 12), return_inverse=True)
    amplitudes = np.exp(1j * math.pi * wavelength * k[:, None] ** 2 * depths)
    steep = np.empty_like(amplitudes)
    for number in np.unique(numbers):
        chosen = numbers == number
        at = np.concatenate([rings - STEP, rings, rings + STEP])
        below, here, above = scattering(int(number), at, sigma, table).reshape(3, -1)
        amplitudes[:, chosen] *= here[ring, None]
        steep[:, chosen] = (np.log(above / below) / (4 * math.pi * STEP))[ring, None]
    amplitudes *= np.sqrt(detection.weights)[:, None]
    return Scattered(amplitudes, (detection.k / k[:, None]).T[:, :, None] * steep)


class Column:
    """Atoms above one another, the uppermost first, and how they scatter to a detector.

    The wave about an atom is taken as exp(−γ|r|²) times a quadratic function of r, with one γ for
    all probes: fast electrons are drawn to columns. What comes at an angle q is scattered with
    T(k − q), which is as if the atom were iδ off its place, with δ = ∇ ln T / 2π. So M stands
    between the value, the two slopes and the three curvatures at every atom, whose factors are
    exp(−2πi k·u − γ|w|²) times 1, w_x, w_y, w_x²/2, w_x w_y, w_y²/2 with w = u + iδ.

    Parameters
    ----------
    rms
        (atoms,) in Å.
    narrow
        (atoms,) complex γ in Å⁻².
    """

    def __init__(
        self, detection: Detection, scattered: Scattered, rms: np.ndarray, narrow: np.ndarray
    ):
        self._k, self._narrow = detection.k, narrow
        self._amplitudes, self._shifts = scattered.amplitudes, scattered.shifts
        self._rms = rms

    def surprise(self, steps: np.ndarray, shown: int) -> np.ndarray:
        """What displacements `steps` (atoms, 2; Å) change in M: its mean over all of them is 0.

        Returns
        -------
        (6, shown, 6, shown) complex, Hermitian
            Of the uppermost atoms.
        """
        factors, mean = self._factors(steps)[..., :shown], self._mean[..., :shown]
        found = _between(factors) - _between(mean)
        atoms = np.arange(shown)
        found[:, atoms, :, atoms] += _each(mean) - self._own[:shown]
        return found

    def expected(self, shown: int) -> np.ndarray:
        """M in the mean over all displacements, (6, shown, 6, shown), of the uppermost atoms."""
        mean = self._mean[..., :shown]
        found = _between(mean)
        atoms = np.arange(shown)
        found[:, atoms, :, atoms] += self._own[:shown] - _each(mean)
        return found

    def intensities(self, steps: np.ndarray, probes: np.ndarray) -> np.ndarray:
        """What the column scatters of Gaussian probes beside it, (probes,); for one γ.

        `probes` (probes, 2) in Å from the column's middle; all its atoms see the same wave.
        """
        gamma, (x, y) = self._narrow[0], 2 * self._narrow[0] * probes.T
        shape = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], -1)
        shape *= np.exp(-gamma * (probes**2).sum(1))[:, None]
        return (np.abs(shape @ self._factors(steps).sum(2)) ** 2).sum(1)

    def _factors(self, steps: np.ndarray) -> np.ndarray:
        """(6, directions, atoms)."""
        place = steps.T[:, None, :] + 1j * self._shifts
        phase = -2j * math.pi * (self._k @ steps.T)
        moved = self._amplitudes * np.exp(phase - self._narrow * (place**2).sum(0))
        return moved * _terms(place)

    @cached_property
    def _mean(self) -> np.ndarray:
        """The mean of `_factors`: under exp(…) w is normal, with a complex mean."""
        rms = self._rms
        wide = 1 / (1 + 2 * self._narrow * rms**2)
        turned = 2 * (math.pi * self._k.T[:, :, None] + self._narrow * self._shifts)
        power = self._narrow * (self._shifts**2).sum(0) - rms**2 * wide * (turned**2).sum(0) / 2
        place = 1j * (self._shifts - rms**2 * wide * turned)
        return self._amplitudes * wide * np.exp(power) * _terms(place, rms**2 * wide)

    @cached_property
    def _own(self) -> np.ndarray:
        """Each atom's own mean M, (atoms, 6, 6): |exp(…)|² is a Gaussian, off its place."""
        rms = self._rms
        shifts = self._shifts
        small = 1 / (1 + 4 * self._narrow.real * rms**2)
        spread = rms**2 * small
        pull = 4 * (self._narrow * shifts).imag
        middle = pull * spread
        power = 2 * (self._narrow * (shifts**2).sum(0)).real + (pull * middle).sum(0) / 2
        share = np.abs(self._amplitudes) ** 2 * small * np.exp(power)
        own = np.zeros((len(rms), 6, 6), complex)
        for x, along_x in GAUSS:  # exact for products of two quadratic functions
            for y, along_y in GAUSS:
                step = np.sqrt(spread) * np.array([x, y])[:, None, None]
                terms = _terms(middle + step + 1j * shifts) * np.sqrt(share * (along_x * along_y))
                own += np.einsum("adn,bdn->nab", terms.conj(), terms, optimize=True)
        return own


def _between(factors: np.ndarray) -> np.ndarray:
    """Σ over directions of f* f, (6, atoms, 6, atoms), of factors (6, directions, atoms)."""
    terms, directions, atoms = factors.shape
    flat = factors.transpose(1, 0, 2).reshape(directions, -1)
    return (flat.conj().T @ flat).reshape(terms, atoms, terms, atoms)


def _each(factors: np.ndarray) -> np.ndarray:
    """The same of each atom by itself, (atoms, 6, 6)."""
    return np.einsum("adn,bdn->nab", factors.conj(), factors, optimize=True)


def _terms(place: np.ndarray, spread: np.ndarray | float = 0.0) -> np.ndarray:
    """1, w_x, w_y, w_x²/2, w_x w_y, w_y²/2 at `place`, or their means where w spreads about it."""
    x, y = place
    return np.stack([np.ones_like(x), x, y, (x**2 + spread) / 2, x * y, (y**2 + spread) / 2])
