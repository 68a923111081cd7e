"""Examples of HAADF images: views in every condition, with their columns, peaks and defects."""

import re
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

import h5py
import numpy as np

from synthscope.dataset.key.columns import Row
from synthscope.dataset.notation import direction
from synthscope.dataset.sheet import (
    COLUMN,
    DEFECT,
    PEAK,
    Example,
    Marks,
    Tile,
    first_of_each,
    in_nm,
    spread,
    structure_name,
)
from synthscope.haadf.conditions import PEAK_MAPS, PERFECT, PROJECTIONS, RAW
from synthscope.haadf.described import described

_DEPTH = re.compile(r"-t([0-9.]+)\.h5$")


def sheet_of(rows: Sequence[Row], folder: Path, count: int) -> list[Example]:
    """A view a row: the raw image and every condition, each with its columns, peaks and defect.

    Of several detectors and thicknesses each has a row, one below the other.
    """
    acquired = _acquisitions(row for row in rows if row["filename"].endswith(".h5"))
    views = [first for first, *_ in acquired]
    count = max(1, count // max(map(len, acquired), default=1))
    most = max((row.get("n_images", 1) for row in views), default=0)
    richest = [row for row in views if row.get("n_images", 1) == most]  # with all conditions
    others = [row for row in views if row.get("n_images", 1) < most]
    chosen = spread(first_of_each(richest, "structure_id"), count)
    chosen += spread(first_of_each(others, "structure_id"), count - len(chosen))
    examples = []
    together = {one[0]["filename"]: one for one in acquired}
    for row in chain.from_iterable(together[first["filename"]] for first in chosen):
        with h5py.File(folder / row["filename"]) as file:
            names = sorted(name for name in file["haadf"] if "peak" not in name)
            tiles = {
                _condition(name): _tile(file, name, row.get("pixel_size_A"))
                for name in sorted(names, key=lambda name: name != RAW)
            }
        label = " ".join(filter(None, (structure_name(row), _view(row), _readout(row))))
        examples.append(Example(label, tiles, row))
    return examples


def _acquisitions(files: Iterable[Row]) -> list[list[Row]]:
    """The files of each acquisition: one for each detector and thickness."""
    found: dict[tuple, list[Row]] = {}
    for row in files:
        one = row.get("published_set"), row.get("ref_id", row["filename"]), row.get("acquisition")
        found.setdefault(one, []).append(row)
    return list(found.values())


def _readout(row: Row) -> str:
    """The detector and the thickness, where a file's name has them."""
    depth = _DEPTH.search(row["filename"])
    return " ".join(filter(None, (row.get("detector"), depth and f"{float(depth[1]) / 10:g} nm")))


def _view(row: Row) -> str:
    """The direction of the beam, which rows write as `(0, 0, 1)`."""
    indices = re.findall(r"-?\d+", str(row.get("uvw_orient") or ""))
    return direction([int(index) for index in indices]) if indices else ""


def _condition(name: str) -> str:
    """The condition of an image by its name in the file."""
    return name.partition("-")[2] or name


def _tile(file: h5py.File, name: str, pixel_A: float | None) -> Tile:
    image = file["haadf"][name]
    specimen = image.attrs.get("specimen", PERFECT)
    values = image[()]
    marks, made = _marks(file, str(specimen)), described(_condition(name), image.attrs)
    return Tile(values, "", *_window(values), 1.0, in_nm(pixel_A), marks, made)


def _marks(file: h5py.File, specimen: str) -> list[Marks]:
    columns = _columns(file, specimen)
    marks = [Marks(columns, COLUMN, 2.6, "columns")]
    peaks = f"haadf/peak_map_{PEAK_MAPS[specimen]}"
    if peaks in file:
        marks.append(Marks(np.argwhere(file[peaks][()])[:, ::-1], PEAK, 1.2, "peaks"))
    if specimen != PERFECT or f"defects/{PROJECTIONS[specimen]}" in file:
        marks.append(Marks(_defects(file, specimen), DEFECT, 9.0, "defect"))
    return marks


def _columns(file: h5py.File, specimen: str) -> np.ndarray:
    """(N, 2) columns and rows of the projected atomic columns, px."""
    name = PROJECTIONS[specimen]
    if f"columns/{name}/position_px" in file:
        return file[f"columns/{name}/position_px"][()]
    return np.unique(np.round(file[f"projection/{name}_coords"][()], 1), axis=0)


def _defects(file: h5py.File, specimen: str) -> np.ndarray:
    """(K, 2) columns and rows of defects, px.

    Where atoms only moved, it is the middle of what that changes in the simulated image.
    """
    listed = f"defects/{PROJECTIONS[specimen]}/position_A"
    if listed in file:
        return file[listed][:, :2] / file["simulation"].attrs["pixel_size_A"]
    raw = f"simulation/raw_{specimen}"
    if raw not in file:
        return np.zeros((0, 2))
    change = (file[raw][()] - file["haadf/raw"][()]) ** 4  # little of what vibration leaves
    rows, columns = np.indices(change.shape)
    total = change.sum() or 1.0
    return np.array([[(columns * change).sum() / total, (rows * change).sum() / total]])


def _window(image: np.ndarray) -> tuple[float, float]:
    """From two standard deviations below the mean to four above, within the extremes."""
    mean, deviation = float(image.mean()), float(image.std())
    return max(float(image.min()), mean - 2 * deviation), min(
        float(image.max()), mean + 4 * deviation
    )
