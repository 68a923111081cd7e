"""The simulated pairs of a data set as arrays again, and the table of what was tried on them."""

import csv
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from synthscope.core.files import replacing
from synthscope.tomography.baselines.comparison import FIGURES
from synthscope.tomography.names import shift_path, simple_path
from synthscope.tomography.tiff import read_sinogram

COLUMNS = ("mode", "sample", "view", "row", "method", *FIGURES, "note")
WHITE = 65535


def rows_of(folder: Path, mode: str, sample: int) -> list[int]:
    """The detector rows that a sample has sinograms of."""
    path = simple_path(sample, "clean", 0) if mode == "simple" else shift_path(sample, None, 0)
    names = (folder / mode / path.parent).glob("*.tif")
    return sorted(int(name.stem.rpartition("_")[2]) for name in names)


def read_pairs(
    folder: Path, mode: str, sample: int, shifts: int, rows: Iterable[int]
) -> Iterator[tuple[dict[str, Any], NDArray[np.float32], NDArray[np.float32]]]:
    """(what it is, clean, stripe) of the given detector rows; 1 is white.

    In complex mode each row is seen in one of the vertical shifts, in turn.
    """
    for index, row in enumerate(rows):
        if mode == "simple":
            clean = _read(folder / mode / simple_path(sample, "clean", row))
            stripe = _read(folder / mode / simple_path(sample, "stripe", row))
            yield {"mode": mode, "sample": sample, "view": "stripe", "row": row}, clean, stripe
            continue
        clean = _read(folder / mode / shift_path(sample, None, row))
        shift = index % shifts
        stripe = _read(folder / mode / shift_path(sample, shift, row))
        yield (
            {"mode": mode, "sample": sample, "view": f"shift{shift:02d}", "row": row},
            clean,
            stripe,
        )


def write_comparison(rows: Iterable[Mapping[str, Any]], path: str | os.PathLike) -> None:
    """Write the table; numbers have six digits, what is unknown is empty."""
    with replacing(path) as beside, open(beside, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in rows:
            writer.writerow([_cell(row.get(name)) for name in COLUMNS])


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _read(path: Path) -> NDArray[np.float32]:
    return read_sinogram(path).astype(np.float32) / np.float32(WHITE)
