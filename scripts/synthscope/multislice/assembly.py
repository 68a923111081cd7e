"""From diffracted amplitudes to the image: I(R) = Σ_k |Σ_g A_g X_g(k) exp(−2πi g·R)|².

The image is band-limited at twice the aperture, so that its values on a small grid of positions
are all there is to know: for each detector pixel k, one small Fourier transform over the patch of
beams, squared and added. Any other grid of positions follows exactly by a Fourier series.
"""

import math

import numpy as np
import scipy.fft

from synthscope.multislice.lattice import BeamClass, Lattice
from synthscope.multislice.transforms import in_place


def position_grid(lattice: Lattice) -> tuple[int, int]:
    """The number of positions a cell needs: more than the differences of two beams' indices."""
    return tuple(scipy.fft.next_fast_len(4 * half + 1) for half in lattice.half)


class Accumulator:
    """Adds up the image of every region of detector pixels and every exit.

    A few detector pixels at a time: `blank` gives empty patches (pixels, 2·half_x + 1,
    2·half_y + 1), the beam of whole indices (s, t) belongs to [s + half_x, t + half_y], and `add`
    takes them up.
    """

    BYTES = 1 << 21  # of one batch of transforms: what stays in cache

    def __init__(self, lattice: Lattice, exit_planes: int):
        shape = position_grid(lattice)
        self.images = np.zeros((exit_planes, len(lattice.regions), *shape))
        self.pixels = max(4, self.BYTES // (8 * math.prod(shape)))
        self._patch = tuple(2 * half + 1 for half in lattice.half)
        self._waves = np.zeros((self.pixels, *shape), np.complex64)

    def blank(self, count: int) -> np.ndarray:
        """Patches of `count` ≤ `pixels` detector pixels, all zero, to be filled."""
        self._waves[:count] = 0
        return self._waves[:count, : self._patch[0], : self._patch[1]]

    def add(self, exit_index: int, weights: np.ndarray) -> None:
        """Transform the patches of the last `blank`, and add their squares to an exit's images.

        `weights` (pixels, regions) float32 are what each patch counts for in each image.
        """
        waves = self._waves[: len(weights)]
        in_place(scipy.fft.fft, waves[:, : self._patch[0]], 2)
        in_place(scipy.fft.fft, waves, 1)
        parts = waves.reshape(len(weights), -1).view(np.float32)
        np.square(parts, out=parts)
        images = self.images[exit_index]
        sums = weights.T @ parts
        images += sums[:, 0::2].reshape(images.shape)
        images += sums[:, 1::2].reshape(images.shape)


def add_pixels(
    accumulator: Accumulator,
    part: BeamClass,
    half: tuple[int, int],
    diffracted: np.ndarray,
    amplitudes: np.ndarray,
    exit_index: int,
) -> None:
    """Add a class whose X_g(k) are all there: `diffracted` (beams, pixels), A_g (beams,)."""
    sx, sy = part.beams[:, 0] + half[0], part.beams[:, 1] + half[1]
    weights = part.pixels.weights
    for start in range(0, len(weights), accumulator.pixels):
        chosen = slice(start, min(start + accumulator.pixels, len(weights)))
        patches = accumulator.blank(chosen.stop - start)
        patches[:, sx, sy] = (diffracted[:, chosen] * amplitudes[:, None]).T
        accumulator.add(exit_index, weights[chosen])


def coefficients(lattice: Lattice, images: np.ndarray) -> np.ndarray:
    """Fourier coefficients of each detector's image from the regions' images on the position grid.

    Parameters
    ----------
    images
        (exit_planes, regions, px, py) as accumulated.

    Returns
    -------
    (detectors, exit_planes, 4·half_x + 1, 4·half_y + 1) complex128
        Of exp(2πi d·R / cell) with d from −2·half to 2·half.
    """
    spectrum = scipy.fft.fft2(images) / math.prod(images.shape[-2:])
    hx, hy = (2 * h for h in lattice.half)
    ix, iy = np.arange(-hx, hx + 1), np.arange(-hy, hy + 1)
    spectrum = spectrum[:, :, ix[:, None] % images.shape[2], iy[None, :] % images.shape[3]]
    result = np.zeros((len(lattice.detectors), *spectrum.shape[:1], *spectrum.shape[2:]), complex)
    for number, seen in enumerate(lattice.regions):
        for detector in seen:
            result[detector] += spectrum[:, number]
    return result


def evaluate(
    spectrum: np.ndarray,
    cell: tuple[float, float],
    x: np.ndarray,
    y: np.ndarray,
    source_sigma: float = 0.0,
) -> np.ndarray:
    """The image at every position (x, y), from its Fourier coefficients.

    Parameters
    ----------
    spectrum
        (..., 2·hx + 1, 2·hy + 1) coefficients of exp(2πi d·R / cell).
    cell
        Its period in Å.
    x, y
        Positions in Å along each axis.
    source_sigma
        Standard deviation in Å of a Gaussian source; the image is blurred by it exactly.

    Returns
    -------
    (..., len(x), len(y)) float64
    """
    factors = []
    for axis, (positions, period) in enumerate(zip((x, y), cell)):
        half = spectrum.shape[spectrum.ndim - 2 + axis] // 2
        d = np.arange(-half, half + 1) / period
        blur = np.exp(-2 * (math.pi * source_sigma * d) ** 2)
        factors.append(np.exp(2j * math.pi * np.outer(positions, d)) * blur)
    return (factors[0] @ spectrum @ factors[1].T).real
