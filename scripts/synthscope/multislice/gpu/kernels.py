"""`Kernels` for the devices of array API libraries.

Positions, weights and phases go to the device, and what comes back are the images' accumulators.
Results differ from those of NumPy by the rounding of single precision.
"""

from functools import partial
from typing import Any

import numpy as np

from synthscope.multislice.gpu.accumulator import DeviceAccumulator
from synthscope.multislice.gpu.device import Device
from synthscope.multislice.gpu.frames import FRAME_BYTES, DeviceFrames
from synthscope.multislice.gpu.interpolation import DeviceInterpolation, DeviceParents
from synthscope.multislice.gpu.transmission import DeviceGratings
from synthscope.multislice.lattice import BeamClass, Lattice
from synthscope.optics.grids import Grid
from synthscope.optics.transmission import Gratings


class DeviceKernels:
    """See `multislice.kernels.Kernels`; batches as large as the device's memory allows."""

    def __init__(self, device: Device):
        self.device = device
        self.frames = partial(DeviceFrames, device)
        self.parents = partial(DeviceParents, device)
        self.interpolation = partial(DeviceInterpolation, device)

    def transmissions(self, gratings: Gratings) -> DeviceGratings:
        return DeviceGratings(self.device, gratings)

    def accumulator(self, lattice: Lattice, exits: int, share: float = 1.0) -> DeviceAccumulator:
        return DeviceAccumulator(self.device, lattice, exits, share)

    def parents_at_once(self, grid: Grid) -> int:
        return self.device.batch(FRAME_BYTES * grid.size)

    def beams_at_once(self, grid: Grid, pixels: int) -> int:
        return self.device.batch(FRAME_BYTES * grid.size + 48 * pixels)

    def plane_waves(self, count: int, grid: Grid) -> Any:
        return self.device.zeros((count, *grid.shape), "complex64") + 1 / grid.size

    def zeros(self, shape: tuple[int, ...]) -> Any:
        return self.device.zeros(shape, "complex64")

    def on_host(self, array: Any) -> np.ndarray:
        return np.array(self.device.get(array))

    def at_pixels(self, waves: Any, part: BeamClass, chosen: slice) -> Any:
        device, xp, (nx, ny) = self.device, self.device.xp, waves.shape[1:]
        x, y = (device.put(k)[None, :] for k in (part.pixels.x, part.pixels.y))
        sx, sy = (device.put(s)[:, None] for s in part.beams[chosen].T)
        number = device.put(np.arange(waves.shape[0]))[:, None]
        place = number * (nx * ny) + (x - sx) % nx * ny + (y - sy) % ny
        found = xp.take(xp.reshape(waves, (-1,)), xp.reshape(place, (-1,)))
        return xp.reshape(found, place.shape)
