"""Rows of key.csv for sinograms."""

from synthscope.manifest.key import Row
from synthscope.structures.model import Crystal


def sinogram_cells(
    sample: int, condition: str, pixel_size_A: float | None, crystal: Crystal | None = None
) -> Row:
    """What a sinogram's file has in its row, besides what all products have.

    Sinograms of one sample show one object: a split has to keep them together, by `ref_id`.
    """
    cells = {
        "ref_id": f"tomography-{sample:04d}",
        "source": "spheres" if crystal is None else crystal.source,
        "product": "tomography",
        "condition": condition,
        "n_images": 1,
        "pixel_size_A": pixel_size_A,
        "axis_order": "angle column",
    }
    if crystal is None:
        return cells
    return cells | {
        "icsd_id": int(crystal.id) if crystal.id.isdigit() else None,
        "structure_id": crystal.id,
        "chemical_name_systematic": crystal.name,
        "chemical_formula_structural": crystal.formula,
        "chemical_name_structure_type": crystal.prototype,
        "symmetry_space_group_name": crystal.space_group_symbol,
        "symmetry_Int_Tables_number": crystal.space_group or None,
    }
