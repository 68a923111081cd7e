"""Stripe masks in one npz archive, appended to without being rewritten.

The archive is NoStripesNet's: one entry `m<scan>.npy` a scan, uint8 (angles, detector rows,
columns). A zip file ends with its table of contents, which a new entry overwrites. Its bytes are
therefore kept in a file beside the archive until the new table is on disk; after an interruption
the next append puts them back first.
"""

import os
import shutil
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import DTypeLike, NDArray

from synthscope.core.confined import read_confined
from synthscope.core.errors import InputError, one_line
from synthscope.core.files import replacing
from synthscope.formats.npz import NpzStack, npz_stack
from synthscope.formats.zip_records import directory_records

_READ_BYTES = 1 << 20
MEMORY_MB = 500
"""Beyond the masks: the libraries that unpack them."""
MOST_SECONDS = 3600
"""All is unpacked before the first row is given."""


def append_mask(
    path: str | os.PathLike,
    key: str,
    planes: Iterable[NDArray],
    shape: tuple[int, int, int],
    dtype: DTypeLike = np.uint8,
) -> None:
    """Add an entry of (angles, rows, columns), given as its planes (rows, columns) in order.

    Raises
    ------
    InputError
        If the archive has the entry already, or is no npz archive.
    """
    path = Path(path)
    _repair(path)
    if not path.exists():
        with npz_stack(path):
            pass
    names, start = _directory(path)
    if f"{key}.npy" in names:
        raise InputError(f"{path}: there is a mask {key} already; name another")
    journal = _journal(path)
    with open(path, "r+b") as file:
        file.seek(start)
        tail = file.read()
        with replacing(journal) as beside:
            beside.write_bytes(struct.pack("<Q", start) + tail)
        file.seek(start)
        archive = NpzStack(file, before=directory_records(tail))
        with archive.member(key, shape, dtype) as mask:
            for plane in planes:
                mask.append(np.asarray(plane, dtype)[np.newaxis])
        archive.finish()
        file.truncate()
        file.flush()
        os.fsync(file.fileno())
    journal.unlink()


def copy_archive(given: str | os.PathLike, path: str | os.PathLike) -> None:
    """Copy an archive from elsewhere, to be added to; nothing in it is unpacked.

    Raises
    ------
    InputError
        If it is no npz archive that entries can be added to.
    """
    _directory(Path(given))
    with replacing(path) as beside:
        shutil.copyfile(given, beside)


def _directory(path: Path) -> tuple[list[str], int]:
    """The names of an archive's entries, and where its directory begins.

    Raises
    ------
    InputError
        If it is no npz archive.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names, start = archive.namelist(), archive.start_dir
            first = min((info.header_offset for info in archive.infolist()), default=0)
        with open(path, "rb") as file:
            file.seek(start)
            # Offsets count from the file's beginning only where nothing stands before the entries.
            whole = first == 0 and len(directory_records(file.read())) == len(names)
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such mask archive") from None
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error):
        whole = False
    if not whole:
        raise InputError(f"{path} is no npz archive; name another or remove it")
    return names, start


def mask_rows(
    path: str | os.PathLike, key: str, shape: tuple[int, int, int], first: int, stop: int
) -> Iterator[tuple[int, NDArray[np.bool_]]]:
    """(row, mask of (angles, columns)) for first ≤ row < stop; a bit a pixel is held in memory.

    The archive is read in a process of its own.

    Raises
    ------
    InputError
        If there is no such entry, or it is not of `shape`.
    """
    angles, rows, columns = shape
    memory = MEMORY_MB + (angles * (stop - first) / 8 + 3 * rows) * columns / 1e6
    given = Path(path), key, shape, first, stop
    return read_confined(path, _mask_rows, *given, memory_MB=memory, seconds=MOST_SECONDS)


def _mask_rows(path: Path, key: str, shape: tuple[int, int, int], first: int, stop: int):
    if not path.is_file():
        raise InputError(f"{path}: there is no such mask archive")
    if _journal(path).exists():
        raise InputError(f"{path}: a mask is being added, or that was interrupted; add it again")
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name.removesuffix(".npy") for name in archive.namelist()]
            if key not in names:
                known = ", ".join(one_line(name, 40) for name in names[:8]) or "none"
                raise InputError(f"{path}: there is no mask {key}; there are {known}")
            with archive.open(f"{key}.npy") as entry:
                _check_header(path, key, entry, shape)
                packed = _packed_rows(path, entry, shape, first, stop)
    except (zipfile.BadZipFile, zlib.error, EOFError):
        raise InputError(f"{path} is no npz archive, or is damaged") from None
    except (NotImplementedError, RuntimeError):  # other packing, a password
        raise InputError(f"{path}: {key} is packed as numpy does not; save it anew") from None
    for row in range(first, stop):
        bits = packed[:, row - first]
        yield row, np.unpackbits(bits, axis=1, count=shape[2]).astype(bool)


def _check_header(path: Path, key: str, entry, shape: tuple[int, int, int]) -> None:
    try:
        version = np.lib.format.read_magic(entry)
        reader = {
            (1, 0): np.lib.format.read_array_header_1_0,
            (2, 0): np.lib.format.read_array_header_2_0,
        }[version]
        found, fortran, dtype = reader(entry)
    except (ValueError, KeyError):
        raise InputError(f"{path}: {key} is no numpy array") from None
    if fortran or dtype.itemsize != 1 or dtype.kind not in "bu":
        raise InputError(f"{path}: {key} is {dtype}; a mask is uint8 or bool, in C order")
    if tuple(found) != tuple(shape):
        raise InputError(f"{path}: {key} has the shape {tuple(found)}, the scan has {tuple(shape)}")


def _packed_rows(path, entry, shape, first, stop) -> NDArray[np.uint8]:
    angles, rows, columns = shape
    out = np.empty((angles, stop - first, -(-columns // 8)), np.uint8)
    for angle in range(angles):
        plane = b"".join(_exactly(path, entry, rows * columns))
        values = np.frombuffer(plane, np.uint8).reshape(rows, columns)
        out[angle] = np.packbits(values[first:stop] != 0, axis=1)
    return out


def _exactly(path: Path, entry, size: int) -> Iterator[bytes]:
    while size:
        part = entry.read(min(size, _READ_BYTES))
        if not part:
            raise InputError(f"{path}: {entry.name} ends too early")
        size -= len(part)
        yield part


def _journal(path: Path) -> Path:
    return path.with_name(f".{path.name}.tail")


def _repair(path: Path) -> None:
    """Undo an interrupted append."""
    journal = _journal(path)
    if not (journal.exists() and path.exists()):
        return
    kept = journal.read_bytes()
    (start,) = struct.unpack("<Q", kept[:8])
    with open(path, "r+b") as file:
        file.truncate(start)
        file.seek(start)
        file.write(kept[8:])
        file.flush()
        os.fsync(file.fileno())
    journal.unlink()
