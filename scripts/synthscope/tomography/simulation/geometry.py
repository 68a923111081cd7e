"""Parallel-beam geometry of a simulated scan, in the units of a cube with edges at -1 and 1."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray


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
    """

    size: int
    rows: int
    columns: int
    angles: int
    first_deg: float = 0.0
    last_deg: float = 179.9

    @classmethod
    def of_size(cls, size: int, first_deg: float = 0.0, last_deg: float = 179.9) -> "Geometry":
        """The detector that TomoPhantom's demos and NoStripesNet take for a cube of `size`."""
        return cls(size, size, int(np.sqrt(2) * size), int(0.5 * np.pi * size), first_deg, last_deg)

    @cached_property
    def angles_deg(self) -> NDArray[np.float32]:
        """(angles,) rotation angles in degrees, rounded to float32 as in TomoPhantom."""
        return np.linspace(self.first_deg, self.last_deg, self.angles, dtype=np.float32)

    def across(self, index: NDArray) -> NDArray[np.float64]:
        """The place of a (fractional) column index on the detector."""
        return _place(index, self.columns, self.size)

    def along(self, index: NDArray) -> NDArray[np.float64]:
        """The place of a (fractional) row index along the rotation axis."""
        return _place(index, self.rows, self.size)

    def centres(self, positions: NDArray) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Where points are seen: (n, angles) across and (n,) along the detector.

        The sample is centred half a voxel off the rotation axis, because its voxels stand at their
        left edges; the axis itself falls between the two middle columns.
        """
        half = 1.0 / self.size
        angle = np.radians(self.angles_deg.astype(np.float64))
        x, y, z = np.asarray(positions, np.float64).reshape(-1, 3).T
        across = np.outer(-y - half, np.cos(angle)) + np.outer(-x - half, np.sin(angle))
        return across, -z - half


def _place(index: NDArray, pixels: int, size: int) -> NDArray[np.float64]:
    edge = pixels / (size + 1)
    return edge - 2 * edge * np.asarray(index, np.float64) / max(pixels - 1, 1)
