"""Which jobs have to run again so that all files are as SHA256SUMS says."""

import os
from collections.abc import Iterable

from synthscope.core.errors import InputError
from synthscope.dataset.checksums import NAME, compare
from synthscope.dataset.lost import listed_files


def outputs_to_remake(folder: str, tables: Iterable[str], aside: Iterable[str] = ()) -> list[str]:
    """Outputs of the jobs that made what is missing or altered, sorted; every file is read.

    For an image that is the table of its job, for another file the file itself. Whatever differs,
    SHA256SUMS is made again too, for it may be what was altered. Without it there is nothing to
    compare with, and nothing is to be made again.
    """
    sums = f"{folder}/{NAME}"
    if not os.path.isfile(sums):
        return []
    try:
        difference = compare(folder, aside)
    except InputError:  # it is not SHA256SUMS any more
        return [sums]
    if not difference:
        return []
    table_of = {
        name: table for table in filter(os.path.isfile, tables) for name in listed_files(table)
    }
    wrong = [*difference.missing, *difference.altered]
    return sorted({sums, *(table_of.get(name, f"{folder}/{name}") for name in wrong)})
