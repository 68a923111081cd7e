"""Patterns on the disk while they are computed: pixel by pixel in, position by position out."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

BLOCK_BYTES = 1 << 25
"""Of images of the scan that are written together."""
CHUNK_BYTES = 1 << 26
"""Of patterns that are read together."""


class PatternStore:
    """A file of float32 (pixels along x, pixels along y, scan rows, scan columns)."""

    def __init__(self, path: Path, pixels: int, positions: int):
        self._file = open(path, "w+b")
        self._shape = (pixels, pixels, positions, positions)
        self._begun: set[int] = set()

    @property
    def positions(self) -> int:
        """Along an edge of the scan."""
        return self._shape[2]

    def close(self) -> None:
        self._file.close()

    def add(self, number: int, images: np.ndarray) -> None:
        """Add images (n, y, x) to those of n pixels, from the one of a number on, x slowest.

        Always as many from the same number on.
        """
        images = np.ascontiguousarray(images, np.float32)
        place = 4 * number * self._shape[2] * self._shape[3]
        if number in self._begun:
            self._file.seek(place)
            images += np.fromfile(self._file, np.float32, images.size).reshape(images.shape)
        self._begun.add(number)
        self._file.seek(place)
        images.tofile(self._file)
        self._file.flush()

    def patterns(self) -> Iterator[tuple[slice, np.ndarray]]:
        """Some rows of the scan at a time, with their patterns (y, x, k_y, k_x)."""
        pixels, _, rows, columns = self._shape
        together = max(1, CHUNK_BYTES // (4 * pixels**2 * columns))
        for start in range(0, rows, together):
            chosen = slice(start, min(start + together, rows))
            part = np.empty((pixels * pixels, chosen.stop - start, columns), np.float32)
            for number, one in enumerate(part):
                place = 4 * columns * (number * rows + start)
                one[...] = np.frombuffer(
                    os.pread(self._file.fileno(), one.nbytes, place), np.float32
                ).reshape(one.shape)
            found = part.reshape(pixels, pixels, *part.shape[1:]).transpose(2, 3, 1, 0)
            yield chosen, np.ascontiguousarray(found)


@contextmanager
def pattern_store(path: Path, pixels: int, positions: int) -> Iterator[PatternStore]:
    """A store for what is to be written to `path`, beside it, which is removed in the end."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path = path.with_name(f".{path.stem}.{os.getpid()}.part.patterns")
    store = PatternStore(path, pixels, positions)
    try:
        yield store
    finally:
        store.close()
        path.unlink(missing_ok=True)
