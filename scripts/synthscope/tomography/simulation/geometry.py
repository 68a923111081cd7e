"""Parallel-beam geometry of a simulated scan, in the units of a cube with edges at -1 and 1."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from synthscope.tomography.simulation.geometry_settings import GeometrySettings


@dataclass(frozen=True)
class Geometry:
    """A detector of `rows` × `columns` pixels that turns about the z axis of a cubic sample.

    Attributes
    ----------
    size
        Voxels along an edge of the sample; the unit of length of line integrals is one voxel.
    rows, columns
        Pixels of the detector along the rotation axis and across it.
    angles
        Number of projections.
    first_deg, last_deg
        Angles of the first and of the last projection, degrees. Less than 180° between them leaves
        a missing wedge, as in electron tomography.
    listed_deg
        The angles one by one, where they are not evenly spaced.
    axis_offset
        How far the rotation axis stands right of the detector's middle, px.
    """

    size: int
    rows: int
    columns: int
    angles: int
    first_deg: float = 0.0
    last_deg: float = 179.9
    listed_deg: tuple[float, ...] = ()
    axis_offset: float = 0.0

    @classmethod
    def of(cls, settings: GeometrySettings) -> "Geometry":
        """What the settings say; what they leave open is as in `of_size`."""
        usual = cls.of_size(settings.size, *settings.angles_deg)
        listed = settings.angles if isinstance(settings.angles, tuple) else ()
        return replace(
            usual,
            rows=settings.rows or usual.rows,
            columns=settings.columns or usual.columns,
            angles=len(listed) or settings.angles or usual.angles,
            listed_deg=listed,
            axis_offset=settings.axis_offset,
        )

    @classmethod
    def of_size(cls, size: int, first_deg: float = 0.0, last_deg: float = 179.9) -> "Geometry":
        """The detector that TomoPhantom's demos and NoStripesNet take for a cube of `size`."""
        return cls(size, size, _usual_columns(size), int(0.5 * np.pi * size), first_deg, last_deg)

    @cached_property
    def angles_deg(self) -> NDArray[np.float32]:
        """(angles,) rotation angles in degrees, rounded to float32 as in TomoPhantom."""
        if self.listed_deg:
            return np.array(self.listed_deg, np.float32)
        return np.linspace(self.first_deg, self.last_deg, self.angles, dtype=np.float32)

    def across(self, index: NDArray) -> NDArray[np.float64]:
        """The place of a (fractional) column index on the detector."""
        usual = _usual_columns(self.size)
        cut = (usual - self.columns) / 2 - self.axis_offset
        return _place(np.asarray(index) + cut, usual, self.size)

    def column_at(self, place: NDArray) -> NDArray[np.float64]:
        """The (fractional) column index of a place across the detector."""
        usual = _usual_columns(self.size)
        cut = (usual - self.columns) / 2 - self.axis_offset
        return _index(place, usual, self.size) - cut

    def row_at(self, place: NDArray) -> NDArray[np.float64]:
        """The (fractional) row index of a place along the rotation axis."""
        return _index(place, self.size, self.size) - (self.size - self.rows) / 2

    def along(self, index: NDArray) -> NDArray[np.float64]:
        """The place of a (fractional) row index along the rotation axis."""
        return _place(np.asarray(index) + (self.size - self.rows) / 2, self.size, self.size)

    def centres(self, positions: NDArray) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Where points are seen: (n, angles) across and (n,) along the detector.

        The sample is centred half a voxel off the rotation axis, because its voxels stand at their
        left edges; without an offset the axis itself falls between the two middle columns.
        """
        half = 1.0 / self.size
        angle = np.radians(self.angles_deg.astype(np.float64))
        x, y, z = np.asarray(positions, np.float64).reshape(-1, 3).T
        across = np.outer(-y - half, np.cos(angle)) + np.outer(-x - half, np.sin(angle))
        return across, -z - half


def _usual_columns(size: int) -> int:
    return int(np.sqrt(2) * size)


def _place(index: NDArray, pixels: int, size: int) -> NDArray[np.float64]:
    edge = pixels / (size + 1)
    return edge - 2 * edge * np.asarray(index, np.float64) / max(pixels - 1, 1)


def _index(place: NDArray, pixels: int, size: int) -> NDArray[np.float64]:
    edge = pixels / (size + 1)
    return (edge - np.asarray(place, np.float64)) * max(pixels - 1, 1) / (2 * edge)
