"""From atoms in Å to pixels: rotation, the frame around the atoms, and its pixel size."""

from dataclasses import dataclass

import numpy as np

from synthscope.core.compiled import compiled

TO_ARRAY = np.array([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
"""(row, column, depth) of (x, y, z): an image shows x to the right and y upwards, seen from +z."""


@dataclass(frozen=True)
class Framed:
    """Atoms in the frames of n images.

    Attributes
    ----------
    coordinates
        (n, N, 3) row, column and depth in px; pixel k covers k - 1/2 … k + 1/2.
    pixel_size_A
        (n,) Å.
    """

    coordinates: np.ndarray
    pixel_size_A: np.ndarray

    def snapped(self) -> "Framed":
        """The same with every atom on the nearest voxel; ties go to the even one."""
        return Framed(np.rint(self.coordinates), self.pixel_size_A)

    def voxels(self) -> np.ndarray:
        """(n, N, 3) int64: the voxel of each atom, outside 0 … E - 1 where the frame misses it."""
        return np.rint(self.coordinates).astype(np.int64)


def frame(
    positions: np.ndarray,
    rotations: np.ndarray,
    edge: int,
    padding: float,
    pixel_size: float | None = None,
) -> Framed:
    """Rotate atoms and centre the middle of their extent in a cube of `edge` voxels.

    Without a pixel size, the longest extent L of each rotated structure decides, as in xyz2image:
    the frame is L + 2·padding wide from the middle of its first to the middle of its last pixel.

    Parameters
    ----------
    positions
        (N, 3) Å.
    rotations
        (n, 3, 3); the identity shows x to the right, y upwards and z towards the viewer.
    edge, padding
        Pixels along an edge; least distance in Å of an atom from the first and last pixel.
    pixel_size
        Å, the same for all images; `padding` then counts for nothing.
    """
    rotations = TO_ARRAY @ np.asarray(rotations, float)
    coordinates = np.empty((len(rotations), len(positions), 3))
    sizes = np.empty(len(rotations))
    _place(
        np.ascontiguousarray(positions, float),
        rotations,
        edge,
        float(padding),
        float(pixel_size or 0.0),
        coordinates,
        sizes,
    )
    return Framed(coordinates, sizes)


@compiled
def _place(positions, rotations, edge, padding, pixel_size, coordinates, pixel_sizes):
    """Rotate, centre and scale: the arithmetic of xyz2image, in its order."""
    n_atoms = len(positions)
    low = np.empty(3)
    high = np.empty(3)
    for m in range(len(rotations)):
        r = rotations[m]
        out = coordinates[m]
        low[:] = np.inf
        high[:] = -np.inf
        for a in range(n_atoms):
            x, y, z = positions[a, 0], positions[a, 1], positions[a, 2]
            for k in range(3):
                q = r[k, 0] * x + r[k, 1] * y + r[k, 2] * z
                out[a, k] = q
                low[k] = min(low[k], q)
                high[k] = max(high[k], q)
        longest = max(high[0] - low[0], high[1] - low[1], high[2] - low[2])
        width = longest + 2 * padding
        pad = padding
        if pixel_size > 0:
            width = pixel_size * (edge - 1)
            pad = (width - longest) / 2
        pixel_sizes[m] = width / (edge - 1)
        for k in range(3):
            shift = (longest - (high[k] - low[k])) / 2 + pad
            for a in range(n_atoms):
                out[a, k] = (out[a, k] - low[k] + shift) / width * (edge - 1)
