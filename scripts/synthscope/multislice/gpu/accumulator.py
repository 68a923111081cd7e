"""Diffracted amplitudes to images on a device: many detector pixels at a time."""

import copy
import math
from typing import Any, Self

import numpy as np

from synthscope.multislice.assembly import coefficients, position_grid
from synthscope.multislice.gpu.device import Device
from synthscope.multislice.lattice import BeamClass, Lattice


class DeviceAccumulator:
    """Adds up the images of all regions of detector pixels and all exit_planes, on the device.

    Attributes
    ----------
    patch
        (2·half_x + 1, 2·half_y + 1): the beam of whole indices (s, t) is number (s + half_x) times
        the second, plus t + half_y. A patch that has no beam in a place has zero there.
    """

    def __init__(self, device: Device, lattice: Lattice, exit_planes: int, share: float = 1.0):
        self._device, self._lattice = device, lattice
        self.patch = tuple(2 * half + 1 for half in lattice.half)
        self._grid = position_grid(lattice)
        shape = (len(lattice.regions), math.prod(self._grid))
        self._images = [device.zeros(shape, "float64") for _ in range(exit_planes)]
        patches = 56 * math.prod(self.patch) + 24 * self.patch[0] * self._grid[1]
        self._together = device.batch(patches + 32 * shape[1], share)

    def another(self) -> Self:
        """An empty one."""
        made = copy.copy(self)
        shape = (len(self._lattice.regions), math.prod(self._grid))
        made._images = [self._device.zeros(shape, "float64") for _ in self._images]
        return made

    def places(self, part: BeamClass) -> np.ndarray:
        """(beams,) the number of each beam's place in a patch."""
        s, t = (part.beams + self._lattice.half).T
        return s * self.patch[1] + t

    def patches(self, part: BeamClass, values: np.ndarray) -> np.ndarray:
        """`values` (beams, ...) of a class by place in a patch, zero where there is no beam."""
        result = np.zeros((math.prod(self.patch), *values.shape[1:]), values.dtype)
        result[self.places(part)] = values
        return result

    def add(
        self,
        exit_index: int,
        weights: np.ndarray,
        amplitudes: Any,
        diffracted: Any,
        pixels: np.ndarray,
        beams: np.ndarray,
    ) -> None:
        """Add detector pixels to one exit's images.

        Parameters
        ----------
        weights
            (pixels, regions) float32: what each pixel counts for in each image.
        amplitudes
            (places,) complex64 on the device: A_g, zero where there is no beam.
        diffracted
            Flat, complex64 on the device: X_g(k) is at `pixels[k] + beams[g]`.
        """
        device, xp = self._device, self._device.xp
        beams = device.put(beams)
        for start in range(0, len(pixels), self._together):
            chosen = slice(start, start + self._together)
            index = device.put(pixels[chosen])[:, None] + beams[None, :]
            waves = xp.reshape(xp.take(diffracted, xp.reshape(index, (-1,))), index.shape)
            waves = xp.reshape(waves * amplitudes[None, :], (-1, *self.patch))
            waves = xp.fft.fft(waves, n=self._grid[1], axis=2)
            waves = xp.reshape(xp.fft.fft(waves, n=self._grid[0], axis=1), (waves.shape[0], -1))
            squares = xp.real(waves) ** 2 + xp.imag(waves) ** 2
            mine = device.put(weights[chosen].T)
            self._images[exit_index] += xp.astype(mine @ squares, xp.float64)

    def add_class(
        self, exit_index: int, part: BeamClass, diffracted: Any, amplitudes: np.ndarray
    ) -> None:
        """Add a class whose X_g(k) are all there: `diffracted` (beams, pixels), A_g (beams,)."""
        factors = self._device.put(self.patches(part, amplitudes))
        pixels = np.arange(len(part.pixels.x))
        beams = self.patches(part, np.arange(len(part.beams)) * len(pixels))
        flat = self._device.xp.reshape(diffracted, (-1,))
        self.add(exit_index, part.pixels.weights, factors, flat, pixels, beams)

    def coefficients(self) -> np.ndarray:
        """On the host; see `multislice.assembly.coefficients`."""
        images = np.stack([self._device.get(image) for image in self._images])
        return coefficients(self._lattice, images.reshape(*images.shape[:2], *self._grid))
