"""Transmission functions made on a device, many slices at a time."""

import math
from typing import Any

import numpy as np

from synthscope.multislice.gpu.device import Device
from synthscope.optics.transmission import Gratings


class DeviceGratings:
    """What `transmission.Gratings` is for NumPy, with arrays on the device."""

    def __init__(self, device: Device, gratings: Gratings):
        self.grid, self.slices = gratings.grid, gratings.slices
        self.energy_keV = gratings.energy_keV
        self._device, self._gratings = device, gratings
        put, xp = device.put, device.xp
        self._kx, self._ky = (put(-2 * math.pi * k) for k in (gratings.sums.kx, gratings.sums.ky))
        self._factors = {
            number: xp.stack([put(part[number]) for part in gratings.factors])
            for number in gratings.sums.kinds
        }
        self._inside = put((~gratings.outside).astype(np.float32))
        self._kept = put((~gratings.beyond).astype(np.float32))

    def __call__(self, positions: np.ndarray) -> list[Any]:
        """exp(iσV) of each slice, up to their edge: complex64 (nx, ny) on the device.

        Parameters
        ----------
        positions
            (N, 2) or (N, 3) in Å on the host.
        """
        device, count = self._device, len(self.slices)
        x, y = (device.put(positions[:, axis].astype(float)) for axis in (0, 1))
        result = []
        together = device.batch(96 * self._gratings.fine.size)
        for first in range(0, count, together):
            layers = [
                self._gratings.layers(i, positions)
                for i in range(first, min(first + together, count))
            ]
            result += self._waves(layers, x, y)
        return result

    def _waves(self, layers: list[list[np.ndarray]], x: Any, y: Any) -> list[Any]:
        """Of the slices whose atoms stand in these layers; the first layers are made together."""
        xp = self._device.xp
        series = [[self._sum(atoms, x, y) for atoms in own or [np.zeros(0, int)]] for own in layers]
        phases = xp.stack(
            [sum((part[0, :, :] for part in own[1:]), own[0][0, :, :]) for own in series]
        )
        waves = self._device.expi(self._real(phases))
        waves = waves * self._cores(xp.stack([own[0] for own in series]))
        waves = self._cut(waves, [self._inside if len(own) > 1 else self._kept for own in series])
        result = []
        for number, own in enumerate(series):
            wave = waves[number, :, :]
            for part in own[1:]:
                further = self._cut(self._cores(part[None, :, :, :]), [self._inside])[0, :, :]
                wave = self._limited(wave * further, self._inside)
            result.append(wave)
        return result

    def _sum(self, atoms: np.ndarray, x: Any, y: Any) -> Any:
        """See `AtomSums`: complex64 (3, nx, ny // 2 + 1)."""
        device, xp = self._device, self._device.xp
        total = device.zeros((3, self._kx.shape[0], self._ky.shape[0]), "complex64")
        for number, members in self._gratings.sums.members(atoms):
            chosen = device.put(members)
            along_x = device.expi(self._kx[:, None] * xp.take(x, chosen)[None, :])  # in double
            along_y = device.expi(xp.take(y, chosen)[:, None] * self._ky[None, :])
            phases = xp.astype(along_x, xp.complex64) @ xp.astype(along_y, xp.complex64)
            total += phases[None, :, :] * self._factors[number]
        return total

    def _cores(self, series: Any) -> Any:
        """1 + Σ C of layers: complex64 (layers, nx, ny)."""
        xp = self._device.xp
        parts = xp.astype(self._real(series[:, 1:, :, :]), xp.complex64)
        return 1 + parts[:, 0, :, :] + 1j * parts[:, 1, :, :]

    def _real(self, series: Any) -> Any:
        return self._device.xp.fft.irfftn(series, s=self._gratings.fine.shape, axes=(-2, -1))

    def _cut(self, waves: Any, kept: list[Any]) -> Any:
        """What is `kept` (nx, ny) of each product (n, nx, ny), on the waves' own grid."""
        finer, xp = self._gratings.finer, self._device.xp
        masks = xp.stack(kept)
        if finer == 1:
            return self._limited(waves, masks)
        series = xp.fft.fftn(waves, axes=(-2, -1))
        for axis, n in enumerate(self.grid.shape, 1):
            places = np.fft.fftfreq(n, 1 / n).astype(int) % (finer * n)
            series = xp.take(series, self._device.put(places), axis=axis)
        return xp.fft.ifftn(series * (masks / finer**2), axes=(-2, -1))

    def _limited(self, waves: Any, kept: Any) -> Any:
        xp = self._device.xp
        return xp.fft.ifftn(xp.fft.fftn(waves, axes=(-2, -1)) * kept, axes=(-2, -1))
