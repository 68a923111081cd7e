"""What a loop over slices asks of a library: NumPy's arrays on one core, or those of a device."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import scipy.fft

from synthscope.multislice.frames import Frames
from synthscope.multislice.gpu.device import Device
from synthscope.multislice.gpu.frames import FRAME_BYTES, DeviceFrames
from synthscope.optics.grids import Grid

CACHE_BYTES = 1_500_000
"""Waves are propagated in batches of about this size, which stays in a core's own cache."""
SHARED_BYTES = 320_000_000
"""Waves that share what is costly, the gratings, go through together up to this size."""


class Arrays:
    """NumPy's; transforms are SciPy's and may overwrite what they are given."""

    def put(self, array: np.ndarray) -> Any:
        """An array of the host there."""
        return array

    def get(self, array: Any) -> np.ndarray:
        """An array from there on the host."""
        return array

    def forward(self, waves: Any, axes: Sequence[int]) -> Any:
        """To frequencies along some axes, without a factor."""
        return scipy.fft.fftn(waves, axes=axes, overwrite_x=True)

    def backward(self, waves: Any, axes: Sequence[int]) -> Any:
        """To positions, divided by the number of pixels."""
        return scipy.fft.ifftn(waves, axes=axes, overwrite_x=True)

    def frames(self, grid: Grid, wavelength: float, axis: tuple[float, float], tilt: Any) -> Any:
        """What carries waves between planes; see `frames.Frames`."""
        return Frames(grid, wavelength, axis, tilt)

    def together(self, wave_bytes: float, kept: int = 0) -> int:
        """How many waves of this size are propagated together; `kept` as large ones beside each."""
        return max(1, int(CACHE_BYTES // wave_bytes))

    def sharing(self, wave_bytes: int) -> int:
        """How many, where the gratings are made anew for every batch."""
        return max(1, SHARED_BYTES // wave_bytes)


class DeviceArrays(Arrays):
    """Those of an array API library on a device."""

    def __init__(self, device: Device):
        self.device = device

    def put(self, array: np.ndarray) -> Any:
        return self.device.put(array)

    def get(self, array: Any) -> np.ndarray:
        return self.device.get(array)

    def forward(self, waves: Any, axes: Sequence[int]) -> Any:
        return self.device.xp.fft.fftn(waves, axes=tuple(axes))

    def backward(self, waves: Any, axes: Sequence[int]) -> Any:
        return self.device.xp.fft.ifftn(waves, axes=tuple(axes))

    def frames(self, grid: Grid, wavelength: float, axis: tuple[float, float], tilt: Any) -> Any:
        return DeviceFrames(self.device, grid, wavelength, axis, np.reshape(tilt, (-1, 2)))

    def together(self, wave_bytes: float, kept: int = 0) -> int:
        return self.device.batch((FRAME_BYTES / 8 + kept) * wave_bytes)

    def sharing(self, wave_bytes: int) -> int:
        return self.together(wave_bytes)


HOST = Arrays()
