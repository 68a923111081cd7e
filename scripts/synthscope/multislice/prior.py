"""What is known beforehand about diffracted amplitudes as functions of the beam.

The amplitude that goes from beam q to k' + q, with the phase of free flight referred to the middle
of the specimen, is a sum over scattering at depths z of terms exp(2πi λ (z − z₀) k'·q). Taken as a
random function of q with all depths and all transfers k' of an annulus alike, its covariance is

    C(q − q') = ⟨ cos(2π λ (z − z₀) k'·(q − q')) ⟩
              = mean over z of [kb² J(kb) − ka² J(ka)] / (kb² − ka²),   J(k) = 2 J₁(x) / x,
                x = 2π λ |z − z₀| k |q − q'|,

real, and the same for all specimens. Electrons that scatter more than once reach a detector by way
of other transfers: a small share of the covariance is the same mean over a disc of them.

Gaussian-process regression with it (Rasmussen and Williams,
Gaussian Processes for Machine Learning, 2006, chapter 2) says from which few parent beams all
others follow, with which weights, and how well.
"""

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import CubicSpline
from scipy.special import j1

STRETCH = 1.05  # of the depths: repeated scattering makes the amplitudes vary a little faster
SHARE = 0.05  # of what is scattered repeatedly, by way of transfers up to the detector's …
WIDE_MRAD = 150.0  # … and at least to this angle
LEAST_ERROR = 4e-4  # of an image, that can be asked for
JITTER = 1e-6  # of the variance: keeps the weights of many parents small
STEP = 0.1  # radians between tabulated covariances: their error has to stay far below the jitter


@dataclass(frozen=True)
class Interpolation:
    """Parent beams, and how all beams follow from them.

    Attributes
    ----------
    parents
        (parents,) numbers into the list of beams, in the order of how much each one adds.
    weights
        (beams, parents) float32.
    variance
        The prior's mean squared error of an amplitude, relative to its mean square.
    """

    parents: np.ndarray
    weights: np.ndarray
    variance: float

    @property
    def error(self) -> float:
        """Of an image, rms over mean, to be expected."""
        return image_error(self.variance, len(self.parents))


class Prior:
    """The covariance of amplitudes of two beams, a function of their distance.

    Parameters
    ----------
    depths
        λ (z − z₀) of every plane, in Å².
    annulus
        Smallest and largest transfer |k'| in 1/Å between a beam and a detector.
    wide
        Radius in 1/Å of the disc of transfers in repeated scattering.
    farthest
        The largest distance of two beams in 1/Å.
    weights
        (planes,) what each counts for; None: all alike.
    """

    def __init__(
        self,
        depths: np.ndarray,
        annulus: tuple[float, float],
        wide: float,
        farthest: float,
        weights: np.ndarray | None = None,
    ):
        farthest = max(farthest, 1e-9)
        fastest = 2 * np.pi * STRETCH * np.abs(depths).max() * max(wide, *annulus)
        points = np.linspace(0, farthest, 1000 + int(fastest * farthest / STEP))
        phase = 2 * np.pi * STRETCH * np.abs(depths)[:, None] * points + 1e-9
        values = (1 - SHARE) * _ring(phase, *annulus, weights)
        values += SHARE * _ring(phase, 0.0, wide, weights)
        self._at = CubicSpline(points, values)

    def covariance(self, beams: np.ndarray, others: np.ndarray) -> np.ndarray:
        """C(q − q') for `beams` (n, 2) against `others` (m, 2) in 1/Å, (n, m)."""
        distance = np.hypot(
            beams[:, None, 0] - others[None, :, 0], beams[:, None, 1] - others[None, :, 1]
        )
        return self._at(distance)


def _ring(phase: np.ndarray, inner: float, outer: float, weights: np.ndarray | None) -> np.ndarray:
    """The mean of cos(phase · k) over depths and over vectors k of an annulus."""
    inner = max(inner, 1e-6)
    over_outer, over_inner = (2 * j1(k * phase) / phase * k for k in (outer, inner))
    return np.average((over_outer - over_inner) / (outer**2 - inner**2), 0, weights)


def image_error(variance: float, parents: int) -> float:
    """The rms error of an image, relative to its mean, to expect of amplitudes so uncertain.

    An upper line drawn over what exact images showed: crystals from SrTiO3 to gold, a particle and
    a defect, with and without phonons, bright to high-angle dark field. What an estimate loses in
    mean square counts two times, because images are brighter in places than on average; the rest of
    its error is as good as random. With few parents most beams lie at the rim, where less is known.
    """
    return (1 + 100 / parents) * (2 * variance + 0.02 * variance**0.5) + LEAST_ERROR


def pick(prior: Prior, beams: np.ndarray, error: float, least: int, most: int) -> np.ndarray:
    """Numbers of the parents among `beams` (n, 2; 1/Å), by pivoted Cholesky decomposition.

    Always the beam of which least is known comes next, until the images' error is expected to be
    below `error` (rms over mean; not below `LEAST_ERROR`) and there are `least` parents, but never
    more than `most`, nor when nothing is left to be known.
    """
    error = max(error, 1.05 * LEAST_ERROR)
    left = np.ones(len(beams))
    factors = np.zeros((0, len(beams)))
    picked: list[int] = []
    while len(picked) < min(most, len(beams)):
        n = len(picked)
        if n >= max(1, least) and image_error(left.mean(), n) <= error:
            break
        best = int(np.argmax(np.round(left, 9)))
        if left[best] < JITTER / 100:
            break
        if n == len(factors):
            factors = np.concatenate([factors, np.zeros((64, len(beams)))])
        row = prior.covariance(beams[best : best + 1], beams)[0]
        row -= factors[:n, best] @ factors[:n]
        factors[n] = row / np.sqrt(left[best])
        left = np.maximum(left - factors[n] ** 2, 0)
        picked.append(best)
    return np.array(picked)


def interpolation(prior: Prior, beams: np.ndarray, parents: np.ndarray) -> Interpolation:
    """The weights with which all `beams` (n, 2; 1/Å) follow from those numbered `parents`."""
    between = prior.covariance(beams[parents], beams[parents])
    across = prior.covariance(beams, beams[parents])
    weights = np.linalg.solve(between + JITTER * np.eye(len(parents)), across.T).T
    explained = 2 * np.einsum("gp,gp->g", weights, across)
    explained -= np.einsum("gp,gp->g", weights @ between, weights)
    variance = float(np.maximum(1 - explained, 0).mean())
    return Interpolation(parents, weights.astype(np.float32), variance)
