"""Arrays from a child process to its parent by memory that both have, instead of a pipe.

Through a pipe an array is pickled, written, read and unpickled, which takes as long as computing a
sinogram; here it is copied once.
"""

import math
import mmap
import os
from typing import NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray


class Place(NamedTuple):
    """Where an array lies, and what it is."""

    slot: int
    shape: tuple[int, ...]
    dtype: str


class SharedSlots:
    """Room for a few arrays of at most so many bytes, made before the child begins as a copy.

    The child has one array after another in `new`, and tells their places to the parent, who has
    them copied out by `take`. Where no slot is free the child waits.
    """

    def __init__(self, size: int, count: int = 2):
        self._size = size
        self._memory = mmap.mmap(-1, max(size, 1) * count)
        self._free, self._freed = os.pipe()
        os.write(self._freed, bytes(range(count)))
        self._at: dict[int, Place] = {}

    def new(self, shape: tuple[int, ...], dtype: DTypeLike) -> NDArray:
        """An array in a free slot, not yet filled; in the child."""
        slot = os.read(self._free, 1)[0]
        place = Place(slot, tuple(shape), np.dtype(dtype).str)
        array = self._view(place)
        self._at[array.ctypes.data] = place
        return array

    def place(self, array: NDArray) -> Place:
        """Where an array of `new` lies, to be told to the parent."""
        return self._at.pop(array.ctypes.data)

    def take(self, place: Place) -> NDArray:
        """A copy of the array at a place, whose slot is free then; in the parent."""
        array = self._view(place).copy()
        os.write(self._freed, bytes([place.slot]))
        return array

    def close(self) -> None:
        """End it, once the child has ended."""
        os.close(self._free)
        os.close(self._freed)

    def _view(self, place: Place) -> NDArray:
        count, offset = math.prod(place.shape), place.slot * self._size
        flat = np.frombuffer(self._memory, place.dtype, count, offset)
        return flat.reshape(place.shape)
