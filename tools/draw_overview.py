"""Draw README's picture from a finished data set: one image of each kind with its labels.

python tools/draw_overview.py results/demo docs/overview.png
"""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from synthscope.dataset.key.table import read_table
from synthscope.dataset.sheet import Tile
from synthscope.figures.contact_sheet import contact_sheet
from synthscope.registry.sheets import SHEETS

TILE_PX = 200
ROWS = 2


def tiles_of(folder: Path, product: str) -> Iterator[tuple[Tile, str]]:
    """The most telling tiles of a product's first example, each with a title: labels last."""
    rows = [row for row in read_table(folder / "key.csv") if row["product"] == product]
    if not rows:
        return
    example, *_ = SHEETS[product](rows, folder, 1)
    named = list(example.tiles.items())
    shown = [named[0], *named[-1:]] if len(named) > 1 else named
    marked = next(((name, tile) for name, tile in named if tile.marks), None)
    for name, tile in shown:
        yield replace(tile, marks=()), f"{product}: {name}"
    if marked:
        yield marked[1], f"{product}: labels"


def main(folder: Path, picture: Path) -> None:
    shown = [tile for product in SHEETS for tile in tiles_of(folder, product)]
    each = -(-len(shown) // ROWS)
    lines = [shown[start : start + each] for start in range(0, len(shown), each)]
    contact_sheet(
        [[replace(tile, label=title) for tile, title in line] for line in lines],
        picture,
        tile_px=TILE_PX,
    )


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
