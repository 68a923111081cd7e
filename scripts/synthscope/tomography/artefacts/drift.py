"""A beam that moves over the detector and fades while a scan is taken.

Its texture is then another in the projections than in the flat fields, and what is left of it after
the flat-field correction are stripes that change with the angle (V. Van Nieuwenhove et al., Opt.
Express 23, 27975 (2015), doi 10.1364/OE.23.027975). The time runs from 0, at the first projection,
to 1, at the last; flat fields are taken at `BEFORE` and at 1.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates, spline_filter

from synthscope.tomography.artefacts.settings import DriftSettings

BEFORE = -1.0
"""The time of the flat fields before the scan: anything below 0."""


@dataclass(frozen=True)
class MovingBeam:
    """Attributes
    ----------
    flat
        (rows, columns): the beam in the flat fields before the scan; the same goes on beyond the
        edges.
    settings
        How it moves.
    """

    flat: NDArray[np.float32]
    settings: DriftSettings

    def row(self, row: int, times: NDArray, wobble: NDArray) -> NDArray[np.float32]:
        """(times, columns): a detector row at each of some times.

        `wobble` (times, 2) are the vibrations, standard normal numbers down and right.
        """
        intensity = self._intensity(times)[:, None]
        if not self.settings.moves:
            return intensity * self.flat[row]
        down, right = self._places(times, wobble).T
        across = np.arange(self.flat.shape[1]) - right[:, None]
        along = np.broadcast_to((row - down)[:, None], across.shape)
        return intensity * self._seen(np.stack([along, across]))

    def frame(self, time: float, wobble: NDArray) -> NDArray[np.float32]:
        """(rows, columns): the whole detector at one time; `wobble` is (2,)."""
        intensity = self._intensity(np.array(time))
        if not self.settings.moves:
            return intensity * self.flat
        down, right = self._places(np.array([time]), wobble[None])[0]
        rows, columns = np.indices(self.flat.shape)
        return intensity * self._seen(np.stack([rows - down, columns - right]))

    def _places(self, times: NDArray, wobble: NDArray) -> NDArray[np.float64]:
        """(times, 2): how far the pattern stands down and right of its first place, px."""
        given, since = self.settings, np.maximum(times, 0)[:, None]
        moved = np.where(times[:, None] < 0, 0, np.array(given.jump_px) + since * given.shift_px)
        return moved + given.vibration_px * wobble

    def _intensity(self, times: NDArray) -> NDArray[np.float32]:
        return np.float32(1 - self.settings.decay) ** np.maximum(times, 0).astype(np.float32)

    def _seen(self, places: NDArray) -> NDArray[np.float32]:
        """The beam between its pixels, by cubic splines."""
        found = map_coordinates(self._splines, places, np.float32, prefilter=False, mode="nearest")
        return np.maximum(found, 0)

    @cached_property
    def _splines(self) -> NDArray[np.float64]:
        return spline_filter(self.flat, mode="nearest")
