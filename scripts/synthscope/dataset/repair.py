"""Which jobs have to run again so that all files are as their jobs made them."""

import os
from collections.abc import Iterable
from pathlib import PurePosixPath

from synthscope.core.errors import InputError
from synthscope.core.files import sha256
from synthscope.core.tables import listed_files
from synthscope.dataset.aside import ASIDE_NAME
from synthscope.dataset.checksums import NAME, sound_checksums
from synthscope.dataset.verify import full_difference


def outputs_to_remake(folder: str, tables: Iterable[str], aside: Iterable[str] = ()) -> list[str]:
    """Outputs of the jobs that made what is missing or altered, sorted; every file is read.

    For an image that is the table of its job; for another file the file itself, or a folder above
    it, whichever is a job's output. Whatever differs, the checksums are made again too, for they
    may be what was altered. A SHA256SUMS that was altered may have lost lines, so what it does not
    list is made again as well; without one there is nothing to compare with.
    """
    sums = [f"{folder}/{NAME}", f"{folder}/{ASIDE_NAME}"]
    if not os.path.isfile(sums[0]):
        return []
    difference = full_difference(folder, aside)
    if not difference:
        return []
    table_of, outputs = _tables_by_file(tables), set(sums)
    unsure = difference.unknown if NAME in difference.altered else []
    for name in (*difference.missing, *difference.altered, *unsure):
        above = [f"{folder}/{parent}" for parent in PurePosixPath(name).parents][:-1]
        outputs |= {table_of[name]} if name in table_of else {f"{folder}/{name}", *above}
    return sorted(outputs)


def altered_since(folder: str, names: Iterable[str] = ()) -> list[str]:
    """Files that are newer than the checksums and differ from them, sorted.

    Intermediate files, and those of `names`, as paths from the folder. Only files with a later time
    are read, so this costs next to nothing.
    """
    if not os.path.isfile(f"{folder}/{ASIDE_NAME}"):
        return []
    digests, _ = sound_checksums(folder, ASIDE_NAME)
    made = os.stat(f"{folder}/{ASIDE_NAME}").st_mtime_ns
    there = (name for name in {*digests, *names} if os.path.isfile(f"{folder}/{name}"))
    later = sorted(name for name in there if os.stat(f"{folder}/{name}").st_mtime_ns > made)
    if later and os.path.isfile(f"{folder}/{NAME}"):
        digests = sound_checksums(folder)[0] | digests
    return [name for name in later if digests.get(name, "") not in ("", sha256(f"{folder}/{name}"))]


def _tables_by_file(tables: Iterable[str]) -> dict[str, str]:
    found = {}
    for table in filter(os.path.isfile, tables):
        try:
            found |= dict.fromkeys(listed_files(table), table)
        except InputError:  # damaged, and so made again itself
            continue
    return found
