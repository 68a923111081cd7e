"""HAADF images as USID: all views of a structure in one file, the conditions of a view a stack."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from synthscope.formats.usid import Dimension, UsidFile, writing

RAW = "raw"
_FRAME_A = 26.0  # of the published files, where the file does not say
_HEADER = ("uvw_direction", "hkl_plane", "chemical_formula")


def package_haadf(
    path: str | os.PathLike,
    views: Sequence[str | os.PathLike],
    attributes: Mapping[str, Any],
    compression: str = "none",
) -> int:
    """Write atomagined files as channels, one a view, and count the images.

    The conditions are the frames, `raw` first; their names stand in the channel's attribute
    `conditions`, with the view's direction. Axes are in nm.
    """
    total = 0
    with writing(path, attributes, "ImageStack") as file:
        for view in views:
            with h5py.File(view) as source:
                total += _view(file, source, Path(view).stem, compression)
    return total


def _view(file: UsidFile, source: h5py.File, view: str, compression: str) -> int:
    """Add a view: a channel, or one for each size where conditions have cropped images."""
    images = source["haadf"]
    step = float(source.attrs.get("angstrom_xy", _FRAME_A)) / images[RAW].shape[0] / 10
    shapes: dict[tuple[int, int], list[str]] = {}
    for name in sorted(name for name in images if name == RAW or name.startswith("stem")):
        shapes.setdefault(images[name].shape, []).append(name)
    for shape, names in shapes.items():
        channel = file.channel(
            [Dimension.steps("Condition", "index", len(names))],
            [Dimension.steps(axis, "nm", size, step) for axis, size in zip("YX", shape)],
            dtype=np.float32,
            quantity="Intensity",
            attributes={
                "conditions": " ".join(names),
                "view": view,
                **{key: str(source.attrs[key]) for key in _HEADER if key in source.attrs},
            },
            compression=compression,
        )
        for name in names:
            channel.append(images[name][()].astype(np.float32))
    return sum(map(len, shapes.values()))
