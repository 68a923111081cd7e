"""Transmission functions made on a device, many slices at a time."""

import math
from typing import Any

import numpy as np

from synthscope.multislice.gpu.device import Device
from synthscope.optics.bandlimit import band_mask
from synthscope.optics.potential import Potential


def transmissions(
    device: Device, potential: Potential, positions: np.ndarray, sigma: float
) -> list[Any]:
    """exp(iσV) of each slice, band-limited: complex64 (nx, ny) on the device.

    Parameters
    ----------
    positions
        (N, 2) or (N, 3) in Å on the host.
    sigma
        The interaction parameter in rad / (V Å).
    """
    xp, shape = device.xp, potential.grid.shape
    exponentials = _Exponentials(device, potential, positions)
    mask = device.put(band_mask(potential.grid).astype(np.float32))
    count = len(potential.slices)
    result = []
    together = device.batch(64 * potential.grid.size)
    for first in range(0, count, together):
        chosen = range(first, min(first + together, count))
        series = xp.stack([exponentials.series(i) for i in chosen])
        potentials = xp.fft.irfftn(series, s=shape, axes=(-2, -1))
        waves = xp.fft.fftn(device.expi(potentials * sigma), axes=(-2, -1))
        waves = xp.fft.ifftn(waves * mask, axes=(-2, -1))
        result += [waves[i, :, :] for i in range(len(chosen))]
    return result


class _Exponentials:
    """The slices' Fourier series; see `Potential.slice`."""

    def __init__(self, device: Device, potential: Potential, positions: np.ndarray):
        self._device, self._potential = device, potential
        self._kx = device.put(-2 * math.pi * potential.kx)
        self._ky = device.put(-2 * math.pi * potential.ky)
        self._x, self._y = (device.put(positions[:, axis].astype(float)) for axis in (0, 1))
        self._factors = {number: device.put(f) for number, f in potential.factors.items()}

    def series(self, index: int) -> Any:
        """Of one slice, complex64 (nx, ny // 2 + 1)."""
        device, xp = self._device, self._device.xp
        total = device.zeros((self._kx.shape[0], self._ky.shape[0]), "complex64")
        for number, atoms in self._potential.members[index]:
            chosen = device.put(atoms)
            x, y = xp.take(self._x, chosen), xp.take(self._y, chosen)
            along_x = device.expi(self._kx[:, None] * x[None, :])  # in double precision
            along_y = device.expi(y[:, None] * self._ky[None, :])
            term = xp.astype(along_x, xp.complex64) @ xp.astype(along_y, xp.complex64)
            total += term * self._factors[number]
        return total
