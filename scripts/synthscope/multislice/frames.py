"""Waves written in tilted frames: what carries them from one plane to the next."""

from functools import cached_property

import numpy as np

from synthscope.multislice.cpu.flight import fly, rows_within
from synthscope.multislice.transforms import Transforms
from synthscope.optics.bandlimit import band_mask
from synthscope.optics.grids import Grid
from synthscope.optics.propagator import propagator, propagator_factors

KEPT = 4  # propagators, beside the latest one


class Frames:
    """Transforms and propagators of waves exp(2πi q·r) φ(r), for NumPy.

    Parameters
    ----------
    wavelength
        In Å.
    axis
        Of the crystal; see `multislice.SlicedSpecimen`.
    tilt
        q in 1/Å, of all waves; or (waves, 2), a frame for each.

    Between planes the band limit is on k = k' + q. Behind the last nothing more can alias, and what
    is within the limit in k' stays too, which other beams are interpolated from.

    Where no two planes lie alike, making a propagator costs as much as half of a transform. So an
    array is made of it, and kept, only once its distance comes again.
    """

    def __init__(
        self,
        grid: Grid,
        wavelength: float,
        axis: tuple[float, float],
        tilt: tuple[float, float] | np.ndarray,
    ):
        tilts = np.reshape(tilt, (-1, 2))
        fourier = Transforms(grid, tilts[:, 1])
        self.forward, self.backward = fourier.forward, fourier.backward
        self._free = grid, wavelength, axis
        self._tilts, self._alone, self._tilted = tilts, np.ndim(tilt) == 1, bool(tilts.any())
        self._bands = [band_mask(grid, one) for one in tilts]
        self._met: set[float] = set()
        self._propagators: dict[tuple[float, bool], np.ndarray] = {}

    def propagate(self, waves: np.ndarray, distance: float, last: bool) -> np.ndarray:
        """Take waves in Fourier space, which are overwritten, over `distance` Å."""
        last = last and self._tilted
        if last or distance in self._met or not waves.flags.c_contiguous:
            waves *= self._propagator(distance, last)
        else:
            self._met.add(distance)
            self._fly(waves, distance)
        return waves

    def _fly(self, waves: np.ndarray, distance: float) -> None:
        grid, wavelength, axis = self._free
        factors = [propagator_factors(grid, distance, wavelength, q, axis) for q in self._tilts]
        for number, wave in enumerate(waves.reshape(-1, *grid.shape)):
            frame = 0 if self._alone else number
            fly(wave, *factors[frame], *self._rows[frame])

    @cached_property
    def _rows(self) -> list[tuple[np.ndarray, np.ndarray]]:
        return [rows_within(band) for band in self._bands]

    @cached_property
    def _masks(self) -> list[np.ndarray]:
        return [band.astype(np.float32) for band in self._bands]

    def _propagator(self, distance: float, last: bool) -> np.ndarray:
        """Kept for distances that come again; of more than `KEPT` the place is used again."""
        key = distance, last
        if key not in self._propagators:
            old = None
            if len(self._propagators) > KEPT:
                _, old = self._propagators.popitem()
            self._propagators[key] = self._made(distance, last, old)
        return self._propagators[key]

    def _made(self, distance: float, last: bool, old: np.ndarray | None) -> np.ndarray:
        grid, wavelength, axis = self._free
        masks = self._masks
        if last:
            centred = band_mask(grid).astype(np.float32)
            masks = [np.maximum(mask, centred) for mask in masks]
        made = np.empty((len(masks), *grid.shape), np.complex64) if old is None else old
        for result, tilt, mask in zip(made.reshape(-1, *grid.shape), self._tilts, masks):
            propagator(grid, distance, wavelength, tilt, axis, mask, out=result)
        return made[0] if self._alone and old is None else made
