"""Toys as USID: the image of a structure in a file."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from synthscope.formats.usid import Dimension, writing


def package_toys(
    path: Path, files: Sequence[Path], attributes: Mapping[str, Any], compression: str
) -> int:
    """Write the images of npz files as a stack; give their number."""
    images = []
    for file in files:
        with np.load(file, allow_pickle=False) as content:
            images.append(content["counts"])
    stack = np.array(images)
    axes = [Dimension.steps(name, "px", size) for name, size in zip("YX", stack.shape[1:])]
    with writing(path, attributes, "ImageStack") as file:
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
