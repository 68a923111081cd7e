"""Examples of the toys."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from synthscope.dataset.key.columns import Row
from synthscope.dataset.sheet import Example, Tile, spread, structure_name
from synthscope.formats.npz_rows import npz_rows


def sheet_of(rows: Sequence[Row], folder: Path, count: int) -> list[Example]:
    """A structure an example."""
    examples = []
    for row in spread([row for row in rows if row["filename"].endswith(".npz")], count):
        with npz_rows(folder / row["filename"], "counts") as counts:
            tile = Tile(np.concatenate(list(counts.blocks())))
        examples.append(Example(structure_name(row), {"counts": tile}, row))
    return examples
