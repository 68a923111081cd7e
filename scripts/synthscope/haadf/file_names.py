"""The texts in which the files of the atomagined data set say what they show."""

from collections.abc import Sequence

from synthscope.structures.model import Crystal
from synthscope.structures.symmetry.views import format_direction, format_plane, plane_normal


def header(crystal: Crystal, uvw: Sequence[int], field_A: float) -> dict[str, str]:
    """The five texts of a file: field, formula, plane, collection code and direction.

    A structure without a lattice is seen along its own z axis, in Å.
    """
    if crystal.cell is None:
        plane = tuple(float(index) for index in uvw)
    else:
        plane = plane_normal(crystal.metric, uvw)
    return {
        "angstrom_xy": f"{field_A:g}",
        "chemical_formula": cif_text(crystal.formula),
        "hkl_plane": format_plane(plane),
        "icsd_collcode": code_text(crystal.id),
        "uvw_direction": format_direction(uvw),
    }


def cif_text(text: str) -> str:
    """A value as a CIF has it: in single quotes when it holds a blank."""
    return f"'{text}'" if " " in text else text


def code_text(structure_id: str) -> str:
    """An id as a collection code: without leading zeros where it is a number."""
    return str(int(structure_id)) if structure_id.isdigit() else structure_id
