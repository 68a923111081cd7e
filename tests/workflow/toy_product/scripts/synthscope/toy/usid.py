"""Toys as USID: the image of a structure in a file."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from synthscope.dataset.key.columns import Row
from synthscope.dataset.usid import files_of, usid_attributes
from synthscope.formats.usid import Dimension, writing


def package_name(row: Row) -> str:
    """The package that a row's file goes into: its structure's."""
    return row["structure_id"]


def package(path: Path, rows: Sequence[Row], folder: Path, compression: str) -> int:
    """Pack the files of some rows; give the number of images."""
    images = []
    for file in files_of(rows, folder, ".npz"):
        with np.load(file, allow_pickle=False) as content:
            images.append(content["counts"])
    stack = np.array(images)
    axes = [Dimension.steps(name, "px", size) for name, size in zip("YX", stack.shape[1:])]
    with writing(path, usid_attributes(rows), "ImageStack") as file:
        channel = file.channel(
            [Dimension.steps("Frame", "index", len(stack))],
            axes,
            dtype=stack.dtype,
            quantity="Count",
            attributes={},
            compression=compression,
        )
        channel.append(stack)
    return len(stack)
