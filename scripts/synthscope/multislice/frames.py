"""Waves written in tilted frames: what carries them from one plane to the next."""

import numpy as np

from synthscope.multislice.transforms import Transforms
from synthscope.optics.bandlimit import band_mask
from synthscope.optics.grids import Grid
from synthscope.optics.propagator import propagator

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
        self._masks = [band_mask(grid, one).astype(np.float32) for one in tilts]
        self._propagators: dict[tuple[float, bool], np.ndarray] = {}

    def propagate(self, waves: np.ndarray, distance: float, last: bool) -> np.ndarray:
        """Take waves in Fourier space, which are overwritten, over `distance` Å."""
        waves *= self._propagator(distance, last and self._tilted)
        return waves

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
