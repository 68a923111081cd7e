"""A contact sheet before it is drawn: images in rows and columns, with points to mark on them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from synthscope.dataset.key.columns import Row

PEAK, COLUMN = (255, 196, 0), (0, 200, 255)


@dataclass(frozen=True)
class Marks:
    """Points drawn over an image: (N, 2) columns and rows in px, as circles of a colour."""

    points: NDArray[np.floating]
    colour: tuple[int, int, int]
    radius: float = 2.0


@dataclass(frozen=True)
class Tile:
    """An image of a sheet.

    Attributes
    ----------
    image
        (rows, columns) of numbers, shown between `low` and `high` (None: its own extremes).
    label
        Below the image; one line.
    power
        Grey is the relative intensity to this power: 0.25 shows a diffraction pattern's weak disks.
    pixel_A
        For a scale bar; None draws none.
    marks
        Points drawn over it.
    """

    image: NDArray
    label: str = ""
    low: float | None = None
    high: float | None = None
    power: float = 1.0
    pixel_A: float | None = None
    marks: Sequence[Marks] = field(default_factory=tuple)


@dataclass
class Sheet:
    """Tiles in rows, with the names of the rows and columns."""

    rows: list[list[Tile | None]] = field(default_factory=list)
    row_labels: list[str] = field(default_factory=list)
    column_labels: list[str] = field(default_factory=list)


def spread(items: Sequence, count: int) -> list:
    """At most `count` items, evenly spread over all, the first among them."""
    if len(items) <= count:
        return list(items)
    return [items[k * len(items) // count] for k in range(count)]


def structure_name(row: Row) -> str:
    """Id and formula of a row's structure."""
    return " ".join(
        row[key] for key in ("structure_id", "chemical_formula_structural") if row.get(key)
    )


def first_of_each(rows: Iterable[Row], column: str) -> list[Row]:
    """The first row of each value in a column."""
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(str(row.get(column, row["filename"])), row)
    return list(first.values())
