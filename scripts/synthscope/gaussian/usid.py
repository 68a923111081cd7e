"""Gaussian renderings as USID: every image of a structure in one file."""

import os
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Any

import numpy as np

from synthscope.formats.npz_rows import npz_names, npz_rows
from synthscope.formats.usid import Dimension, writing
from synthscope.gaussian.style import FLAT

_TABLES = ("pixel_size_A", "sigma_px", "rotations", "frame")


def package_gaussian(
    path: str | os.PathLike,
    stacks: Sequence[str | os.PathLike],
    attributes: Mapping[str, Any],
    compression: str = "none",
) -> int:
    """Write the two-dimensional images of npz stacks, a channel each kind, and count the images.

    Frames follow each other as in the stacks. With one pixel size the image axes are in nm, else
    in px; `pixel_size_A`, `rotations` and the like stand beside the images, a row a frame. Without
    any image nothing is written.
    """
    names = npz_names(stacks[0])
    kinds = [name for name in FLAT if name in names]
    if not kinds:
        return 0
    tables = {name: _joined(stacks, name) for name in _TABLES if name in names}
    with writing(path, attributes, "ImageStack") as file:
        for kind in kinds:
            with ExitStack() as opened:
                parts = [opened.enter_context(npz_rows(stack, kind)) for stack in stacks]
                count = sum(part.shape[0] for part in parts)
                dtype = np.uint8 if parts[0].dtype == bool else parts[0].dtype
                channel = file.channel(
                    [Dimension.steps("Frame", "index", count)],
                    _axes(parts[0].shape[1:], tables.get("pixel_size_A")),
                    dtype=dtype,
                    quantity="Intensity",
                    attributes={"output": kind},
                    tables=tables if kind == kinds[0] else None,
                    compression=compression,
                )
                for part in parts:
                    for block in part.blocks():
                        channel.append(block)
    return count


def _joined(stacks: Sequence[str | os.PathLike], name: str) -> np.ndarray:
    blocks = []
    for stack in stacks:
        with npz_rows(stack, name) as rows:
            blocks += rows.blocks()
    return np.concatenate(blocks)


def _axes(shape: tuple[int, int], pixel_size_A: np.ndarray | None) -> list[Dimension]:
    same = pixel_size_A is not None and np.ptp(pixel_size_A) == 0
    unit, step = ("nm", float(pixel_size_A[0]) / 10) if same else ("px", 1.0)
    return [Dimension.steps(name, unit, size, step) for name, size in zip("YX", shape)]
