"""Diffracted amplitudes to images by NumPy: a few detector pixels at a time, to stay in cache."""

import copy
import math
from typing import Self

import numpy as np
import scipy.fft

from synthscope.multislice.assembly import by_detector, coefficients, position_grid
from synthscope.multislice.lattice import BeamClass, Lattice
from synthscope.multislice.transforms import in_place


class Accumulator:
    """Adds up the image of every region of detector pixels and every exit.

    A few detector pixels at a time: `blank` gives empty patches (pixels, 2·half_x + 1,
    2·half_y + 1), the beam of whole indices (s, t) belongs to [s + half_x, t + half_y], and `add`
    takes them up.
    """

    BYTES = 1 << 21  # of one batch of transforms: what stays in cache

    def __init__(self, lattice: Lattice, exit_planes: int):
        shape, self._lattice = position_grid(lattice), lattice
        self.images = np.zeros((exit_planes, len(lattice.regions), *shape))
        self.pixels = max(4, self.BYTES // (8 * math.prod(shape)))
        self._patch = tuple(2 * half + 1 for half in lattice.half)
        self._waves = np.zeros((self.pixels, *shape), np.complex64)

    def another(self) -> Self:
        """An empty one that works in the same memory: the two are used by turns."""
        made = copy.copy(self)
        made.images = np.zeros_like(self.images)
        return made

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

    def add_class(
        self, exit_index: int, part: BeamClass, diffracted: np.ndarray, amplitudes: np.ndarray
    ) -> None:
        """Add a class whose X_g(k) are all there: `diffracted` (beams, pixels), A_g (beams,)."""
        half = self._lattice.half
        sx, sy = part.beams[:, 0] + half[0], part.beams[:, 1] + half[1]
        weights = part.pixels.weights
        for start in range(0, len(weights), self.pixels):
            chosen = slice(start, min(start + self.pixels, len(weights)))
            patches = self.blank(chosen.stop - start)
            patches[:, sx, sy] = (diffracted[:, chosen] * amplitudes[:, None]).T
            self.add(exit_index, weights[chosen])

    def coefficients(self) -> np.ndarray:
        """See `assembly.coefficients`."""
        return coefficients(self._lattice, self.images)


class AtPlaces(Accumulator):
    """Adds up what the detectors see of probes at a few `places` (P, 2) Å, in place of images."""

    def __init__(self, lattice: Lattice, exit_planes: int, places: np.ndarray):
        self._lattice = lattice
        self._patch = tuple(2 * half + 1 for half in lattice.half)
        self.pixels = max(4, self.BYTES // (8 * math.prod(self._patch)))
        self._waves = np.zeros((self.pixels, *self._patch), np.complex64)
        x, y = (
            np.exp(-2j * math.pi * np.outer(np.arange(-half, half + 1), places[:, axis] / extent))
            for axis, (half, extent) in enumerate(zip(lattice.half, lattice.grid.extent))
        )
        self._phases = (x[:, None] * y).reshape(-1, len(places)).astype(np.complex64)
        self.images = np.zeros((exit_planes, len(lattice.regions), len(places)))

    def add(self, exit_index: int, weights: np.ndarray) -> None:
        """As for images."""
        waves = self._waves[: len(weights)].reshape(len(weights), -1) @ self._phases
        self.images[exit_index] += weights.T @ (waves.real**2 + waves.imag**2)

    def intensities(self) -> np.ndarray:
        """(detectors, exit_planes, P), fractions of the beam."""
        return by_detector(self._lattice, self.images)
