"""The volume from a tilt series by weighted back-projection, on the voxels of the phantom.

Views are put right first: each is sampled where the known alignment says that the ideal one's
pixels are, an edge of a voxel apart and with the tilt axis in the middle.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import affine_transform

from synthscope.tomography.back_projection import reconstruct
from synthscope.tomography.simulation.geometry import Geometry
from synthscope.tomography.tilts.alignment import Alignment, middle_of
from synthscope.tomography.tilts.series import TiltSeries


def aligned_views(
    series: TiltSeries, views: Iterable[NDArray[np.uint16]]
) -> Iterator[NDArray[np.float32]]:
    """Line integrals (rows, `grid_columns`) from measured counts, put right by the alignment."""
    for view, counts in enumerate(views):
        image = (counts - np.float32(series.background)) / np.float32(series.counts_of_ray)
        yield straightened(image, series.geometry, series.alignment, view)


def exact_views(series: TiltSeries) -> Iterator[NDArray[np.float32]]:
    """The same without noise, from ideal views of the whole sample."""
    usual = Geometry.of_size(series.geometry.size).columns
    ideal = replace(series.true, columns=usual, axis_offset=0.0)
    alignment = Alignment.perfect(series.alignment.tilt_deg)
    for view in range(ideal.angles):
        image = series.projection(view, ideal, alignment)
        yield straightened(image, ideal, alignment, view)


def grid_columns(size: int) -> int:
    """Columns that see the whole cube at every tilt, and have its middle in theirs."""
    usual = Geometry.of_size(size).columns
    return usual + (usual - size) % 2


def straightened(
    image: NDArray[np.float32], geometry: Geometry, alignment: Alignment, view: int
) -> NDArray[np.float32]:
    """A view (rows, columns) sampled on the ideal grid, by cubic splines; 0 beyond its edges."""
    columns = grid_columns(geometry.size)
    middle = middle_of(geometry)
    # An output pixel (row k, column j) is the ideal detector's pixel (k, start + step · j).
    places = ((columns - 1) / 2 - np.arange(2)) * 2 / geometry.size
    start, following = geometry.column_at(places)
    turn = alignment.turn(view)
    first = alignment.seen(view, np.array([[start], [0.0]]), middle)[:, 0]
    across = turn @ [following - start, 0.0]
    along = turn @ [0.0, 1.0]
    matrix = np.array([[along[1], across[1]], [along[0], across[0]]])
    return affine_transform(image, matrix, first[::-1], (geometry.rows, columns), order=3)


def angular_weights(tilt_deg: NDArray) -> NDArray[np.float64]:
    """How much of half a turn each view stands for, times their number; 1 for even half turns.

    Half of the way to the neighbours on either side, and at the edges of the missing wedge as much
    outwards as inwards. What is seen twice counts half.
    """
    directions, where, times = np.unique(
        np.asarray(tilt_deg, np.float64) % 180, return_inverse=True, return_counts=True
    )
    after = np.diff(directions, append=directions[0] + 180)
    before = np.roll(after, 1)
    widest = int(after.argmax())
    if len(directions) > 2 and after[widest] > 2 * np.median(after):  # the missing wedge
        following = (widest + 1) % len(directions)
        after[widest], before[following] = before[widest], after[following]
    return ((before + after) / 2 / times * len(tilt_deg) / 180)[where]


def volume_slices(
    views: Iterable[NDArray[np.float32]],
    tilt_deg: NDArray,
    size: int,
    method: Callable[[NDArray, NDArray], NDArray] = reconstruct,
) -> Iterator[NDArray[np.float32]]:
    """The slices (x, y) of the volume across the tilt axis, a detector row each, in voxels' units.

    The views wait in a file, so that a slice at a time is in memory.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "views")
        with open(path, "wb") as file:
            for view in views:
                file.write(np.ascontiguousarray(view, np.float32).data)
        columns = grid_columns(size)
        stored = np.memmap(path, np.float32, "r").reshape(len(tilt_deg), -1, columns)
        weights = angular_weights(tilt_deg).astype(np.float32)[:, None]
        left = (columns - size) // 2
        for row in range(stored.shape[1]):
            plane = method(stored[:, row] * weights, tilt_deg)[::-1]
            yield plane[left : left + size, left : left + size]
        del stored
