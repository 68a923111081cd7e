"""The masks of a range of detector rows, a bit a pixel, written and read row by row."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import h5py
import numpy as np
from numpy.typing import NDArray

from synthscope.core.files import replacing

BLOCK_ANGLES = 64


class MaskWriter:
    """Takes the masks of detector rows; made by `writing_part`."""

    def __init__(self, packed: h5py.Dataset, first: int, weights: h5py.Dataset | None = None):
        self._packed, self._first, self._weights = packed, first, weights
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

    def write_weights(self, row: int, weights: NDArray[np.float32]) -> None:
        """Write the weights (angles, columns) behind the mask of a row."""
        self._weights[row - self._first] = weights


@contextmanager
def writing_part(
    path: str | os.PathLike,
    first: int,
    stop: int,
    shape: tuple[int, int, int],
    known: bool = False,
    weighted: bool = False,
) -> Iterator[MaskWriter]:
    """Write the masks of the rows first ≤ row < stop.

    `shape` is that of the whole scan's mask, (angles, rows, columns). `known` says that the stripes
    are those of a simulation, and not found; `weighted`, that their weights are kept as well.
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
        weights = None
        if weighted and stop > first:
            chunks = (1, min(angles, BLOCK_ANGLES), columns)
            weights = file.create_dataset(
                "weights", (stop - first, angles, columns), np.float32, chunks=chunks
            )
        writer = MaskWriter(packed, first, weights)
        yield writer
        file["striped"] = writer.striped
        file["odd"] = writer.odd


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

    def weights(self) -> Iterator[NDArray[np.float32]]:
        """(rows, columns) of the weights for each angle in turn; parts without rows have none."""
        angles, rows, columns = self.shape
        for first in range(0, angles, BLOCK_ANGLES):
            stop = min(first + BLOCK_ANGLES, angles)
            block = np.zeros((stop - first, rows, columns), np.float32)
            for start, file in zip(self._starts, self._files):
                for index in range(len(file["striped"])):
                    block[:, start + index] = file["weights"][index, first:stop]
            yield from block
