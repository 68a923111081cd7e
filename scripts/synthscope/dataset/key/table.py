"""Tables with the columns of key.csv: cells, files, and many tables made one."""

import csv
import math
import os
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from synthscope.core.errors import InputError
from synthscope.core.files import replacing, sha256
from synthscope.dataset.key.columns import COLUMNS, NAMES, Row

_TYPES = {column.name: column.type for column in COLUMNS}
_ORDER = ("product", "structure_id", "ref_id", "published_set", "condition", "filename")


def text(value: Any) -> str:
    """A cell as it stands in the table.

    Numbers have at most ten significant digits, so that a last bit that differs between two
    machines' libraries does not change the table; what is unknown (None, NaN) is empty.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, bool):
        return "true" if value else "false"
    number = value.item() if hasattr(value, "item") else value
    if isinstance(number, bool):
        return "true" if number else "false"
    if isinstance(number, int):
        return str(number)
    if isinstance(number, float):
        if math.isinf(number):
            raise ValueError("an infinite number has no place in a table")
        return "" if math.isnan(number) else f"{number:.10g}"
    raise TypeError(f"a table's cell cannot be a {type(value).__name__}")


@lru_cache(maxsize=100_000)
def _parsed(kind: str, cell: str) -> Any:
    if kind == "integer":
        return int(cell)
    if kind == "number":
        return float(cell)
    return cell


def file_cells(path: str | os.PathLike, dataset: str | os.PathLike) -> Row:
    """The cells that describe a file: filename (from the data set's folder), sha256, bytes."""
    path = Path(path)
    return {
        "filename": path.relative_to(dataset).as_posix(),
        "sha256": sha256(path),
        "bytes": path.stat().st_size,
    }


def job_cells(params: Any) -> Row:
    """The cells that all rows of a job share, from its `seed`, `config_hash` and `code`."""
    return {
        "seed": params.seed,
        "config_hash": params.config_hash,
        "code_hash": params.code,
    }


def write_table(rows: Iterable[Mapping[str, Any]], path: str | os.PathLike) -> None:
    """Write rows, each a mapping with any of the columns of `COLUMNS`, as a CSV table.

    Always the whole header, UTF-8, lines ended by a single newline.
    """
    with (
        replacing(path) as beside,
        open(beside, "w", encoding="utf-8", newline="") as file,
    ):
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(NAMES)
        for row in rows:
            unknown = row.keys() - _TYPES.keys()
            if unknown:
                raise KeyError(f"not a column of key.csv: {', '.join(sorted(unknown))}")
            writer.writerow([text(row.get(name)) for name in NAMES])


def read_table(path: str | os.PathLike) -> list[Row]:
    """Read a table back. A row holds the cells that are not empty, as int, float or str.

    Raises
    ------
    InputError
        The header is another, or a cell is not of its column's type.
    """
    rows: list[Row] = []
    with open(path, encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = tuple(next(reader, ()))
        if header != NAMES:
            raise InputError(
                f"{path}: its columns are not those of key.csv; it should begin with {NAMES[0]}, "
                f"{NAMES[1]}, {NAMES[2]} and have {len(NAMES)} columns"
            )
        for cells in reader:
            try:
                rows.append(
                    {
                        name: _parsed(_TYPES[name], cell)
                        for name, cell in zip(NAMES, cells, strict=True)
                        if cell
                    }
                )
            except ValueError as error:
                raise InputError(f"{path}: line {reader.line_num}: {error}") from None
    return rows


def merge_tables(tables: Iterable[Iterable[Mapping[str, Any]]]) -> list[Row]:
    """One table of many, in an order that does not depend on how the work was cut up.

    Rows are sorted by product, structure, view, published set, condition and file name; `id`
    counts them.

    Raises
    ------
    InputError
        Two rows name the same file.
    """
    rows = [dict(row) for table in tables for row in table]
    rows.sort(key=lambda row: tuple(text(row.get(name)) for name in _ORDER))
    seen: set[str] = set()
    for number, row in enumerate(rows):
        if row["filename"] in seen:
            raise InputError(
                f"{row['filename']}: two rows name this file; each image file needs its own name"
            )
        seen.add(row["filename"])
        row["id"] = number
    return rows
