"""A simulated image as its Fourier series: everything that another frame or source shows of it."""

import math
from dataclasses import dataclass

import numpy as np

from synthscope.haadf.frame import Frame
from synthscope.multislice.assembly import evaluate, frequencies
from synthscope.optics.microscope import FWHM

NEGLIGIBLE = 1e-10  # of the mean: coefficients that single precision does not show
TABLE = 2**20  # entries of a table of phases that are worked on at once


@dataclass(frozen=True)
class Series:
    """The images of one calculation before the source blurs them.

    Attributes
    ----------
    coefficients
        (detectors, thicknesses, 2·hx + 1, 2·hy + 1) complex128, as `assembly.evaluate` takes them.
    period_A
        Of the series along x and y.
    origin_A
        (x, y) of the field's pixel 0.
    """

    coefficients: np.ndarray
    period_A: tuple[float, float]
    origin_A: tuple[float, float]

    def field(self, pixels: int, pixel_A: float, source_A: float) -> np.ndarray:
        """(thicknesses, detectors, rows, columns) fractions of the beam over the field.

        Parameters
        ----------
        source_A
            Full width at half maximum of the source's image.
        """
        x, y = (start + pixel_A * np.arange(pixels) for start in self.origin_A)
        shown = evaluate(self.coefficients, self.period_A, x, y, source_A / FWHM)
        return shown.transpose(1, 0, 3, 2)

    def frame(self, frame: Frame, source_A: float) -> np.ndarray:
        """The same over any frame: I(R) = Σ_d c_d exp(2πi d·R), summed at every pixel.

        The image is real, so that half of the terms stand for all; a pixel's phase is that of its
        row times that of its column, which makes the sum a matrix product.
        """
        detectors, thicknesses = self.coefficients.shape[:2]
        x, y = (frequencies(self.coefficients, axis, self.period_A[axis]) for axis in (0, 1))
        d = np.stack(np.meshgrid(x, y, indexing="ij"), -1).reshape(-1, 2)
        c = self.coefficients.reshape(detectors * thicknesses, -1)
        c = c * np.exp(-2 * (math.pi * source_A / FWHM) ** 2 * (d**2).sum(-1))
        middle = len(d) // 2
        mean = c[:, middle].real
        after = np.arange(middle + 1, len(d))
        after = after[(np.abs(c[:, after]) > NEGLIGIBLE * np.abs(mean)[:, None]).any(axis=0)]
        d, c = d[after], 2 * c[:, after]
        start = np.add(self.origin_A, frame.start)
        c = c * np.exp(2j * math.pi * (d @ start))
        images = np.broadcast_to(mean[:, None, None], (len(c), frame.pixels, frame.pixels)).copy()
        step = max(TABLE // frame.pixels, 1)
        for first in range(0, len(d), step):
            part = slice(first, first + step)
            along, down = (
                _phases(frame.pixel_A * (d[part] @ np.array(axis)), frame.pixels)
                for axis in frame.axes
            )
            for image, weights in zip(images, c[:, part]):
                rows = weights[:, None] * down
                image += rows.real.T @ along.real - rows.imag.T @ along.imag
        shape = (detectors, thicknesses, frame.pixels, frame.pixels)
        return images.reshape(shape).transpose(1, 0, 2, 3)


def _phases(frequency: np.ndarray, pixels: int) -> np.ndarray:
    """(K, pixels) exp(2πi f n) of (K,) frequencies, products of two small tables."""
    few = math.isqrt(pixels - 1) + 1
    low, high = (
        np.exp(2j * math.pi * np.outer(frequency, step * np.arange(few))) for step in (1, few)
    )
    return (high[:, :, None] * low[:, None, :]).reshape(len(frequency), -1)[:, :pixels]
