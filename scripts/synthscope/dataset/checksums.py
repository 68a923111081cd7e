"""SHA256SUMS: the digest of every file of a data set, as `sha256sum -c` reads it."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from synthscope.core.errors import InputError
from synthscope.core.files import replacing, sha256

NAME = "SHA256SUMS"


@dataclass(frozen=True)
class Difference:
    """How a folder differs from its checksums; each a sorted list of paths from the folder."""

    missing: list[str]
    altered: list[str]
    unknown: list[str]

    def __bool__(self) -> bool:
        return bool(self.missing or self.altered or self.unknown)


def list_files(folder: str | os.PathLike, aside: Iterable[str] = ()) -> list[str]:
    """All files below a folder, as sorted POSIX paths from it.

    Hidden files and folders, SHA256SUMS itself and whatever matches, or lies below what matches,
    a pattern of `aside` ('views', '*/shards') do not count.
    """
    folder = Path(folder)
    skipped = [*aside, NAME]
    found: list[str] = []
    for place, folders, names in os.walk(folder):
        here = Path(place).relative_to(folder)

        def counts(name, here=here):
            path = (here / name).as_posix()
            return not name.startswith(".") and not any(fnmatchcase(path, p) for p in skipped)

        folders[:] = filter(counts, folders)
        found += [(here / name).as_posix() for name in names if counts(name)]
    return sorted(found)


def write_checksums(
    folder: str | os.PathLike, digests: Mapping[str, str], name: str = NAME
) -> None:
    """Write `SHA256SUMS` into a folder from paths (POSIX, from the folder) and their digests.

    name: of the file of checksums, from the folder.

    Raises
    ------
    InputError
        A path has a line break or a backslash in it.
    """
    for listed in digests:
        if "\n" in listed or "\\" in listed:
            raise InputError(f"{listed!r}: a file's name may hold no line break and no backslash")
    lines = [f"{digest}  {listed}\n" for listed, digest in sorted(digests.items())]
    with replacing(Path(folder) / name) as beside:
        beside.write_text("".join(lines), encoding="utf-8", newline="\n")


def refuse_missing(folder: str | os.PathLike, names: Iterable[str]) -> None:
    """Refuse to describe a data set that lacks a file.

    Raises
    ------
    InputError
        This file is missing.
    """
    for name in names:
        path = Path(folder) / name
        if not path.is_file():
            raise InputError(f"{path}: this file belongs to the data set but is missing; run again")


def read_checksums(folder: str | os.PathLike, name: str = NAME) -> dict[str, str]:
    """The digests that a folder's SHA256SUMS holds, by path.

    Raises
    ------
    InputError
        A line is not a digest, two blanks and a path inside the folder.
    """
    digests, foreign = sound_checksums(folder, name)
    if foreign:
        line = f"{Path(folder) / name}: line {foreign[0]}"
        raise InputError(f"{line} is not a SHA-256, two blanks and a path")
    return digests


def sound_checksums(
    folder: str | os.PathLike, name: str = NAME
) -> tuple[dict[str, str], list[int]]:
    """The digests in a SHA256SUMS that may be damaged, and the numbers of its unreadable lines."""
    digests: dict[str, str] = {}
    foreign: list[int] = []
    text = (Path(folder) / name).read_text(encoding="utf-8", errors="replace")
    for number, line in enumerate(text.splitlines(), 1):
        digest, blanks, listed = line[:64], line[64:66], line[66:]
        inside = listed and not listed.startswith("/") and ".." not in Path(listed).parts
        if (
            len(digest) < 64
            or set(digest) - set("0123456789abcdef")
            or blanks != "  "
            or not inside
        ):
            foreign.append(number)
        else:
            digests[listed] = digest
    return digests, foreign


def compare(folder: str | os.PathLike, aside: Iterable[str] = ()) -> Difference:
    """Read every file of a folder and compare: what is missing, altered or not listed."""
    folder = Path(folder)
    digests, foreign = sound_checksums(folder)
    there = set(list_files(folder, aside))
    altered = [n for n in digests.keys() & there if sha256(folder / n) != digests[n]]
    return Difference(
        missing=sorted(digests.keys() - there),
        altered=sorted([*altered, *([NAME] if foreign else [])]),
        unknown=sorted(there - digests.keys()),
    )
