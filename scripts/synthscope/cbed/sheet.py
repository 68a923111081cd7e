"""Examples of CBED stacks: the patterns of each sample."""

from collections.abc import Sequence
from pathlib import Path

import h5py
import numpy as np

from synthscope.dataset.key.columns import Row
from synthscope.dataset.notation import direction, named
from synthscope.dataset.sheet import Example, Tile, spread


def sheet_of(rows: Sequence[Row], folder: Path, count: int) -> list[Example]:
    """A sample a row: the patterns of its zone axes at the fourth root of the intensity."""
    examples = []
    samples = [
        (row, name)
        for row in rows
        if row["filename"].endswith(".h5")
        for name in _samples(folder / row["filename"])
    ]
    for row, name in spread(samples, count):
        with h5py.File(folder / row["filename"]) as file:
            sample = file[name]
            patterns = sample["cbed_stack"][()]
            material, formula = (_text(sample.attrs.get(n)) for n in ("material", "formula"))
            energy, thickness = (sample.attrs.get(n) for n in ("energy_keV", "thickness_A"))
            step = sample.attrs.get("k_step_mrad")
            axes = _zone_axes(sample, len(patterns))
            about = row | {"structure_id": material, "sample": name}
        beam = f"{energy} keV" + (f", {thickness / 10:g} nm" if thickness else "")
        pixel = (float(step), "mrad") if step else None
        tiles = [
            Tile(pattern, f"{axis}, {beam}", low=0.0, power=0.25, pixel=pixel)
            for axis, pattern in zip(axes, patterns)
        ]
        names = (f"pattern {number + 1}" for number in range(len(tiles)))
        examples.append(Example(named(formula, material), dict(zip(names, tiles)), about))
    return examples


def _zone_axes(sample: h5py.Group, count: int) -> list[str]:
    """The direction of the beam of each pattern: [uvw], or (hkl) for the normal of planes."""
    kinds = _text(sample.attrs.get("beam_along")).split(", ")
    names = []
    for number in range(count):
        normal = kinds[number : number + 1] == ["(hkl)"]
        indices = sample.attrs.get("z_dirs" if normal else "uvw_dirs")
        if indices is None:
            names.append(f"direction {number + 1}")
            continue
        names.append(direction(np.reshape(indices, (3, -1))[:, number], "()" if normal else "[]"))
    return names


def _samples(path: Path) -> list[str]:
    with h5py.File(path) as file:
        return [name for name in sorted(file) if "cbed_stack" in file[name]]


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value or "")
