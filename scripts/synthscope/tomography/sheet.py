"""Examples of sinograms, pairs with and without stripes, and of tilt series."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from synthscope.dataset.key.columns import Row
from synthscope.dataset.sheet import Example, Tile, spread
from synthscope.tomography.names import mode_of
from synthscope.tomography.tiff import read_sinogram
from synthscope.tomography.tilts.sheet import tilt_sheet


def sheet_of(rows: Sequence[Row], folder: Path, count: int) -> list[Example]:
    """Pairs of sinograms, and tilt series."""
    return _pairs(rows, folder, count) + tilt_sheet(rows, folder, count)


def _pairs(rows: Sequence[Row], folder: Path, count: int) -> list[Example]:
    """A detector row each: clean, with stripes, their difference, and where the stripes are."""
    pairs: dict[tuple[str, str], dict[str, Path]] = {}
    about: dict[tuple[str, str], Row] = {}
    for row in rows:
        path = Path(row["filename"])
        if path.suffix == ".tif" and mode_of(row["filename"]) != "tilt":
            kind = "clean" if row.get("condition") == "clean" else "stripe"
            key = (path.parent.parent.as_posix(), path.stem.rpartition("_")[2])
            pairs.setdefault(key, {}).setdefault(kind, folder / path)
            if kind == "stripe":
                about.setdefault(key, row)
    samples: dict[str, list[tuple[str, dict[str, Path]]]] = {}
    for (place, number), pair in sorted(pairs.items()):
        if len(pair) == 2:
            samples.setdefault(place, []).append((number, pair))
    each = -(-count // max(1, len(samples)))
    chosen = [
        (place, number, *images)
        for place, found in samples.items()
        for number, images in _telling(found, each)
    ]
    examples = []
    for place, number, clean, stripe, kind in spread(chosen, count):
        difference = stripe - clean
        reach = float(np.percentile(np.abs(difference), 99.5)) or 1.0
        mask = np.abs(difference) > 0.25 * reach
        high = float(max(clean.max(), stripe.max()))
        which = f"row {int(number)}" if number.isdigit() else number
        tiles = {
            "clean": Tile(clean, which, 0.0, high),
            "with stripes": Tile(stripe, kind, 0.0, high),
            "difference": Tile(difference, f"within {reach:.0f} grey levels", -reach, reach),
            "stripes": Tile(mask, f"{100 * mask.mean():.1f} % of the pixels"),
        }
        label = "/".join(place.split("/")[1:])
        examples.append(Example(f"{label} {which}", tiles, about[place, number]))
    return examples


def _telling(rows: Sequence[tuple[str, dict[str, Path]]], count: int) -> list:
    """Of some detector rows spread over a sample, those with stripes and most to be seen."""
    found = []
    for number, pair in spread(rows, 4 * count):
        clean, stripe = (read_sinogram(pair[kind]).astype(float) for kind in ("clean", "stripe"))
        if clean.shape == stripe.shape:
            score = (bool((clean != stripe).any()), float(clean.std()))
            found.append((score, number, (clean, stripe, pair["stripe"].parent.name)))
    best = sorted(found, key=lambda item: item[0], reverse=True)[:count]
    return [(number, images) for _, number, images in sorted(best, key=lambda item: item[1])]
