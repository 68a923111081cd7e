"""CBED batches as USID: a sample's patterns as a stack, its orientations as positions."""

import os
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

import h5py
import numpy as np

from synthscope.cbed.detection import is_clean
from synthscope.cbed.reading import axis_names, samples_in, text
from synthscope.dataset.key.columns import Row
from synthscope.formats.usid import Dimension, writing

_STEPS = ("k_step_per_A", "pixel_size_per_A")
_UNITS = {"counts": "counts", "ADU": "ADU"}


def package_cbed(
    path: str | os.PathLike,
    batches: Sequence[str | os.PathLike],
    attributes: Mapping[str, Any],
    compression: str = "none",
) -> int:
    """Write every sample of batch files as a channel, and count the patterns.

    The axes are spatial frequencies in 1/nm with zero at pixel N/2, or px where the batch does not
    say its step. The sample's labels stand on its channel.
    """
    total = 0
    with writing(path, attributes, "DiffractionStack") as file:
        for batch in batches:
            with h5py.File(batch) as source:
                for sample in samples_in(source):
                    stack = sample["cbed_stack"]
                    seen = ", ".join(axis_names(sample, len(stack)))
                    channel = file.channel(
                        [Dimension.steps("Orientation", "index", stack.shape[0])],
                        _axes(sample, stack.shape[1:]),
                        dtype=stack.dtype,
                        quantity="Counts" if "camera.kind" in sample.attrs else "Intensity",
                        unit=_UNITS.get(text(sample.attrs.get("unit")), "a.u."),
                        attributes={
                            "sample": sample.name.strip("/"),
                            "zone_axes": seen,
                            **_labels(sample),
                        },
                        compression=compression,
                    )
                    for pattern in stack:
                        channel.append(pattern)
                    total += len(stack)
    return total


def _axes(sample: h5py.Group, shape: tuple[int, int]) -> list[Dimension]:
    given = [np.ravel(sample.attrs[name])[0] for name in _STEPS if name in sample.attrs]
    if not given:
        return [Dimension.steps(axis, "px", size) for axis, size in zip("vu", shape)]
    step = 10 * float(given[0])
    return [
        Dimension.steps(axis, "1/nm", size, step, -step * (size // 2))
        for axis, size in zip("vu", shape)
    ]


def _labels(sample: h5py.Group) -> dict[str, Any]:
    """The sample's attributes, texts as str: they are HDF5 byte strings there."""
    return {
        name: value.decode() if isinstance(value, bytes) else value
        for name, value in sample.attrs.items()
    }


def package_name(row: Row) -> str:
    """The package that a row's file goes into: that of its batch under its condition."""
    batch = PurePosixPath(row["filename"]).stem
    return batch if is_clean(row) else f"{row['condition']}-{batch}"
