"""Examples of 4D-STEM scans: images of virtual detectors, maps and patterns."""

import re
from collections.abc import Sequence
from pathlib import Path

import h5py
import numpy as np

from synthscope.dataset.key.columns import Row
from synthscope.dataset.notation import direction
from synthscope.dataset.sheet import Example, Tile, first_of_each, in_nm, spread, structure_name
from synthscope.specimens.truth_maps import TRUTH

SAME = {"A": 1.0, "": 1e-4, "mrad": 0.1}
"""By unit, what a map of the truth varies by where it is not worth a picture."""


def sheet_of(rows: Sequence[Row], folder: Path, count: int) -> list[Example]:
    """A scan a row: images of annular detectors, contrasts, maps, truth, the mean and one pattern.

    The single pattern is that of the brightest position of the last annulus, by default
    the dark field: a probe on a heavy column.
    """
    scans = [row for row in rows if row["filename"].endswith(".emd")]
    examples = []
    for row in spread(first_of_each(scans, "structure_id"), count):
        with h5py.File(folder / row["filename"]) as file:
            tiles = _tiles(file["stem4d"], row.get("pixel_size_A"))
        examples.append(Example(f"{structure_name(row)} {_view(row)}".strip(), tiles, row))
    return examples


def _tiles(scan: h5py.Group, step_A: float | None) -> dict[str, Tile]:
    told = scan["metadatabundle/simulation"]
    azimuths = told["virtual_detectors_deg"][()]
    annuli = [
        name
        for name, (start, end) in zip(told["virtual_detectors"].asstr()[()].split(), azimuths)
        if end - start == 360
    ]
    contrasts = told["contrasts"].asstr()[()].split()
    maps = [name for name in ("com_x", "com_y", "idpc") if name in scan]
    images = {name: scan[name]["data"][()] for name in (*annuli, *contrasts, *maps)}
    tiles = {name: Tile(image, pixel=in_nm(step_A)) for name, image in images.items()}
    truths = {name: scan[name]["data"][()] for name in scan if name.startswith(TRUTH)}
    for name, values in truths.items():
        known = values[np.isfinite(values)]
        if len(known) and np.ptp(known) > SAME[scan[name]["data"].attrs["units"]]:
            shown = np.nan_to_num(values, nan=known.min())
            tiles[name.removeprefix(TRUTH) + " (truth)"] = Tile(shown, pixel=in_nm(step_A))
    place = np.unravel_index(np.argmax(images[annuli[-1]]), images[annuli[-1]].shape)
    patterns = {
        "mean pattern": scan["mean_pattern/data"][()],
        "one pattern": scan["datacube/data"][place],
    }
    pixel = (float(told["pixel_mrad"][()]), "mrad")
    for name, pattern in patterns.items():
        tiles[name] = Tile(pattern, low=0.0, power=0.25, pixel=pixel)
    return tiles


def _view(row: Row) -> str:
    """The direction of the beam, which rows write as `(0, 0, 1)`."""
    indices = re.findall(r"-?\d+", str(row.get("uvw_orient") or ""))
    return direction([int(index) for index in indices]) if indices else ""
