"""Contact sheet of HAADF images: views with their peaks, columns and conditions."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np

from synthscope.dataset.key.columns import Row
from synthscope.dataset.sheet import COLUMN, PEAK, Marks, Sheet, Tile, first_of_each, spread


def sheet_of(rows: Sequence[Row], folder: Path, count: int) -> Sheet:
    """A view a row: raw, raw with its peaks and columns, and every condition."""
    views = [row for row in rows if row["filename"].endswith(".h5")]
    most = max((row.get("n_images", 1) for row in views), default=0)
    richest = [row for row in views if row.get("n_images", 1) == most]  # with all conditions
    others = [row for row in views if row.get("n_images", 1) < most]
    chosen = spread(first_of_each(richest, "structure_id"), count)
    chosen += spread(first_of_each(others, "structure_id"), count - len(chosen))
    sheet = Sheet()
    for row in chosen:
        with h5py.File(folder / row["filename"]) as file:
            images = {n: file["haadf"][n][()] for n in sorted(file["haadf"]) if "peak" not in n}
            peaks = np.argwhere(file["haadf/peak_map_clean"][()])[:, ::-1]
            columns = _columns(file)
        raw = images.pop("raw")
        low, high = _window(raw)
        marks = [Marks(columns, COLUMN, 2.6), Marks(peaks, PEAK, 1.2)]
        size = row.get("pixel_size_A")
        tiles = {
            "raw": Tile(raw, "", low, high, pixel_A=size),
            "labels": Tile(
                raw, f"{len(columns)} columns, {len(peaks)} peaks", low, high, 1, None, marks
            ),
            **{
                name.partition("-")[2] or name: Tile(image, "", *_window(image))
                for name, image in images.items()
            },
        }
        sheet.column_labels += [name for name in tiles if name not in sheet.column_labels]
        sheet.rows.append([tiles.get(name) for name in sheet.column_labels])
        sheet.row_labels.append(
            f"{row.get('ref_id', '')} {row.get('chemical_formula_structural', '')}"
        )
    return _folded(sheet)


def _folded(sheet: Sheet, most: int = 9) -> Sheet:
    """A sheet of many columns, each row cut into lines; the names then stand below the tiles."""
    if len(sheet.column_labels) <= most:
        return sheet
    folded = Sheet()
    for row, label in zip(sheet.rows, sheet.row_labels):
        named = [
            tile and replace(tile, label=f"{name} {tile.label}".strip())
            for name, tile in zip(sheet.column_labels, row)
        ]
        lines = [named[k : k + most] for k in range(0, len(named), most)]
        folded.rows += lines
        folded.row_labels += [label, *[""] * (len(lines) - 1)]
    return folded


def _columns(file: h5py.File) -> np.ndarray:
    """(N, 2) columns and rows of the projected atomic columns, px."""
    if "columns/full/position_px" in file:
        return file["columns/full/position_px"][()]
    return np.unique(np.round(file["projection/full_coords"][()], 1), axis=0)


def _window(image: np.ndarray) -> tuple[float, float]:
    """From two standard deviations below the mean to four above, within the extremes."""
    mean, deviation = float(image.mean()), float(image.std())
    return max(float(image.min()), mean - 2 * deviation), min(
        float(image.max()), mean + 4 * deviation
    )
