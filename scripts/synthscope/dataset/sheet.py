"""Examples of a product before they are drawn: images with their labels as points on them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from synthscope.dataset.key.columns import Row
from synthscope.dataset.notation import named

PEAK, COLUMN, DEFECT = (255, 196, 0), (0, 200, 255), (255, 80, 160)


@dataclass(frozen=True)
class Marks:
    """Points drawn over an image: (N, 2) columns and rows in px, as circles of a colour.

    `name` says what they are, in the plural; `radius` is that on a contact sheet, px.
    """

    points: NDArray[np.floating]
    colour: tuple[int, int, int]
    radius: float = 2.0
    name: str = "points"


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
    pixel
        Edge of a pixel with its unit (nm, mrad), for a scale bar; None draws none.
    marks
        Points that are its labels: a sheet shows the image without and with them.
    made
        What the image shows and how it was recorded, in words for the gallery.
    """

    image: NDArray
    label: str = ""
    low: float | None = None
    high: float | None = None
    power: float = 1.0
    pixel: tuple[float, str] | None = None
    marks: Sequence[Marks] = field(default_factory=tuple)
    made: str = ""


@dataclass(frozen=True)
class Example:
    """Images that belong together, by their names, and the row of key.csv that tells of them."""

    label: str
    tiles: Mapping[str, Tile]
    about: Row


def in_nm(edge_A: float | None) -> tuple[float, str] | None:
    """A pixel of an edge in Å, for a tile."""
    return (edge_A / 10, "nm") if edge_A else None


def spread(items: Sequence, count: int) -> list:
    """At most `count` items, evenly spread over all, the first among them."""
    if len(items) <= count:
        return list(items)
    return [items[k * len(items) // count] for k in range(count)]


def structure_name(row: Row) -> str:
    """Formula and id of a row's structure."""
    return named(row.get("chemical_formula_structural") or "", row.get("structure_id") or "")


def first_of_each(rows: Iterable[Row], column: str) -> list[Row]:
    """The first row of each value in a column."""
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(str(row.get(column, row["filename"])), row)
    return list(first.values())
