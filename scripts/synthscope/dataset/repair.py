"""Which jobs have to run again so that all files are as their jobs made them."""

import os
from collections.abc import Iterable
from pathlib import PurePosixPath

from synthscope.core.errors import InputError
from synthscope.core.tables import listed_files
from synthscope.dataset.aside import ASIDE_NAME
from synthscope.dataset.checksums import NAME
from synthscope.dataset.verify import full_difference


def outputs_to_remake(folder: str, tables: Iterable[str], aside: Iterable[str] = ()) -> list[str]:
    """Outputs of the jobs that made what is missing or altered, sorted; every file is read.

    For an image that is the table of its job; for another file the file itself, or a folder above
    it, whichever is a job's output. Whatever differs, the checksums are made again too, for they
    may be what was altered. Without SHA256SUMS there is nothing to compare with.
    """
    sums = [f"{folder}/{NAME}", f"{folder}/{ASIDE_NAME}"]
    if not os.path.isfile(sums[0]):
        return []
    try:
        difference = full_difference(folder, aside)
    except InputError:  # these are no checksums any more
        return sums
    table_of = _tables_by_file(tables) if difference else {}
    outputs = set(sums) if difference else set()
    for name in (*difference.missing, *difference.altered):
        above = [f"{folder}/{parent}" for parent in PurePosixPath(name).parents][:-1]
        outputs |= {table_of[name]} if name in table_of else {f"{folder}/{name}", *above}
    return sorted(outputs)


def _tables_by_file(tables: Iterable[str]) -> dict[str, str]:
    found = {}
    for table in filter(os.path.isfile, tables):
        try:
            found |= dict.fromkeys(listed_files(table), table)
        except InputError:  # damaged, and so made again itself
            continue
    return found
