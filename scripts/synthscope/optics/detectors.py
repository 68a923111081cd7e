"""Annular detectors in the diffraction plane."""

from dataclasses import dataclass

import numpy as np

from synthscope.optics.grids import Grid


@dataclass(frozen=True)
class Detector:
    """Collects all that is scattered to inner ≤ θ < outer (mrad); inner 0 is a disc."""

    inner_mrad: float
    outer_mrad: float

    def mask(self, grid: Grid, wavelength: float) -> np.ndarray:
        """Whether each spatial frequency is on the detector, bool (nx, ny)."""
        angle2 = grid.k2() * (1e3 * wavelength) ** 2
        return (angle2 >= self.inner_mrad**2) & (angle2 < self.outer_mrad**2)
