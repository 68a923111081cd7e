"""Annular detectors in the diffraction plane, whole or in segments."""

from dataclasses import dataclass

import numpy as np

from synthscope.optics.grids import Grid


@dataclass(frozen=True)
class Detector:
    """Collects all that is scattered to inner ≤ θ < outer (mrad); inner 0 is a disc."""

    inner_mrad: float
    outer_mrad: float

    @property
    def azimuths_deg(self) -> tuple[float, float]:
        """Where it begins and ends, degrees from x towards y."""
        return 0.0, 360.0

    @property
    def width_mrad(self) -> float:
        """Where it is narrowest."""
        return self.outer_mrad - self.inner_mrad

    def mask(self, grid: Grid, wavelength: float) -> np.ndarray:
        """Whether each spatial frequency is on the detector, bool (nx, ny)."""
        return self.sees(grid.kx[:, None], grid.ky[None, :], wavelength)

    def sees(self, kx: np.ndarray, ky: np.ndarray, wavelength: float) -> np.ndarray:
        """Whether spatial frequencies in 1/Å, broadcast together, are on the detector."""
        angle2 = (kx**2 + ky**2) * (1e3 * wavelength) ** 2
        return (angle2 >= self.inner_mrad**2) & (angle2 < self.outer_mrad**2)


@dataclass(frozen=True)
class Segment(Detector):
    """One of `count` equal segments of an annulus; from `start_deg` on, towards y from x."""

    start_deg: float
    count: int

    @property
    def azimuths_deg(self) -> tuple[float, float]:
        return self.start_deg, self.start_deg + 360 / self.count

    @property
    def width_mrad(self) -> float:
        """Of the annulus, or of the arc along its middle."""
        middle = (self.inner_mrad + self.outer_mrad) / 2
        return min(super().width_mrad, middle * 2 * np.pi / self.count)

    @property
    def direction(self) -> tuple[float, float]:
        """The unit vector to the segment's middle."""
        middle = np.radians(self.start_deg + 180 / self.count)
        return float(np.cos(middle)), float(np.sin(middle))

    def sees(self, kx: np.ndarray, ky: np.ndarray, wavelength: float) -> np.ndarray:
        """The part of each spatial frequency that is on the segment: all, nothing or, of the
        optic axis, as much as on every other."""
        turned = np.degrees(np.arctan2(ky, kx)) - self.start_deg
        # rounding must not carry what lies on an edge to the other side
        inside = np.round(turned, 9) % 360 < 360 / self.count
        part = np.where((kx == 0) & (ky == 0), 1 / self.count, inside)
        return super().sees(kx, ky, wavelength) * part
