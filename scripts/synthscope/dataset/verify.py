"""The verdict on a data set's files."""

import os
from collections.abc import Iterable
from typing import TextIO

from synthscope.core.errors import InputError
from synthscope.dataset.checksums import NAME, compare


def verify(folder: str | os.PathLike, aside: Iterable[str], stream: TextIO) -> None:
    """Read every file again, and name on a stream what is missing, altered or unknown.

    Raises
    ------
    InputError
        There is such a file, or no SHA256SUMS to compare with.
    """
    if not os.path.isfile(os.path.join(folder, NAME)):
        raise InputError(f"{folder}: no {NAME}, so this data set is not finished; run again")
    difference = compare(folder, aside)
    found = {
        "missing": difference.missing,
        "altered": difference.altered,
        "unknown": difference.unknown,
    }
    for what, names in found.items():
        stream.writelines(f"{what}: {name}\n" for name in names)
    if difference:
        counts = ", ".join(f"{len(names)} {what}" for what, names in found.items())
        raise InputError(
            f"{folder}: {counts}; the target `repair` makes missing and altered files again, "
            "unknown ones belong to no job"
        )
