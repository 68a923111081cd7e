"""`frames.Frames` for the waves of a device."""

import math
from typing import Any

import numpy as np

from synthscope.multislice.gpu.device import Device
from synthscope.optics.bandlimit import greatest_square
from synthscope.optics.grids import Grid

FRAME_BYTES = 64  # for each pixel of a wave that is sent through


class DeviceFrames:
    """Transforms and propagators of waves (waves, nx, ny), each in its own frame.

    Propagators factorise: they are never whole, and a device only gets nx + ny exponentials of
    each wave for each distance.
    """

    def __init__(
        self,
        device: Device,
        grid: Grid,
        wavelength: float,
        axis: tuple[float, float],
        tilts: np.ndarray,
    ):
        self._device, self._axis, self._tilts = device, np.array(axis), tilts
        self._frequencies = grid.kx, grid.ky
        self._factor = -1j * math.pi * wavelength
        self._mask = self._within(grid, tilts)
        self._last = self._mask
        if tilts.any():
            self._last = device.xp.maximum(self._mask, self._within(grid, np.zeros((1, 2))))
        self._flights: dict[float, list] = {}

    def forward(self, waves: Any) -> Any:
        return self._device.xp.fft.fftn(waves, axes=(-2, -1))

    def backward(self, waves: Any) -> Any:
        return self._device.xp.fft.ifftn(waves, axes=(-2, -1))

    def propagate(self, waves: Any, distance: float, last: bool) -> Any:
        """See `Frames.propagate`."""
        if distance not in self._flights:
            self._flights[distance] = [
                self._device.put(np.exp(self._factor * distance * k**2).astype(np.complex64))
                for k in self._sums(self._tilts - self._axis)
            ]
        along_x, along_y = self._flights[distance]
        waves *= along_x[:, :, None]
        waves *= along_y[:, None, :]
        waves *= self._last if last else self._mask
        return waves

    def _sums(self, tilts: np.ndarray) -> list[np.ndarray]:
        return [k + tilts[:, i : i + 1] for i, k in enumerate(self._frequencies)]

    def _within(self, grid: Grid, tilts: np.ndarray) -> Any:
        """`band_mask` of each frame, float32."""
        x, y = (self._device.put(k**2) for k in self._sums(tilts))
        within = x[:, :, None] + y[:, None, :] <= greatest_square(grid)
        return self._device.xp.astype(within, self._device.xp.float32)
