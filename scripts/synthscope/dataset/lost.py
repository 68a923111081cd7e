"""Files that finished jobs listed and that are missing now."""

import os
from collections.abc import Iterable
from pathlib import Path

from synthscope.core.errors import InputError
from synthscope.core.tables import listed_files


def lost_files(
    folder: str | os.PathLike, tables: Iterable[str | os.PathLike]
) -> dict[str, list[str]]:
    """The files that tables list and that are not there, by table; a table in order has no entry.

    Each folder is listed once, and no file is opened or asked for its size, so that 200,000 files
    take a second or two. A table that is not there is not looked at; one that cannot be read stands
    for itself.

    Parameters
    ----------
    folder
        Of the data set, which the tables' file names start from.
    tables
        With the columns of key.csv.
    """
    there: dict[str, set[str]] = {}
    lost: dict[str, list[str]] = {}
    for table in filter(os.path.isfile, map(os.fspath, tables)):
        try:
            names = listed_files(table)
        except InputError:
            lost[table] = [Path(table).relative_to(folder).as_posix()]
            continue
        for name in names:
            place, _, last = name.rpartition("/")
            if place not in there:
                there[place] = _entries(os.path.join(folder, place))
            if last not in there[place]:
                lost.setdefault(table, []).append(name)
    return lost


def _entries(folder: str) -> set[str]:
    try:
        return set(os.listdir(folder))
    except OSError:
        return set()
