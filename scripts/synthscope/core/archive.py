"""Files of a folder as one archive, for machines that have no file system in common."""

import os
import tarfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from shutil import copyfileobj

from synthscope.core.errors import InputError
from synthscope.core.files import replacing


def pack(folder: str | os.PathLike, names: Iterable[str], archive: str | os.PathLike) -> None:
    """Write a tar of files, given by their POSIX paths from a folder; always the same bytes."""
    with replacing(archive) as beside, tarfile.open(beside, "w") as tar:
        for name in sorted(names):
            entry = tarfile.TarInfo(name)
            entry.size = (Path(folder) / name).stat().st_size
            with open(Path(folder) / name, "rb") as file:
                tar.addfile(entry, file)


def unpack(archive: str | os.PathLike, folder: str | os.PathLike) -> None:
    """Write the files of an archive into a folder, each whole or not at all.

    Raises
    ------
    InputError
        An entry is no plain file, or would stand outside the folder.
    """
    with tarfile.open(archive) as tar:
        for entry in tar:
            path = PurePosixPath(entry.name)
            if not entry.isreg() or path.is_absolute() or ".." in path.parts:
                raise InputError(f"{archive}: {entry.name!r} is no plain file inside the folder")
            with replacing(Path(folder) / path) as beside, open(beside, "wb") as file:
                copyfileobj(tar.extractfile(entry), file)
