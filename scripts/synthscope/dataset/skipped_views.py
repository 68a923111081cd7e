"""Views that could not be imaged, with the reasons."""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TextIO

from synthscope.core.errors import InputError
from synthscope.core.tables import read_records, write_records

COLUMNS = ("structure_id", "view", "set", "reason")

Skipped = Mapping[str, str]
"""structure_id, view, set and reason of a view that was left out."""


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


def collect_skipped_views(
    rows: Sequence[Mapping[str, Any]],
    skipped_views: Sequence[Skipped],
    remarks: Iterable[str],
    path: str | os.PathLike,
    log: TextIO,
) -> None:
    """Write the table of what all jobs of a product left out, and tell the user of it.

    Parameters
    ----------
    rows
        Of all images.
    remarks
        What the user is told, a line each: in the log, and on standard error.

    Raises
    ------
    InputError
        There is no image at all.
    """
    refuse_nothing(rows, skipped_views)
    for line in remarks:
        log.write(line + "\n")
        print(f"{path}: {line}", file=sys.stderr)
    write_skipped_views(skipped_views, path)


def refuse_nothing(rows: Sequence[Mapping[str, Any]], skipped_views: Sequence[Skipped]) -> None:
    """Raise `InputError` where views were left out and there is no image (row) at all."""
    if skipped_views and not rows:
        row = skipped_views[0]
        raise InputError(
            f"no view can be imaged; {row['structure_id']}.{row['view']}: {row['reason']}"
        )


def summarise(skipped_views: Sequence[Skipped]) -> Iterator[str]:
    """A line on how many views are left out, and the first of them; none where there are none."""
    if skipped_views:
        row = skipped_views[0]
        yield (
            f"views left out: {len(skipped_views)}, such as {row['structure_id']}.{row['view']} of "
            f"{row['set']}: {row['reason']}"
        )
