"""Rows of key.csv for the toy."""

from synthscope.dataset.key.columns import Row
from synthscope.dataset.key.structure_cells import crystal_cells
from synthscope.structures.model import Crystal


def image_cells(crystal: Crystal) -> Row:
    """What the row of an image says besides its file."""
    return crystal_cells(crystal) | {
        "product": "toy",
        "ref_id": crystal.id,
        "axis_order": "row column",
        "n_images": 1,
    }
