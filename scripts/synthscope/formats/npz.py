"""npz files written piece by piece: memory does not grow with the number of images.

`numpy.load` reads them. Equal arrays give equal bytes: the zip's dates are its epoch, and neither
its headers nor its streams are Python's own, which differ from one Python and one zlib to the next.
Streams are deflated by ISA-L, which takes noise-free images and sparse volumes at many times zlib's
rate.
"""

import io
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import numpy as np
from isal import isal_zlib

from synthscope.core.files import replacing
from synthscope.formats.zip_records import DEFLATED, LIMIT, Entry, write_directory

_BLOCK = 1 << 20  # ISA-L's bytes depend on how its input is cut: always into blocks of this size


class Member:
    """One array of the file, filled along its first axis."""

    def __init__(
        self, file: BinaryIO, entry: Entry, shape: tuple[int, ...], dtype: np.dtype, deflater
    ):
        self._file = file
        self._entry = entry
        self._deflater = deflater
        self._shape = tuple(shape)
        self._dtype = np.dtype(dtype)
        self._rows = 0
        self._waiting = bytearray()
        header = io.BytesIO()
        described = {
            "descr": np.lib.format.dtype_to_descr(self._dtype),
            "fortran_order": False,
            "shape": self._shape,
        }
        np.lib.format.write_array_header_1_0(header, described)
        self._take(header.getvalue())

    def append(self, rows: np.ndarray) -> None:
        """Add rows of the declared shape and type.

        Raises
        ------
        ValueError
            The rows are of another shape or type than declared.
        """
        if rows.dtype != self._dtype or rows.shape[1:] != self._shape[1:]:
            raise ValueError(
                f"{self._entry.name.decode()}: rows are {rows.dtype} {rows.shape[1:]}, "
                f"declared were {self._dtype} {self._shape[1:]}"
            )
        self._rows += len(rows) if rows.ndim else 0
        self._take(memoryview(np.ascontiguousarray(rows)).cast("B") if rows.size else b"")

    def _take(self, data) -> None:
        self._entry.crc = zlib.crc32(data, self._entry.crc)
        self._entry.size += len(data)
        self._waiting += data
        while len(self._waiting) >= _BLOCK:
            self._write(self._deflater.compress(self._waiting[:_BLOCK]))
            del self._waiting[:_BLOCK]

    def _write(self, packed: bytes) -> None:
        self._entry.packed += len(packed)
        self._file.write(packed)

    def close(self) -> None:
        """End the stream; ValueError when there are not as many rows as declared."""
        if self._shape and self._rows != self._shape[0]:
            name = self._entry.name.decode()
            raise ValueError(f"{name}: {self._rows} rows came, declared were {self._shape[0]}")
        self._write(self._deflater.compress(self._waiting) + self._deflater.flush())


def _fast():
    """ISA-L at its level 1."""
    return isal_zlib.compressobj(1, zlib.DEFLATED, -15)


def _small():
    """zlib, as `numpy.savez_compressed` uses it."""
    return zlib.compressobj(6, zlib.DEFLATED, -15)


class NpzStack:
    """An npz file in the making; see `npz_stack`.

    `before` are the directory's records of what stands in `file` before its position.
    """

    def __init__(self, file: BinaryIO, deflater: Callable = _fast, before: Sequence[bytes] = ()):
        self._file = file
        self._deflater = deflater
        self._directory = list(before)

    @contextmanager
    def member(self, name: str, shape: tuple[int, ...], dtype: np.dtype | str) -> Iterator[Member]:
        """Open an array of known shape and type, to be filled with `append`."""
        entry = Entry(f"{name}.npy".encode("ascii"), self._file.tell(), DEFLATED)
        # Deflate may add a little to what cannot be compressed.
        large = np.dtype(dtype).itemsize * float(np.prod(shape, dtype=float)) > 0.9 * LIMIT
        self._file.write(entry.head(large))
        member = Member(self._file, entry, shape, dtype, self._deflater())
        yield member
        member.close()
        end = self._file.tell()
        self._file.seek(entry.offset)
        self._file.write(entry.head(large))
        self._file.seek(end)
        self._directory.append(entry.directory())

    def add(self, name: str, array: np.ndarray) -> None:
        """Add a whole array."""
        array = np.asarray(array)
        with self.member(name, array.shape, array.dtype) as member:
            member.append(array)

    def finish(self) -> None:
        """Write the directory."""
        write_directory(self._file, self._directory)


@contextmanager
def npz_stack(path: str | Path, compression: str = "fast") -> Iterator[NpzStack]:
    """Write an npz file; it is at `path` when the block ends well, and not at all otherwise.

    `compression` is "fast" (ISA-L) or "small" (zlib, several times slower).
    """
    with replacing(path) as beside:
        with open(beside, "wb") as file:
            stack = NpzStack(file, _small if compression == "small" else _fast)
            yield stack
            stack.finish()
