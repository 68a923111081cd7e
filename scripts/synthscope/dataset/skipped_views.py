"""Views that could not be imaged, with the reasons."""

import os
from collections.abc import Iterable, Mapping
from typing import TextIO

from synthscope.core.tables import read_records, write_records

COLUMNS = ("structure_id", "view", "set", "reason")


def tell_skipped_views(rows: Iterable[Mapping[str, str]], *files: TextIO) -> None:
    """Write a line to each of some files for every view that is left out of a set."""
    for row in rows:
        for file in files:
            file.write("{structure_id}.{view} left out of {set}: {reason}\n".format_map(row))


def write_skipped_views(rows: Iterable[Mapping[str, str]], path: str | os.PathLike) -> None:
    """Write a table with a row for each skipped view and set: structure, view, set, reason."""
    ordered = sorted(rows, key=lambda row: [row[column] for column in COLUMNS])
    write_records(ordered, COLUMNS, path)


def read_skipped_views(tables: Iterable[str | os.PathLike]) -> list[dict[str, str]]:
    """The rows of several tables of skipped views."""
    return [row for table in tables for row in read_records(table)]
