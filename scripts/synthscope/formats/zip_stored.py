"""ZIP archives of files that are not compressed: the same bytes from the same files."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from synthscope.core.errors import InputError
from synthscope.core.files import replacing
from synthscope.formats.zip_records import LIMIT, STORED, Entry, write_directory


class ZipArchive:
    """A ZIP archive in the making; see `zip_archive`."""

    def __init__(self, file: BinaryIO):
        self._file = file
        self._directory: dict[str, bytes] = {}

    def add(self, name: str, content: bytes) -> None:
        """Add a file.

        Raises
        ------
        InputError
            There is one with this name.
        """
        if name in self._directory:
            raise InputError(f"two files would be called {name}; rename one of the structures")
        size = len(content)
        entry = Entry(
            name.encode("ascii"), self._file.tell(), STORED, zlib.crc32(content), size, size
        )
        self._file.write(entry.head(size >= LIMIT))
        self._file.write(content)
        self._directory[name] = entry.directory()

    def finish(self) -> None:
        """Write the directory."""
        write_directory(self._file, list(self._directory.values()))


@contextmanager
def zip_archive(path: Path) -> Iterator[ZipArchive]:
    """Write a ZIP archive; it is at `path` when the block ends well, and not at all otherwise."""
    with replacing(path) as beside, open(beside, "wb") as file:
        archive = ZipArchive(file)
        yield archive
        archive.finish()
