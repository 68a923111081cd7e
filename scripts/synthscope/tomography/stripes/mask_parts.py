"""The masks of a range of detector rows, a bit a pixel, written and read row by row."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import h5py
import numpy as np
from numpy.typing import NDArray

from synthscope.core.files import replacing

BLOCK_ANGLES = 64


class MaskWriter:
    """Takes the masks of detector rows; made by `writing_part`."""

    def __init__(self, packed: h5py.Dataset, first: int):
        self._packed, self._first = packed, first
        self.striped = np.zeros(len(packed), bool)
        self.odd = np.zeros((len(packed), packed.shape[2]), np.uint8)

    def write(
        self, row: int, mask: NDArray[np.bool_], odd: NDArray[np.bool_] | None = None
    ) -> None:
        """Write the mask (angles, columns) of a row; rows that are left out have no stripes.

        `odd` (columns,) are those that make the row striped whatever else is marked.
        """
        if odd is not None:
            self.odd[row - self._first] = np.packbits(odd)
        if mask.any():
            self._packed[row - self._first] = np.packbits(mask, axis=1)
            self.striped[row - self._first] = True


@contextmanager
def writing_part(
    path: str | os.PathLike,
    first: int,
    stop: int,
    shape: tuple[int, int, int],
    known: bool = False,
) -> Iterator[MaskWriter]:
    """Write the masks of the rows first ≤ row < stop.

    `shape` is that of the whole scan's mask, (angles, rows, columns). `known` says that the stripes
    are those of a simulation, and not found.
    """
    angles, _rows, columns = shape
    with replacing(path) as beside, h5py.File(beside, "w") as file:
        file.attrs["shape"] = np.asarray(shape, np.int64)
        file.attrs["first"] = first
        file.attrs["known"] = known
        packed = file.create_dataset(
            "mask",
            (stop - first, angles, -(-columns // 8)),
            np.uint8,
            chunks=(1, min(angles, BLOCK_ANGLES), -(-columns // 8)) if stop > first else None,
            compression="gzip" if stop > first else None,
            fillvalue=0,
        )
        writer = MaskWriter(packed, first)
        yield writer
        file["striped"] = writer.striped
        file["odd"] = writer.odd


def write_part(
    path: str | os.PathLike,
    masks: Iterable[tuple[int, NDArray[np.bool_], NDArray[np.bool_] | None]],
    first: int,
    stop: int,
    shape: tuple[int, int, int],
) -> int:
    """Write (row, mask, odd columns) for first ≤ row < stop; returns how many rows have marks."""
    with writing_part(path, first, stop, shape) as writer:
        for row, mask, odd in masks:
            writer.write(row, mask, odd)
    return int(writer.striped.sum())


class MaskParts:
    """The parts of one scan's mask as one; closes with its context.

    Attributes
    ----------
    shape
        (angles, rows, columns) of the whole scan's mask.
    known
        Whether the stripes are those of a simulation, and not found.
    """

    def __init__(self, paths: Sequence[str | os.PathLike]):
        self._files = [h5py.File(Path(path), "r") for path in paths]
        self._starts = [int(file.attrs["first"]) for file in self._files]
        self.shape = tuple(int(n) for n in self._files[0].attrs["shape"])
        self.known = all(file.attrs["known"] for file in self._files)

    def __enter__(self) -> "MaskParts":
        return self

    def __exit__(self, *error) -> None:
        for file in self._files:
            file.close()

    def row(self, row: int) -> NDArray[np.bool_]:
        """(angles, columns): the mask of one detector row."""
        angles, _, columns = self.shape
        file, index = self._part(row)
        if not file["striped"][index]:
            return np.zeros((angles, columns), bool)
        return np.unpackbits(file["mask"][index], axis=1, count=columns).astype(bool)

    def odd(self, row: int) -> NDArray[np.bool_]:
        """(columns,): those that make a detector row striped whatever else is marked."""
        file, index = self._part(row)
        return np.unpackbits(file["odd"][index], count=self.shape[2]).astype(bool)

    def _part(self, row: int) -> tuple[h5py.File, int]:
        """The file that has a detector row, and its number there."""
        for start, file in zip(self._starts, self._files):
            if start <= row < start + len(file["striped"]):
                return file, row - start
        raise IndexError(f"row {row} is in none of the parts")

    def planes(self) -> Iterator[NDArray[np.uint8]]:
        """(rows, columns) for each angle in turn; a few dozen are in memory at a time."""
        angles, rows, columns = self.shape
        for first in range(0, angles, BLOCK_ANGLES):
            stop = min(first + BLOCK_ANGLES, angles)
            block = np.zeros((stop - first, rows, columns), np.uint8)
            for start, file in zip(self._starts, self._files):
                for index in np.flatnonzero(file["striped"][...]):
                    packed = file["mask"][index, first:stop]
                    block[:, start + index] = np.unpackbits(packed, axis=1, count=columns)
            yield from block
