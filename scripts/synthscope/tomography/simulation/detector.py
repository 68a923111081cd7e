"""What a detector counts: photons with their Poisson noise, and the noise of the electronics.

Above a few hundred photons the counts are taken from the second-order Cornish–Fisher expansion of
the Poisson distribution (Cornish & Fisher 1938; Hill & Davis 1968, doi 10.1214/aoms/1177698251),
which has its mean, variance and skewness; the distribution functions then differ by less than
5e-4. Below, they are exact Poisson draws. One standard normal a pixel serves for both, so noise
can be shared between a clean and a striped view of the same scan.
"""

import numpy as np
from numpy.typing import NDArray

FEW_PHOTONS = 256.0
ELECTRONIC_NOISE = 11.0**0.25  # counts, as in TomoPhantom's model of a CT scanner


def expose(
    expected: NDArray[np.float32],
    normal: NDArray[np.float32],
    rng: np.random.Generator,
    electronic_noise: float = ELECTRONIC_NOISE,
) -> NDArray[np.float32]:
    """Whole counts for expected numbers of photons; never negative.

    Parameters
    ----------
    expected
        Photons; negative ones count as none.
    normal
        Standard normal numbers of the same shape.
    rng
        For the pixels with few photons.
    electronic_noise
        Standard deviation of the electronics' noise, counts.
    """
    mean = np.maximum(expected, np.float32(0))
    variance = mean + np.float32(electronic_noise**2)
    counts = np.sqrt(variance)
    counts *= normal
    counts += mean
    skew = normal * normal
    skew -= 1
    skew *= np.float32(1 / 6)
    if electronic_noise:
        skew *= mean / variance
    counts += skew
    few = mean < FEW_PHOTONS
    if few.any():
        noise = np.float32(electronic_noise) * normal[few]
        counts[few] = rng.poisson(mean[few]) + noise
    np.rint(counts, out=counts)
    return np.maximum(counts, 0, out=counts)


def legacy_noise(image: NDArray, photons: float) -> NDArray[np.float64]:
    """TomoPhantom's noise, which draws the same stream for every image.

    Intensities are taken for attenuations: with m the image's maximum, y = photons · e^(−x/m) + 1
    and the result is −m ln((Poisson(y) + 11^¼ N(0, 1) − 1) / photons), or 0 where that has no
    logarithm. Because the stream starts anew each time, the noise is nearly the same in every
    projection and makes stripes in what should have none.
    """
    stream = np.random.RandomState(1)
    peak = image.max()
    if not peak > 0:
        return np.array(image, np.float64)
    expected = photons * np.exp(-np.asarray(image, np.float64) / peak) + 1
    raw = stream.poisson(expected) + ELECTRONIC_NOISE * stream.standard_normal(image.shape) - 1
    positive = raw > 0
    out = np.zeros(image.shape)
    out[positive] = -np.log(raw[positive] / photons) * peak
    return out
