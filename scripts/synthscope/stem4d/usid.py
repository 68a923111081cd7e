"""4D-STEM scans as USID: all views of a structure in one file, a channel each."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import h5py

from synthscope.formats.usid import Dimension, writing

_ROWS_BYTES = 1 << 26  # of scan rows that are in memory together


def package_scans(
    path: str | os.PathLike,
    scans: Sequence[str | os.PathLike],
    attributes: Mapping[str, Any],
    compression: str = "none",
) -> int:
    """Write the patterns of each scan as a channel, and count them.

    The positions of the scan are in nm, the pixels of the patterns in mrad from the optic axis.
    """
    total = 0
    with writing(path, attributes, "DiffractionStack") as file:
        for scan in scans:
            with h5py.File(scan) as source:
                cube = source["stem4d/datacube"]
                data, axes = cube["data"], [_axis(cube[f"dim{n}"]) for n in range(4)]
                channel = file.channel(
                    [_dimension(*a, size) for a, size in zip(axes[:2], data.shape[:2])],
                    [_dimension(*a, size) for a, size in zip(axes[2:], data.shape[2:])],
                    dtype=data.dtype,
                    quantity="Intensity",
                    attributes={"view": Path(scan).stem},
                    compression=compression,
                )
                together = max(1, _ROWS_BYTES // (data[:1].nbytes))
                for start in range(0, len(data), together):
                    channel.append(data[start : start + together])
                total += data.shape[0] * data.shape[1]
    return total


def _axis(values: h5py.Dataset) -> tuple[str, str, float, float]:
    first, second = values[()].tolist()
    name, unit = values.attrs["name"], values.attrs["units"]
    if unit == "A":
        return name.upper(), "nm", (second - first) / 10, first / 10
    return {"theta_y": "v", "theta_x": "u"}[name], unit, second - first, first


def _dimension(name: str, unit: str, step: float, start: float, size: int) -> Dimension:
    return Dimension.steps(name, unit, size, step, start)
