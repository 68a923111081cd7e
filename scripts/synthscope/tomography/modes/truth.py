"""What is known of a simulated sample: the masks and the list of its stripes, and the phantom.

In `tomography/truth/<mode>/`: NNNN_mask.npz with an entry `m<view>` a view, uint8 (angles,
detector rows, columns); NNNN_kinds.npz with `m<view>_<kind>`; NNNN_stripes.csv, NNNN_artefacts.csv
and NNNN_spheres.csv; NNNN_volume.npz with `volume`,
float32 (z, x, y).
"""

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from synthscope.core.files import replacing
from synthscope.core.tables import write_records
from synthscope.formats.npz import npz_stack
from synthscope.tomography.names import truth_path
from synthscope.tomography.simulation.phantom import Spheres
from synthscope.tomography.simulation.volume import render
from synthscope.tomography.stripes.mask_archive import append_mask

STRIPES = (
    *("view", "row", "last_row", "kind", "column", "width", "first_angle", "stop_angle"),
    *("first_deg", "stop_deg", "offset"),
)
SPHERES = ("x_voxel", "y_voxel", "z_voxel", "radius_voxel", "attenuation_per_voxel")
_SLICES = 8
_ANGLES = 64  # that are read at a time


class MaskFile:
    """The masks of a sample's views, a bit a pixel in a file, row by row; `save` archives them."""

    def __init__(self, shape: tuple[int, int, int]):
        self._shape = shape
        self._width = -(-shape[2] // 8)
        self._masks: dict[str, BinaryIO] = {}
        self.written = 0

    def __enter__(self) -> "MaskFile":
        self._folder = tempfile.TemporaryDirectory()
        return self

    def __exit__(self, *error) -> None:
        for file in self._masks.values():
            file.close()
        self._folder.cleanup()

    def write(self, view: str, row: int, mask: NDArray[np.bool_]) -> None:
        """Add the mask (angles, columns) of a detector row."""
        if view not in self._masks:
            angles, rows, _ = self._shape
            self._masks[view] = open(Path(self._folder.name, view), "w+b")
            self._masks[view].truncate(rows * angles * self._width)
        self.written += 1
        if mask.any():
            self._masks[view].seek(row * self._shape[0] * self._width)
            self._masks[view].write(np.packbits(mask, axis=1).data)

    def save(self, path: Path) -> None:
        """Write the archive."""
        archive = Path(self._folder.name, "masks.npz")
        for view, file in self._masks.items():
            append_mask(archive, f"m{view}", self._planes(file), self._shape)
        with replacing(path) as beside:
            shutil.copyfile(archive, beside)

    def _planes(self, file: BinaryIO) -> Iterator[NDArray[np.uint8]]:
        """(rows, columns) of each angle."""
        angles, rows, columns = self._shape
        for first in range(0, angles, _ANGLES):
            block = np.empty((rows, min(_ANGLES, angles - first), self._width), np.uint8)
            for row in range(rows):
                file.seek((row * angles + first) * self._width)
                file.readinto(block[row])
            for angle in range(block.shape[1]):
                yield np.unpackbits(block[:, angle], axis=1, count=columns)


def write_stripes(path: Path, stripes: Iterable[Mapping[str, Any]]) -> None:
    """Write a table with a row for each stripe or artefact, columns as in `STRIPES`."""
    write_records(({name: _cell(one[name]) for name in STRIPES} for one in stripes), STRIPES, path)


def write_spheres(path: Path, spheres: Spheres, size: int) -> None:
    """Write a table with a row for each sphere; places are indices of voxels of the volume."""
    places = (spheres.centres + 1) / 2 * size
    values = np.column_stack([places, spheres.radii * size / 2, spheres.values])
    rows = (dict(zip(SPHERES, map(_cell, row))) for row in values.tolist())
    write_records(rows, SPHERES, path)


def write_phantom(
    wanted: Iterable[str], folder: Path, mode: str, sample: int, spheres: Spheres, size: int
) -> Iterator[tuple[str, Path, int]]:
    """Write the list of a sample's spheres and its volume, of these what is wanted.

    Gives kind, path and images of each file.
    """
    if "spheres" in wanted:
        path = folder / truth_path(mode, sample, "spheres.csv")
        write_spheres(path, spheres, size)
        yield "spheres", path, 0
    if "volume" in wanted:
        path = folder / truth_path(mode, sample, "volume.npz")
        write_volume(path, spheres, size)
        yield "volume", path, size


def write_volume(path: Path, spheres: Spheres, size: int) -> None:
    """Write the phantom as voxels, a few slices at a time."""
    with npz_stack(path) as npz, npz.member("volume", (size,) * 3, "<f4") as volume:
        for part in _slices(spheres, size):
            volume.append(part)


def _slices(spheres: Spheres, size: int) -> Iterator[NDArray[np.float32]]:
    for first in range(0, size, _SLICES):
        yield render(spheres, size, first, min(first + _SLICES, size))


def _cell(value: Any) -> str:
    return f"{value:.7g}" if isinstance(value, float) else str(value)
