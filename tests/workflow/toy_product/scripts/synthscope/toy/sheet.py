"""Contact sheet of the toys."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from synthscope.dataset.key.columns import Row
from synthscope.dataset.sheet import Sheet, Tile, spread, structure_name
from synthscope.formats.npz_rows import npz_rows


def sheet_of(rows: Sequence[Row], folder: Path, count: int) -> Sheet:
    """A structure a row."""
    sheet = Sheet()
    for row in spread([row for row in rows if row["filename"].endswith(".npz")], count):
        with npz_rows(folder / row["filename"], "counts") as counts:
            sheet.rows.append([Tile(np.concatenate(list(counts.blocks())))])
        sheet.row_labels.append(structure_name(row))
    return sheet
