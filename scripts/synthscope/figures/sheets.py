"""What the contact sheet of each product shows: examples, their labels drawn over, in columns."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import h5py
import numpy as np

from synthscope.dataset.key.columns import Row
from synthscope.figures.contact_sheet import COLUMN, PEAK, Marks, Tile
from synthscope.formats.npz_rows import npz_names, npz_rows
from synthscope.tomography.tiff import read_sinogram

GAUSSIAN_KINDS = ("gaussian_2d", "binary_2d", "delta_2d")
_COORDINATES = ("coordinates_px", "coordinates_3d")


@dataclass
class Sheet:
    """Tiles in rows, with the names of the rows and columns."""

    rows: list[list[Tile | None]] = field(default_factory=list)
    row_labels: list[str] = field(default_factory=list)
    column_labels: list[str] = field(default_factory=list)


def spread(items: Sequence, count: int) -> list:
    """At most `count` items, evenly spread over all, the first among them."""
    if len(items) <= count:
        return list(items)
    return [items[k * len(items) // count] for k in range(count)]


def _name(row: Row) -> str:
    return " ".join(
        row[key] for key in ("structure_id", "chemical_formula_structural") if row.get(key)
    )


def _each(rows: Iterable[Row], column: str) -> list[Row]:
    """The first row of each value in a column."""
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(str(row.get(column, row["filename"])), row)
    return list(first.values())


def gaussian(rows: Sequence[Row], folder: Path, count: int) -> Sheet:
    """A structure a row: a turned image, its atoms drawn over, and the other kinds of image."""
    stacks = _each([row for row in rows if row["filename"].endswith(".npz")], "structure_id")
    sheet = Sheet()
    for number, row in enumerate(spread(stacks, count)):
        path = folder / row["filename"]
        names = npz_names(path)
        kinds = [kind for kind in GAUSSIAN_KINDS if kind in names]
        if not kinds:
            continue
        sheet.column_labels = [kinds[0], "its atoms", *kinds[1:]]
        frame = number % row.get("n_images", 1)
        arrays = {name: _frame(path, name, frame) for name in kinds}
        size = float(_frame(path, "pixel_size_A", frame)) if "pixel_size_A" in names else None
        where = next((name for name in _COORDINATES if name in names), None)
        points = np.zeros((0, 2)) if where is None else _frame(path, where, frame)[:, 1::-1]
        first = arrays.pop(kinds[0])
        sheet.rows.append(
            [
                Tile(first, f"image {frame}", pixel_A=size),
                Tile(first, f"{len(points)} atoms", marks=[Marks(points, PEAK, 1.5)]),
                *map(Tile, arrays.values()),
            ]
        )
        sheet.row_labels.append(_name(row))
    return sheet


def _frame(path: Path, name: str, frame: int) -> np.ndarray:
    with npz_rows(path, name) as rows:
        for block in rows.blocks():
            if frame < len(block):
                return block[frame]
            frame -= len(block)
    raise IndexError(f"{path}: {name} has too few rows")


def haadf(rows: Sequence[Row], folder: Path, count: int) -> Sheet:
    """A view a row: raw, raw with its peaks and columns, and every condition."""
    views = [row for row in rows if row["filename"].endswith(".h5")]
    most = max((row.get("n_images", 1) for row in views), default=0)
    richest = [row for row in views if row.get("n_images", 1) == most]  # with all conditions
    others = [row for row in views if row.get("n_images", 1) < most]
    chosen = spread(_each(richest, "structure_id"), count)
    chosen += spread(_each(others, "structure_id"), count - len(chosen))
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


def cbed(rows: Sequence[Row], folder: Path, count: int) -> Sheet:
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


def tomography(rows: Sequence[Row], folder: Path, count: int) -> Sheet:
    """A detector row a row: clean, with stripes, their difference, and where the stripes are."""
    pairs: dict[tuple[str, str], dict[str, Path]] = {}
    for row in rows:
        path = Path(row["filename"])
        if path.suffix == ".tif":
            kind = "clean" if row.get("condition") == "clean" else "stripe"
            key = (path.parent.parent.as_posix(), path.stem.rpartition("_")[2])
            pairs.setdefault(key, {}).setdefault(kind, folder / path)
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
    sheet = Sheet(column_labels=["clean", "with stripes", "difference", "stripes"])
    for place, number, clean, stripe, kind in spread(chosen, count):
        difference = stripe - clean
        reach = float(np.percentile(np.abs(difference), 99.5)) or 1.0
        mask = np.abs(difference) > 0.25 * reach
        high = float(max(clean.max(), stripe.max()))
        sheet.rows.append(
            [
                Tile(clean, f"row {int(number)}" if number.isdigit() else number, 0.0, high),
                Tile(stripe, kind, 0.0, high),
                Tile(difference, f"within {reach:.0f} grey levels", -reach, reach),
                Tile(mask, f"{100 * mask.mean():.1f} % of the pixels"),
            ]
        )
        sheet.row_labels.append("/".join(place.split("/")[1:]))
    return sheet


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


SHEETS: dict[str, Callable[[Sequence[Row], Path, int], Sheet]] = {
    "gaussian": gaussian,
    "haadf": haadf,
    "cbed": cbed,
    "tomography": tomography,
}
