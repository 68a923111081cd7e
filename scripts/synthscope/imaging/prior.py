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
from scipy.special import j1

STRETCH = 1.05  # of the depths: repeated scattering makes the amplitudes vary a little faster
SHARE = 0.05  # of what is scattered repeatedly, by way of transfers up to the detector's …
WIDE_MRAD = 150.0  # … and at least to this angle
LEAST_ERROR = 4e-4  # of an image, that can be asked for
JITTER = 1e-5  # of the variance: keeps the weights of many parents small


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


def _mean_over(
    beams: np.ndarray, others: np.ndarray, depths: np.ndarray, annulus: tuple[float, float]
) -> np.ndarray:
    """The mean of cos(2π depth k'·(q − q')) over an annulus of transfers, (n, m)."""
    distance = np.sqrt(
        (beams[:, None, 0] - others[None, :, 0]) ** 2
        + (beams[:, None, 1] - others[None, :, 1]) ** 2
    )
    points = np.linspace(0, max(distance.max(), 1e-9), 1000)
    phase = 2 * np.pi * STRETCH * np.abs(depths)[:, None] * points + 1e-9
    inner, outer = annulus
    disc = [2 * j1(k * phase) / phase * k for k in (outer, max(inner, 1e-6))]
    table = ((disc[0] - disc[1]) / (outer**2 - max(inner, 1e-6) ** 2)).mean(0)
    return np.interp(distance, points, table)


def covariance(
    beams: np.ndarray,
    others: np.ndarray,
    depths: np.ndarray,
    annulus: tuple[float, float],
    wide: float,
) -> np.ndarray:
    """C(q − q') for `beams` (n, 2) against `others` (m, 2) in 1/Å, (n, m).

    Parameters
    ----------
    depths
        λ (z − z₀) of every plane, in Å².
    annulus
        Smallest and largest transfer |k'| in 1/Å between a beam and a detector.
    wide
        Radius in 1/Å of the disc of transfers in repeated scattering.
    """
    return (1 - SHARE) * _mean_over(beams, others, depths, annulus) + SHARE * _mean_over(
        beams, others, depths, (0.0, wide)
    )


def image_error(variance: float, parents: int) -> float:
    """The rms error of an image, relative to its mean, to expect of amplitudes so uncertain.

    An upper line drawn over what exact images showed: crystals from SrTiO3 to gold, a particle and
    a defect, with and without phonons, bright to high-angle dark field. What an estimate loses in
    mean square counts two times, because images are brighter in places than on average; the rest of
    its error is as good as random. With few parents most beams lie at the rim, where less is known.
    """
    return (1 + 100 / parents) * (2 * variance + 0.02 * variance**0.5) + LEAST_ERROR


def interpolation(
    beams: np.ndarray,
    depths: np.ndarray,
    annulus: tuple[float, float],
    wide: float,
    error: float,
    parents: np.ndarray | None = None,
) -> Interpolation:
    """Choose parents, or take those given, and weights.

    Parents are picked by pivoted Cholesky decomposition: always the beam of which least is known,
    until the images' error is expected to be below `error` (rms over mean; not below
    `LEAST_ERROR`).
    """
    prior = covariance(beams, beams, depths, annulus, wide)
    if parents is None:
        parents = _pick(prior, max(error, 1.05 * LEAST_ERROR))
    known = prior[np.ix_(parents, parents)] + JITTER * np.eye(len(parents))
    weights = np.linalg.solve(known, prior[parents]).T
    explained = 2 * np.einsum("gp,pg->g", weights, prior[parents])
    explained -= np.einsum("gp,pq,gq->g", weights, prior[np.ix_(parents, parents)], weights)
    variance = float(np.maximum(1 - explained, 0).mean())
    return Interpolation(parents, weights.astype(np.float32), variance)


def _pick(prior: np.ndarray, error: float) -> np.ndarray:
    left = np.ones(len(prior))
    factors = np.zeros(prior.shape)
    picked = []
    while len(picked) < len(prior) and image_error(left.mean(), max(1, len(picked))) > error:
        best = int(np.argmax(np.round(left, 9)))
        n = len(picked)
        row = prior[best] - factors[:n, best] @ factors[:n]
        factors[n] = row / np.sqrt(left[best])
        left = np.maximum(left - factors[n] ** 2, 0)
        picked.append(best)
    return np.array(picked)
