"""Checksums of what was made on the way to the data set, and of SHA256SUMS itself.

They stand in `provenance/SHA256SUMS`, for unlike the data set's own they depend on how the work was
cut into jobs. What was made on the way may be deleted to save space; if it were altered, so would
be what is made from it next.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from synthscope.core.files import sha256
from synthscope.dataset.checksums import NAME, list_files, sound_checksums, write_checksums

ASIDE_NAME = f"provenance/{NAME}"


def write_aside_checksums(folder: str | os.PathLike, aside: Iterable[str]) -> None:
    """Write the checksums of all files that fit patterns of what is no part of the data set."""
    names = set(list_files(folder)) - set(list_files(folder, aside)) - {ASIDE_NAME}
    digests = {name: sha256(Path(folder) / name) for name in names | {NAME}}
    write_checksums(folder, digests, ASIDE_NAME)


def altered_aside(folder: str | os.PathLike) -> list[str]:
    """The files whose bytes differ from these checksums; none where there are no checksums."""
    folder = Path(folder)
    if not (folder / ASIDE_NAME).is_file():
        return []
    digests, foreign = sound_checksums(folder, ASIDE_NAME)
    there = [name for name in digests if (folder / name).is_file()]
    altered = [name for name in there if sha256(folder / name) != digests[name]]
    return sorted([*altered, *([ASIDE_NAME] if foreign else [])])
