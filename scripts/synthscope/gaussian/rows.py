"""Rows of key.csv for Gaussian renderings."""

from synthscope.dataset.key.columns import Row
from synthscope.dataset.key.structure_cells import crystal_cells
from synthscope.structures.model import Crystal


def stack_cells(crystal: Crystal, name: str, images: int, pixel_size_A: float | None) -> Row:
    """What the files of a stack have in common; `crystal` is its first frame.

    Without a fixed pixel size each image has its own, which stands in the stack.
    """
    return crystal_cells(crystal) | {
        "ref_id": name,
        "frame": None,
        "product": "gaussian",
        "axis_order": "image row column",
        "n_images": images,
        "pixel_size_A": pixel_size_A,
    }
