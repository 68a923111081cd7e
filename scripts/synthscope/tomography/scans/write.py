"""NXtomo files: a simulated scan that any tomography program opens.

https://manual.nexusformat.org/classes/applications/NXtomo.html. Frames are counts, flat fields
before projections and after them; the file has no time, host or version in it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import h5py
import numpy as np
from numpy.typing import NDArray

from synthscope.core.files import replacing

CHUNK_ROWS = 16
CHUNK_FRAMES = 64


class NXtomoWriter:
    """Takes the rows of a detector one after the other; made by `writing`."""

    def __init__(self, data: h5py.Dataset, before: int):
        self._data, self._before = data, before
        self._buffer = np.zeros((data.shape[0], CHUNK_ROWS, data.shape[2]), np.uint16)
        self._row = 0

    def append(self, flats: NDArray, projections: NDArray) -> None:
        """Add a detector row: counts of (flats, columns) and of (angles, columns).

        Flats are those before the projections and then those after them.
        """
        place, first = self._row % CHUNK_ROWS, self._before
        frames = np.concatenate([flats[:first], projections, flats[first:]])
        self._buffer[:, place] = np.clip(frames, 0, 65535)
        self._row += 1
        if place == CHUNK_ROWS - 1 or self._row == self._data.shape[1]:
            first = self._row - 1 - place
            # Whole chunks at a time, so that their order in the file is always the same.
            self._data[:, first : self._row] = self._buffer[:, : place + 1]

    @property
    def complete(self) -> bool:
        return self._row == self._data.shape[1]


@contextmanager
def writing(
    path: str | os.PathLike,
    rows: int,
    columns: int,
    angles_deg: NDArray,
    flats: tuple[int, int],
    pixel_size_m: float,
    title: str,
    drawn: str = "",
) -> Iterator[NXtomoWriter]:
    """Write a scan of (flats + angles, rows, columns) counts; the caller appends every row.

    `flats` is how many are taken before the projections and how many after them, `drawn` what was
    drawn for the sample, as JSON: the note `entry/drawn`.

    Raises
    ------
    ValueError
        If the block ends before all rows were appended; nothing is written then.
    """
    before, after = flats
    frames = before + len(angles_deg) + after
    with replacing(path) as beside, h5py.File(beside, "w") as file:
        file.attrs["NX_class"] = "NXroot"
        file.attrs["default"] = "entry"
        entry = _group(file, "entry", "NXentry")
        entry.attrs["default"] = "data"
        entry["definition"] = "NXtomo"
        entry["title"] = title
        detector = _group(_group(entry, "instrument", "NXinstrument"), "detector", "NXdetector")
        _group(entry["instrument"], "source", "NXsource")["type"] = "simulated"
        sample = _group(entry, "sample", "NXsample")
        sample["name"] = title
        if drawn:
            note = _group(entry, "drawn", "NXnote")
            note["type"] = "application/json"
            note["description"] = "what was drawn for the sample, by settings"
            note["data"] = drawn
        detector.create_dataset(
            "data",
            (frames, rows, columns),
            np.uint16,
            chunks=(min(frames, CHUNK_FRAMES), min(rows, CHUNK_ROWS), columns),
            fillvalue=0,
        )
        key = np.zeros(frames, np.int32)
        key[:before] = key[frames - after :] = 1
        detector["image_key"] = key
        detector["image_key_control"] = key
        for axis in "xy":
            detector[f"{axis}_pixel_size"] = float(pixel_size_m)
            detector[f"{axis}_pixel_size"].attrs["units"] = "m"
        # Flats are taken at the first and the last angle, with the sample moved out.
        turned = np.pad(np.asarray(angles_deg, np.float64), flats, mode="edge")
        sample["rotation_angle"] = turned
        sample["rotation_angle"].attrs["units"] = "degree"
        data = _group(entry, "data", "NXdata")
        data.attrs["signal"] = "data"
        data["data"] = detector["data"]
        data["rotation_angle"] = sample["rotation_angle"]
        data["image_key"] = detector["image_key"]
        writer = NXtomoWriter(detector["data"], before)
        yield writer
        if not writer.complete:
            raise ValueError(f"{path}: not all of {rows} detector rows were written")


def _group(parent: h5py.Group, name: str, kind: str) -> h5py.Group:
    group = parent.create_group(name)
    group.attrs["NX_class"] = kind
    return group
