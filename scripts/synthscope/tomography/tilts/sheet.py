"""Examples of tilt series."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from synthscope.dataset.key.columns import Row
from synthscope.dataset.sheet import Example, Tile, in_nm, spread
from synthscope.formats.mrc import read_mrc
from synthscope.tomography.names import mode_of
from synthscope.tomography.tiff import read_views

VIEWS = 3  # of each series


def tilt_sheet(rows: Sequence[Row], folder: Path, count: int) -> list[Example]:
    """Some views a series: mean counts, counts, one detector row at all tilts, and a slice."""
    series: dict[str, dict[str, Row]] = {}
    for row in rows:
        path = Path(row["filename"])
        if mode_of(row["filename"]) == "tilt" and path.suffix in (".tif", ".mrc"):
            kind = "volume" if row["condition"] == "reconstruction" else row["condition"]
            if (path.suffix == ".mrc") == (kind == "volume"):
                series.setdefault(path.parent.name, {})[kind] = row
    examples = []
    for sample, files in spread(sorted(series.items()), max(1, count // VIEWS)):
        if not {"clean", "counts"} <= files.keys():
            continue
        for tiles in _series_tiles(files, folder, min(VIEWS, count)):
            examples.append(Example(f"tilt/{sample}", tiles, files["counts"]))
    return examples


def _series_tiles(files: dict[str, Row], folder: Path, count: int) -> list[dict[str, Tile]]:
    clean, counts = (
        np.stack(list(read_views(folder / files[kind]["filename"]))) for kind in ("clean", "counts")
    )
    first, last = (float(files["counts"][f"{end}_angle_deg"]) for end in ("first", "last"))
    angles = np.linspace(first, last, len(counts))
    pixel = float(files["counts"]["pixel_size_A"])
    high = float(clean.max())
    made = []
    for index in range(count):
        view = index * (len(counts) - 1) // max(count - 1, 1)
        row = (index + 1) * counts.shape[1] // (count + 1)
        name = f"view {view}, about {angles[view]:.0f}°"
        tiles = {
            "mean counts": Tile(clean[view], name, 0.0, high, pixel=in_nm(pixel)),
            "counts": Tile(counts[view], f"up to {counts[view].max()} counts", 0.0, high),
            "tilts of a row": Tile(counts[:, row], f"row {row}, {len(counts)} tilts"),
        }
        if "volume" in files:
            volume = files["volume"]
            plane = read_mrc(folder / volume["filename"], row)
            brightest = float(np.percentile(plane, 99.8))
            tiles["reconstruction"] = Tile(plane, f"slice {row}", 0.0, brightest)
        made.append(tiles)
    return made
