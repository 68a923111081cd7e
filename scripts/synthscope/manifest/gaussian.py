"""Rows of key.csv for Gaussian renderings."""

from synthscope.manifest.key import Row
from synthscope.structures.model import Crystal


def stack_cells(crystal: Crystal, name: str, images: int, pixel_size_A: float | None) -> Row:
    """What the files of a stack have in common; `crystal` is its first frame.

    Without a fixed pixel size each image has its own, which stands in the stack.
    """
    return {
        "icsd_id": int(crystal.id) if crystal.id.isdigit() else None,
        "ref_id": name,
        "chemical_name_systematic": crystal.name,
        "chemical_formula_structural": crystal.formula,
        "chemical_name_structure_type": crystal.prototype,
        "symmetry_space_group_name": crystal.space_group_symbol,
        "symmetry_Int_Tables_number": crystal.space_group or None,
        "source": crystal.source,
        "structure_id": crystal.id,
        "product": "gaussian",
        "axis_order": "image row column",
        "n_images": images,
        "pixel_size_A": pixel_size_A,
    }
