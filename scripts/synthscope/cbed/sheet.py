"""Contact sheet of CBED stacks: the patterns of each sample."""

from collections.abc import Sequence
from pathlib import Path

import h5py
import numpy as np

from synthscope.dataset.key.columns import Row
from synthscope.dataset.sheet import Sheet, Tile, spread


def sheet_of(rows: Sequence[Row], folder: Path, count: int) -> Sheet:
    """A sample a row: the patterns of its orientations at the fourth root of the intensity."""
    sheet = Sheet()
    samples = [
        (folder / row["filename"], name)
        for row in rows
        if row["filename"].endswith(".h5")
        for name in _samples(folder / row["filename"])
    ]
    for path, name in spread(samples, count):
        with h5py.File(path) as file:
            sample = file[name]
            patterns = sample["cbed_stack"][()]
            about = {key: sample.attrs.get(key) for key in ("material", "space_group", "formula")}
            energy = sample.attrs.get("energy_keV")
            spacing = np.atleast_1d(sample.attrs.get("d_hkls_angstrom", []))
        tiles = []
        for number, pattern in enumerate(patterns):
            d = f", d = {spacing[number]:.2f} A" if number < len(spacing) else ""
            tiles.append(Tile(pattern, f"{energy} keV{d}", low=0.0, power=0.25))
        sheet.rows.append(tiles)
        sheet.column_labels = [f"orientation {number}" for number in range(len(tiles))]
        sheet.row_labels.append(f"{_text(about['material'])} {_text(about['formula'])}")
    return sheet


def _samples(path: Path) -> list[str]:
    with h5py.File(path) as file:
        return [name for name in sorted(file) if "cbed_stack" in file[name]]


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value or "")
