"""Examples of Gaussian renderings: images with their atoms."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from synthscope.dataset.key.columns import Row
from synthscope.dataset.notation import edge
from synthscope.dataset.sheet import (
    PEAK,
    Example,
    Marks,
    Tile,
    first_of_each,
    in_nm,
    spread,
    structure_name,
)
from synthscope.formats.npz_rows import npz_names, npz_rows
from synthscope.gaussian.style import FLAT

_COORDINATES = ("coordinates_px", "coordinates_3d")


def sheet_of(rows: Sequence[Row], folder: Path, count: int) -> list[Example]:
    """A structure a row: a turned image with its atoms, in each kind of image."""
    stacks = first_of_each(
        [row for row in rows if row["filename"].endswith(".npz")], "structure_id"
    )
    examples = []
    for number, row in enumerate(spread(stacks, count)):
        path = folder / row["filename"]
        names = npz_names(path)
        kinds = [kind for kind in FLAT if kind in names]
        if not kinds:
            continue
        frame = number % row.get("n_images", 1)
        arrays = {name: _frame(path, name, frame) for name in kinds}
        size = float(_frame(path, "pixel_size_A", frame)) if "pixel_size_A" in names else None
        where = next((name for name in _COORDINATES if name in names), None)
        points = np.zeros((0, 2)) if where is None else _frame(path, where, frame)[:, 1::-1]
        edges = np.array(next(iter(arrays.values())).shape[::-1])
        # Neither what fills up frames with fewer atoms (NaN, -1) nor atoms outside the image.
        points = points[((points >= -0.5) & (points < edges - 0.5)).all(axis=1)]
        tiles = {
            kind: Tile(
                array,
                f"image {frame}",
                pixel=in_nm(size),
                marks=[Marks(points, PEAK, 1.5, "atoms")],
                made=edge(size) if size else "",
            )
            for kind, array in arrays.items()
        }
        examples.append(Example(structure_name(row), tiles, row))
    return examples


def _frame(path: Path, name: str, frame: int) -> np.ndarray:
    with npz_rows(path, name) as rows:
        for block in rows.blocks():
            if frame < len(block):
                return block[frame]
            frame -= len(block)
    raise IndexError(f"{path}: {name} has too few rows")
