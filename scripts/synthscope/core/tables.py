"""Plain tables and JSON files, always the same bytes for the same content."""

import csv
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from synthscope.core.errors import InputError
from synthscope.core.files import replacing


def read_records(path: str | os.PathLike) -> list[dict[str, str]]:
    """The rows of a CSV table as text by column."""
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def listed_files(table: str | os.PathLike) -> list[str]:
    """The names of the files that a table with the columns of key.csv lists.

    Raises
    ------
    InputError
        It is no such table.
    """
    try:
        with open(table, encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            column = next(rows, []).index("filename")
            return [cells[column] for cells in rows]
    except (ValueError, IndexError, csv.Error) as error:
        raise InputError(f"{table}: not a table of files: {error}") from None


def write_records(
    rows: Iterable[Mapping[str, Any]], columns: Sequence[str], path: str | os.PathLike
) -> None:
    """Write a CSV table of some columns; lines end with a single newline."""
    with (
        replacing(path) as beside,
        open(beside, "w", encoding="utf-8", newline="") as file,
    ):
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([row.get(column, "") for column in columns] for row in rows)


def write_json(content: Any, path: str | os.PathLike, indent: int | None = 2) -> None:
    """Write JSON in the order of the content; NaN and infinity are refused."""
    text = json.dumps(content, indent=indent, ensure_ascii=False, allow_nan=False)
    with replacing(path) as beside:
        beside.write_text(text + "\n", encoding="utf-8", newline="\n")


def write_text(text: str, path: str | os.PathLike) -> None:
    """Write a text as UTF-8."""
    with replacing(path) as beside:
        beside.write_text(text, encoding="utf-8", newline="\n")
