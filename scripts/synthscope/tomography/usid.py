"""Sinograms as USID: as tilt series where they make up a volume, else as stacks of sinograms."""

import os
from collections.abc import Mapping, Sequence
from itertools import chain, groupby
from pathlib import Path
from typing import Any

import numpy as np

from synthscope.dataset.key.columns import Row
from synthscope.formats.usid import Dimension, UsidFile, writing
from synthscope.tomography.names import mode_of
from synthscope.tomography.simulation.geometry import Geometry
from synthscope.tomography.simulation.geometry_settings import GeometrySettings
from synthscope.tomography.tiff import read_sinogram, read_views

_MEMORY = 1 << 28  # bytes of a volume that are turned at once


def package_sinograms(
    path: str | os.PathLike,
    files: Sequence[str | os.PathLike],
    attributes: Mapping[str, Any],
    compression: str = "none",
    geometry: Mapping[str, Any] | None = None,
    stacks: bool = False,
) -> int:
    """Write the sinograms of a sample, a channel each folder, and count the images.

    Parameters
    ----------
    files
        TIFF files; those of one folder belong together, in the order of their names.
    attributes
        Of the package. With `pixel_size_A`, the edge of a detector pixel, lengths are in nm, else
        in px; with `first_angle_deg` and `last_angle_deg`, angles of sinograms are in degrees, else
        numbers.
    geometry
        `GeometrySettings` as plain data, when a folder's sinograms are the rows of one simulated
        tilt series: its frames are then the projections, (angle) × (V, H). None: the frames are the
        sinograms, (sinogram) × (angle, H).
    stacks
        Whether each file has the projections of a tilt series instead, and is a channel of its own.
    """
    pixel_size_A = attributes.get("pixel_size_A")
    turned = attributes.get("first_angle_deg"), attributes.get("last_angle_deg")
    angles_deg = Geometry.of(GeometrySettings.of(geometry)).angles_deg if geometry else None
    unit, step = ("nm", pixel_size_A / 10) if pixel_size_A else ("px", 1.0)
    total = 0
    with writing(path, attributes, "SinogramStack" if angles_deg is None else "TiltSeries") as file:
        for folder, group in groupby(sorted(map(Path, files)), key=lambda file: file.parent):
            rows = list(group)
            about = {"condition": folder.name}
            if stacks:
                total += sum(_views(file, one, angles_deg, unit, step, compression) for one in rows)
            elif angles_deg is not None:
                total += _tilt_series(file, rows, about, angles_deg, unit, step, compression)
            else:
                total += _sinograms(file, rows, about, turned, unit, step, compression)
    return total


def _tilt_series(
    file: UsidFile, rows: list[Path], about: dict, angles_deg, unit: str, step: float, packing: str
) -> int:
    first = read_sinogram(rows[0])
    angles, columns = first.shape
    channel = file.channel(
        [Dimension("Angle", "deg", np.asarray(angles_deg, np.float64))],
        [
            Dimension("V", unit, step * np.array([_row_number(row) for row in rows], float)),
            Dimension.steps("H", unit, columns, step),
        ],
        dtype=first.dtype,
        quantity="Absorption",
        attributes=about,
        compression=packing,
    )
    block = max(1, _MEMORY // (len(rows) * columns * first.itemsize))
    for start in range(0, angles, block):
        channel.append(
            np.stack([read_sinogram(row)[start : start + block] for row in rows], axis=1)
        )
    return angles


def _views(file: UsidFile, path: Path, angles_deg, unit: str, step: float, packing: str) -> int:
    views = read_views(path)
    first = next(views)
    rows, columns = first.shape
    channel = file.channel(
        [Dimension("Angle", "deg", np.asarray(angles_deg, np.float64))],
        [Dimension.steps("V", unit, rows, step), Dimension.steps("H", unit, columns, step)],
        dtype=first.dtype,
        quantity="Counts",
        attributes={"condition": path.stem.rpartition("_")[2]},
        compression=packing,
    )
    for view in chain([first], views):
        channel.append(view)
    return len(angles_deg)


def _row_number(path: Path) -> int:
    """The detector row that a sinogram's name ends with."""
    return int(path.stem.rpartition("_")[2])


def _sinograms(
    file: UsidFile, rows: list[Path], about: dict, turned, unit: str, step: float, packing: str
) -> int:
    shapes: dict[tuple[int, int], list[Path]] = {}
    for row in rows:
        shapes.setdefault(read_sinogram(row).shape, []).append(row)
    for (angles, columns), paths in shapes.items():
        channel = file.channel(
            [Dimension.steps("Sinogram", "index", len(paths))],
            [_angles(turned, angles), Dimension.steps("H", unit, columns, step)],
            dtype=np.uint16,
            quantity="Absorption",
            attributes={**about, "names": " ".join(path.stem for path in paths)},
            compression=packing,
        )
        for path in paths:
            channel.append(read_sinogram(path))
    return len(rows)


def _angles(turned: tuple[float | None, float | None], count: int) -> Dimension:
    """The angles of the rows of sinograms, from the first and the last, where they are known."""
    if None in turned:
        return Dimension.steps("Angle", "index", count)
    return Dimension("Angle", "deg", np.linspace(*turned, count))


def package_name(row: Row) -> str:
    """The package that a row's file goes into: its sample's in its mode."""
    return f"{mode_of(row['filename'])}-{row['ref_id'].rpartition('-')[2]}"
