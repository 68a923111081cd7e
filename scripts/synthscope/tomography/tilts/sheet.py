"""Examples of tilt series."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from synthscope.dataset.key.columns import Row
from synthscope.dataset.sheet import Example, Tile, in_nm, spread
from synthscope.formats.mrc import read_mrc, shape_and_highest
from synthscope.tomography.names import mode_of

VIEWS = 3  # of each series


def tilt_sheet(rows: Sequence[Row], folder: Path, count: int) -> list[Example]:
    """Some views a series: mean counts, counts, one detector row at all tilts, and a slice."""
    series: dict[str, dict[str, Row]] = {}
    for row in rows:
        path = Path(row["filename"])
        if mode_of(row["filename"]) == "tilt" and path.suffix == ".mrc":
            kind = "volume" if row["condition"] == "reconstruction" else row["condition"]
            series.setdefault(path.parent.name, {})[kind] = row
    examples = []
    for sample, files in spread(sorted(series.items()), max(1, count // VIEWS)):
        if not {"clean", "counts"} <= files.keys():
            continue
        for view, tiles in _series_tiles(files, folder, min(VIEWS, count)):
            examples.append(Example(f"tilt/{sample}, view {view}", tiles, files["counts"]))
    return examples


def _series_tiles(
    files: dict[str, Row], folder: Path, count: int
) -> Iterator[tuple[int, dict[str, Tile]]]:
    """The number of some views, and their tiles; whole series are never in memory."""
    clean, counts = (folder / files[kind]["filename"] for kind in ("clean", "counts"))
    angles = np.loadtxt(counts.with_suffix(".rawtlt"), ndmin=1)  # as the goniometer says
    pixel = float(files["counts"]["pixel_size_A"])
    rows, _, high = shape_and_highest(clean)
    for index in range(count):
        view = index * (len(angles) - 1) // max(count - 1, 1)
        row = (index + 1) * rows // (count + 1)
        mean, counted = read_mrc(clean, view), read_mrc(counts, view)
        tiles = {
            "mean counts": Tile(mean, f"{angles[view]:.1f}°", 0.0, high, pixel=in_nm(pixel)),
            "counts": Tile(counted, f"up to {counted.max()} counts", 0.0, high),
            "tilts of a row": Tile(
                read_mrc(counts, np.s_[:, row]), f"row {row}, {len(angles)} tilts"
            ),
        }
        if "volume" in files:
            plane = read_mrc(folder / files["volume"]["filename"], row)
            brightest = float(np.percentile(plane, 99.8))
            tiles["reconstruction"] = Tile(plane, f"slice {row}", 0.0, brightest)
        yield view, tiles
