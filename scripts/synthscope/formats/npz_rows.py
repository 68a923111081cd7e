"""Reading an array of an npz file piece by piece, so that memory does not grow with the stack."""

import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from synthscope.core.errors import InputError


@dataclass(frozen=True)
class Rows:
    """An array in a file: its shape and type, and its rows in blocks."""

    shape: tuple[int, ...]
    dtype: np.dtype
    _file: BinaryIO

    def blocks(self, size: int = 1 << 23) -> Iterator[np.ndarray]:
        """The array along its first axis, in order, in blocks of about `size` bytes; once."""
        row = self.dtype.itemsize * int(np.prod(self.shape[1:], dtype=np.int64))
        at_once = max(1, size // max(1, row))
        for first in range(0, self.shape[0], at_once):
            count = min(at_once, self.shape[0] - first)
            data = self._file.read(count * row)
            if len(data) != count * row:
                raise InputError("the array ends before its last row; make the file again")
            yield np.frombuffer(data, self.dtype).reshape(count, *self.shape[1:])


@contextmanager
def npz_rows(path: str | os.PathLike, name: str) -> Iterator[Rows]:
    """Open an array of an npz file for reading by rows.

    Raises
    ------
    InputError
        There is no such array, or it is not a plain C-ordered array of numbers.
    """
    try:
        with zipfile.ZipFile(path) as archive, archive.open(f"{name}.npy") as file:
            version = np.lib.format.read_magic(file)
            read = {
                (1, 0): np.lib.format.read_array_header_1_0,
                (2, 0): np.lib.format.read_array_header_2_0,
            }[version]
            shape, fortran, dtype = read(file)
            if fortran or dtype.hasobject or not shape:
                raise InputError(f"{path}: {name} is no C-ordered array of numbers")
            yield Rows(shape, dtype, file)
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{path}: {name} cannot be read: {error}") from None


def npz_names(path: str | os.PathLike) -> list[str]:
    """Names of the arrays in an npz file, in its order."""
    with zipfile.ZipFile(path) as archive:
        return [name.removesuffix(".npy") for name in archive.namelist()]
