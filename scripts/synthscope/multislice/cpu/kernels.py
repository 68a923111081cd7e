"""`Kernels` for NumPy."""

from collections.abc import Callable

import numpy as np

from synthscope.multislice.cpu.accumulator import Accumulator
from synthscope.multislice.cpu.interpolation import Interpolation, Parents
from synthscope.multislice.frames import Frames
from synthscope.multislice.lattice import BeamClass, Lattice
from synthscope.multislice.transforms import SMALL
from synthscope.optics.grids import Grid
from synthscope.optics.transmission import Gratings


class NumPyKernels:
    """See `multislice.kernels.Kernels`; small batches, which stay in cache."""

    frames = Frames
    parents = Parents
    interpolation = Interpolation

    def transmissions(self, gratings: Gratings) -> Callable[[np.ndarray], np.ndarray]:
        return gratings

    def accumulator(self, lattice: Lattice, exits: int, share: float = 1.0) -> Accumulator:
        return Accumulator(lattice, exits)

    def parents_at_once(self, grid: Grid) -> int:
        return max(1, SMALL // grid.size)

    def beams_at_once(self, grid: Grid, pixels: int) -> int:
        return max(1, 2 * SMALL // grid.size)

    def plane_waves(self, count: int, grid: Grid) -> np.ndarray:
        return np.full((count, *grid.shape), 1 / grid.size, np.complex64)

    def zeros(self, shape: tuple[int, ...]) -> np.ndarray:
        return np.zeros(shape, np.complex64)

    def on_host(self, array: np.ndarray) -> np.ndarray:
        return array

    def at_pixels(self, waves: np.ndarray, part: BeamClass, chosen: slice) -> np.ndarray:
        nx, ny = waves.shape[1:]
        x, y = part.pixels.x, part.pixels.y
        result = np.empty((len(waves), len(x)), np.complex64)
        for number, (wave, (sx, sy)) in enumerate(zip(waves, part.beams[chosen])):
            result[number] = wave.ravel()[(x - sx) % nx * ny + (y - sy) % ny]
        return result


NUMPY = NumPyKernels()
