"""npz files written piece by piece: memory does not grow with the number of images.

`numpy.load` reads them. Equal arrays give equal bytes: the zip's dates are its epoch, and neither
its headers nor its streams are Python's own, which differ from one Python and one zlib to the next.
Streams are deflated by ISA-L, which takes noise-free images and sparse volumes at many times zlib's
rate.
"""

import io
import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from isal import isal_zlib

from synthscope.core.files import replacing

_LIMIT = 0xFFFFFFFF
_EPOCH = (0, 0x21)  # 00:00:00 on 1980-01-01
_DEFLATED = 8
_ZIP64 = 45
_RECORD = b"PK\1\2"
_BLOCK = 1 << 20  # ISA-L's bytes depend on how its input is cut: always into blocks of this size


@dataclass
class _Entry:
    name: bytes
    offset: int
    crc: int = 0
    packed: int = 0
    size: int = 0

    def head(self, large: bool) -> bytes:
        """The local header; sizes that may pass 4 GiB stand in an extra field."""
        sizes = (_LIMIT, _LIMIT) if large else (self.packed, self.size)
        extra = struct.pack("<HHQQ", 1, 16, self.size, self.packed) if large else b""
        version = _ZIP64 if large else 20
        fields = (version, 0, _DEFLATED, *_EPOCH, self.crc, *sizes, len(self.name), len(extra))
        return struct.pack("<4s5H3L2H", b"PK\3\4", *fields) + self.name + extra

    def directory(self) -> bytes:
        """The entry in the central directory."""
        large = max(self.size, self.packed, self.offset) >= _LIMIT
        numbers = (_LIMIT,) * 3 if large else (self.packed, self.size, self.offset)
        wide = (self.size, self.packed, self.offset)
        extra = struct.pack("<HHQQQ", 1, 24, *wide) if large else b""
        version = _ZIP64 if large else 20
        fields = (version, version, 0, _DEFLATED, *_EPOCH, self.crc, *numbers[:2])
        rest = (len(self.name), len(extra), 0, 0, 0, 0, numbers[2])
        return struct.pack("<4s6H3L5H2L", _RECORD, *fields, *rest) + self.name + extra


class Member:
    """One array of the file, filled along its first axis."""

    def __init__(
        self, file: BinaryIO, entry: _Entry, shape: tuple[int, ...], dtype: np.dtype, deflater
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
        entry = _Entry(f"{name}.npy".encode("ascii"), self._file.tell())
        # Deflate may add a little to what cannot be compressed.
        large = np.dtype(dtype).itemsize * float(np.prod(shape, dtype=float)) > 0.9 * _LIMIT
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
        start = self._file.tell()
        size = self._file.write(b"".join(self._directory))
        count = len(self._directory)
        if start >= _LIMIT:
            at = self._file.tell()
            fields = (44, _ZIP64, _ZIP64, 0, 0, count, count, size, start)
            self._file.write(struct.pack("<4sQ2H2L4Q", b"PK\6\6", *fields))
            self._file.write(struct.pack("<4sLQL", b"PK\6\7", 0, at, 1))
            start = _LIMIT
        self._file.write(struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, size, start, 0))


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


def directory_records(tail: bytes) -> list[bytes]:
    """The records at the beginning of `tail`, which is a zip file from its directory on."""
    records, start = [], 0
    while tail[start : start + 4] == _RECORD:
        lengths = struct.unpack_from("<3H", tail, start + 28)  # name, extra field, comment
        stop = start + 46 + sum(lengths)
        records.append(tail[start:stop])
        start = stop
    return records
