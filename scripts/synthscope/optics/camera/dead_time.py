"""Counts of a pixel with a dead time.

Two models are usual (Knoll, Radiation Detection and Measurement, chapter 4). Of n electrons that
come on average in an exposure, with t the dead time as part of it, a nonparalyzable pixel records
about n / (1 + n t) and a paralyzable one n exp(−n t). The first begins every exposure live; the
second is under the beam before it too, and may begin blind. Which of both makes a difference of
less than a count.
"""

import numpy as np
from scipy.special import gammainc, ndtri

from synthscope.optics.camera.settings import DeadTime


def moments(expected: np.ndarray, dead: DeadTime) -> tuple[np.ndarray, np.ndarray]:
    """Mean and variance of the counts where `expected` electrons come on average.

    Paralyzable: exact, since pairs of counts are Poisson but for those nearer than the dead time
    (Yu & Fessler, Phys. Med. Biol. 45 (2000) 2043). Nonparalyzable: n / (1 + n t) and
    n / (1 + n t)³, right in the limit of many counts (renewal theory).
    """
    n, t = np.asarray(expected, float), dead.part
    if dead.kind == "nonparalyzable":
        return n / (1 + n * t), n / (1 + n * t) ** 3
    mean = n * np.exp(-n * t)
    return mean, mean * (1 - mean * (2 * t - t**2))


def count(expected: np.ndarray, dead: DeadTime, rng: np.random.Generator) -> np.ndarray:
    """Whole counts (float64) where `expected` electrons come on average, of the same shape."""
    draw = _nonparalyzable if dead.kind == "nonparalyzable" else _paralyzable
    return draw(np.ravel(expected).astype(float), dead, rng).reshape(np.shape(expected))


def _nonparalyzable(n: np.ndarray, dead: DeadTime, rng: np.random.Generator) -> np.ndarray:
    """By inversion, exactly: k counts or more when k gaps and k − 1 dead times fit the exposure.

    From where a normal distribution with its skewness would have them, counts go up and down one by
    one; few go further than once.
    """
    u = np.maximum(rng.random(n.shape), 1e-17)

    def reached(k: np.ndarray, which: np.ndarray) -> np.ndarray:
        live = np.maximum(1 - (k - 1) * dead.part, 0)
        return u[which] <= gammainc(np.maximum(k, 1), n[which] * live)

    mean, variance = moments(n, dead)
    normal = -ndtri(u)
    counts = np.floor(mean + np.sqrt(variance) * normal + (normal**2 - 1) / 6)
    counts = np.clip(counts, 0, 1 + 1 / dead.part)
    rising = np.arange(len(n))
    while rising.size:
        rising = rising[reached(counts[rising] + 1, rising)]
        counts[rising] += 1
    falling = np.flatnonzero(counts)
    while falling.size:
        falling = falling[~reached(counts[falling], falling)]
        counts[falling] -= 1
        falling = falling[counts[falling] > 0]
    return counts


def _paralyzable(n: np.ndarray, dead: DeadTime, rng: np.random.Generator) -> np.ndarray:
    """Binomial numbers of 1 / (2t − t²) trials with the exact mean.

    Their variance is the exact one but for the trials' rounding, and so are, to the first order in
    t, all factorial moments, which are mᵏ (1 − (k − 1) t)ᵏ of a paralyzable pixel. Their
    distribution function is within 0.01 of that of single arrivals for dead times up to 0.01 of the
    exposure, and within 0.04 up to 0.1.
    """
    trials = round(1 / (2 * dead.part - dead.part**2))
    return rng.binomial(trials, moments(n, dead)[0] / trials).astype(float)
