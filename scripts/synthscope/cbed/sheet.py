"""Examples of CBED stacks: the patterns of each sample."""

from collections.abc import Sequence
from pathlib import Path

import h5py

from synthscope.cbed.detection import CLEAN, is_clean
from synthscope.cbed.reading import axis_names, samples_in, text
from synthscope.dataset.key.columns import Row
from synthscope.dataset.notation import named, reduced
from synthscope.dataset.sheet import Example, Tile, spread


def sheet_of(rows: Sequence[Row], folder: Path, count: int) -> list[Example]:
    """A sample a row: the patterns of its zone axes at the fourth root of the intensity.

    The clean ones come first, then those of each condition.
    """
    batches = [row for row in rows if row["filename"].endswith(".h5")]
    clean = [row for row in batches if is_clean(row)]
    samples = [(row, name) for row in clean for name in _samples(folder / row["filename"])]
    examples = []
    for row, name in spread(samples, count):
        tiles: dict[str, Tile] = {}
        for one in (row, *_detected(batches, row)):
            with h5py.File(folder / one["filename"]) as file:
                tiles |= _tiles(file[name], one.get("condition", CLEAN))
                material, formula = (
                    text(file[name].attrs.get(label)) for label in ("material", "formula")
                )
        about = row | {"structure_id": material, "sample": name}
        examples.append(Example(named(reduced(formula), material), tiles, about))
    return examples


def _detected(batches: Sequence[Row], clean: Row) -> list[Row]:
    """The rows of the same samples as cameras record them."""
    return [row for row in batches if not is_clean(row) and row["ref_id"] == clean["ref_id"]]


def _tiles(sample: h5py.Group, condition: str) -> dict[str, Tile]:
    """The patterns of a sample by the direction of the beam and the condition."""
    patterns, given = sample["cbed_stack"][()], sample.attrs
    energy, thickness, step = (
        given.get(name) for name in ("energy_keV", "thickness_A", "k_step_mrad")
    )
    label = f"{energy} keV" + (f", {thickness / 10:g} nm" if thickness else "")
    names = axis_names(sample, len(patterns))
    if condition != CLEAN:
        label = f"{label}, {given['electrons'].max():.3g} e"
        names = [f"{name} {condition}" for name in names]
    low, high = given.get("camera.amplifier.offset", 0.0), given.get("brightest_expected")
    pixel = (float(step), "mrad") if step else None
    return {
        name: Tile(
            pattern,
            label,
            low=float(low),
            high=None if high is None else float(high[number]),
            power=0.25,
            pixel=pixel,
        )
        for number, (name, pattern) in enumerate(zip(names, patterns))
    }


def _samples(path: Path) -> list[str]:
    with h5py.File(path) as file:
        return [sample.name.strip("/") for sample in samples_in(file)]
