"""Beams between parents on a device: all that is heavy runs there, in batches of detector rows."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from synthscope.multislice.gpu.accumulator import DeviceAccumulator
from synthscope.multislice.gpu.device import Device
from synthscope.multislice.lattice import BeamClass


class DeviceParents:
    """G_p(k') of every parent, as they come: `amplitudes` holds those of each exit.

    For each float32 (2·half_x + 1, parents, 2·half_y + 1, 2), the last the real and the imaginary
    part.
    """

    def __init__(
        self,
        device: Device,
        exits: int,
        count: int,
        indices: list[np.ndarray],
        inside: list[np.ndarray],
        shape: tuple[int, int],
    ):
        self._device, self._inside = device, inside
        self._source = [device.put(i % n) for i, n in zip(indices, shape)]
        own = (len(indices[0]), count, len(indices[1]), 2)
        self.amplitudes = [device.zeros(own, "float32") for _ in range(exits)]

    def put(
        self, exit_index: int, first: int, waves: Any, along_x: np.ndarray, along_y: np.ndarray
    ) -> None:
        """See `cpu.interpolation.Parents.put`."""
        xp, source = self._device.xp, self._source
        x, y = (self._device.put(p * keep) for p, keep in zip((along_x, along_y), self._inside))
        found = xp.take(xp.take(waves, source[0], axis=1), source[1], axis=2)
        found = xp.permute_dims(found * x[:, :, None] * y[:, None, :], (1, 0, 2))
        pairs = xp.stack([xp.real(found), xp.imag(found)], axis=-1)
        self.amplitudes[exit_index][:, first : first + len(along_x), :, :] = pairs


class DeviceInterpolation:
    """Adds classes of beams between the parents of one exit to its images."""

    def __init__(
        self,
        device: Device,
        accumulators: Sequence[DeviceAccumulator],
        exit_index: int,
        parents: Any,
        half: tuple[int, int],
        beam_half: tuple[int, int],
    ):
        self._device, self._accumulators, self._exit = device, accumulators, exit_index
        self._parents, self._half = parents, half

    def add(self, part: BeamClass, weights: np.ndarray, amplitudes: Sequence[np.ndarray]) -> None:
        """Interpolate and add up a class, some rows of detector pixels (x) at a time.

        Beams (s, t) of one s meet the pixels of a row at the transfers of one row, x − s. One
        product a row s gives them at all transfers along y, of which the beam t needs y − t.
        """
        device, parents, one = self._device, self._parents, self._accumulators[0]
        half, (wide, high) = self._half, one.patch
        count, length = parents.shape[1:3]
        factors = [device.put(one.patches(part, probe)) for probe in amplitudes]
        weights = device.put(one.patches(part, weights))
        weights = device.xp.reshape(weights, (wide, high, count))
        s, t = (np.arange(n) - n // 2 for n in (wide, high))
        taken = part.pixels
        rows = np.unique(taken.x)
        together = device.batch(8 * wide * length * (2 * count + 4 * high), share=0.5)
        for start in range(0, len(rows), together):
            chosen = rows[start : start + together]
            source = chosen[None, :] - s[:, None] + half[0]
            diffracted = _interpolated(device, parents, weights, source)
            here = slice(*np.searchsorted(taken.x, [chosen[0], chosen[-1] + 1]))
            pixels = np.searchsorted(chosen, taken.x[here]) * length + taken.y[here] + half[1]
            beams = np.arange(wide * high) * (len(chosen) * length) - np.tile(t, wide)
            mine = taken.weights[here]
            for accumulator, probe in zip(self._accumulators, factors):
                accumulator.add(self._exit, mine, probe, diffracted, pixels, beams)


def _interpolated(device: Device, parents: Any, weights: Any, source: np.ndarray) -> Any:
    """X of beams (s, t), `weights` (s, t, parents), at the rows of transfers `source` (s, rows).

    Flat, complex64, in the order of s, t, rows and transfers along y.
    """
    xp, (wide, rows) = device.xp, source.shape
    block = xp.take(parents, device.put(source.ravel()), axis=0)
    block = xp.permute_dims(xp.reshape(block, (wide, rows, parents.shape[1], -1)), (0, 2, 1, 3))
    pairs = weights @ xp.reshape(block, (wide, parents.shape[1], -1))
    pairs = xp.reshape(pairs, (-1, 2))
    return pairs[:, 0] + 1j * xp.astype(pairs[:, 1], xp.complex64)
