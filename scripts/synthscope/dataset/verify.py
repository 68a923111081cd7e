"""How a data set's folder differs from what its jobs made."""

import os
from collections.abc import Iterable
from dataclasses import replace
from typing import TextIO

from synthscope.core.errors import InputError
from synthscope.dataset.aside import altered_aside
from synthscope.dataset.checksums import NAME, Difference, compare


def full_difference(folder: str | os.PathLike, aside: Iterable[str]) -> Difference:
    """Read every file of the data set, and all that was made on the way to it, and compare.

    Raises
    ------
    InputError
        There is nothing to compare with.
    """
    if not os.path.isfile(os.path.join(folder, NAME)):
        raise InputError(f"{folder}: no {NAME}, so this data set is not finished; run again")
    found = compare(folder, aside)
    return replace(found, altered=sorted({*found.altered, *altered_aside(folder)}))


def verify(folder: str | os.PathLike, aside: Iterable[str], stream: TextIO) -> None:
    """Write the names of missing, altered and unknown files to a stream.

    Raises
    ------
    InputError
        There is such a file, or nothing to compare with.
    """
    difference = full_difference(folder, aside)
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
