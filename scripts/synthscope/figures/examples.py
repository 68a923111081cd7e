"""Examples of a product on a contact sheet, with a table of where they and their labels are.

The gallery shows pieces of the sheet. The table is JSON: `size` of the sheet in px, and `examples`,
each with its `label`, the `row` of key.csv that tells of it, and `tiles`: `name`, `label`, `made`,
`box` (left, top, width and height on the sheet, px) and `marks` (`name`, `colour`, `radius`,
`points` as columns and rows on the sheet, px).
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from synthscope.core.tables import write_json
from synthscope.dataset.sheet import Example, Tile
from synthscope.figures.contact_sheet import Box, contact_sheet

MOST_COLUMNS = 9


@dataclass(frozen=True)
class _Cell:
    """A place on the sheet: its name, what is drawn there, and the tile that it shows.

    `of` is None for a drawing that shows labels: its image stands on the sheet without them too.
    """

    name: str
    drawn: Tile
    of: Tile | None


def draw_examples(
    examples: Sequence[Example], picture: str | os.PathLike, table: str | os.PathLike, tile_px: int
) -> None:
    """Write the contact sheet and its table."""
    shown = [_cells(example) for example in examples]
    names = {tuple(cell.name for cell in cells) for cells in shown}
    above = len(names) == 1 and len(min(names)) <= MOST_COLUMNS
    lines = [
        (number, cells[start : start + MOST_COLUMNS])
        for number, cells in enumerate(shown)
        for start in range(0, len(cells), MOST_COLUMNS)
    ]
    size, boxes = contact_sheet(
        [[cell.drawn if above else _with_its_name(cell) for cell in cells] for _, cells in lines]
        or [[Tile(np.zeros((8, 64)), "no image to show")]],
        picture,
        row_labels=[
            examples[number].label if not n or lines[n - 1][0] != number else ""
            for n, (number, _) in enumerate(lines)
        ],
        column_labels=min(names) if above else (),
        tile_px=tile_px,
    )
    told: list[list[dict]] = [[] for _ in examples]
    for (number, cells), places in zip(lines, boxes):
        told[number] += [_told(c.name, c.of, b) for c, b in zip(cells, places) if c.of and b]
    about = [
        {"label": example.label, "row": example.about, "tiles": tiles}
        for example, tiles in zip(examples, told, strict=True)
    ]
    write_json({"size": size, "examples": about}, table, indent=None)


def _cells(example: Example) -> list[_Cell]:
    """The places of an example; its first image with labels is drawn without and with them."""
    cells: list[_Cell] = []
    labelled = False
    for name, tile in example.tiles.items():
        cells.append(_Cell(name, replace(tile, marks=()), tile))
        if tile.marks and not labelled:
            labelled = True
            counts = ", ".join(f"{len(marks.points)} {marks.name}" for marks in tile.marks)
            cells.append(_Cell("labels", replace(tile, label=counts, pixel=None), None))
    return cells


def _with_its_name(cell: _Cell) -> Tile:
    return replace(cell.drawn, label=f"{cell.name} {cell.drawn.label}".strip())


def _told(name: str, tile: Tile, box: Box) -> dict[str, Any]:
    left, top, width, height = box
    rows, columns = tile.image.shape
    marks = [
        {
            "name": marks.name,
            "colour": "#" + "".join(f"{value:02x}" for value in marks.colour),
            "radius": marks.radius,
            "points": [
                # Pixel k is centred on coordinate k, so its centre lies half a pixel inside.
                [round(left + (x + 0.5) * width / columns, 1),
                 round(top + (y + 0.5) * height / rows, 1)]
                for x, y in np.asarray(marks.points, float).reshape(-1, 2).tolist()
            ],
        }
        for marks in tile.marks
    ]  # fmt: skip
    return {"name": name, "label": tile.label, "made": tile.made, "box": box, "marks": marks}
