"""Rows of key.csv for HAADF images."""

from typing import Any

from synthscope.dataset.key.columns import Row
from synthscope.dataset.key.structure_cells import crystal_cells
from synthscope.haadf.simulations import Simulation
from synthscope.structures.model import Crystal
from synthscope.structures.symmetry.views import decode, format_plane, plane_normal


def view_cells(crystal: Crystal, simulation: Simulation) -> Row:
    """What all files of a view have in common."""
    uvw = decode(simulation.view.rpartition(".")[2])
    plane = uvw if crystal.cell is None else plane_normal(crystal.metric, uvw)
    given = simulation.parameters
    return crystal_cells(crystal) | {
        "ref_id": simulation.view,
        "uvw_orient": str(uvw),
        "hkl_orient": format_plane(plane),
        "product": "haadf",
        "axis_order": "row column",
        "pixel_size_A": given["pixel_size_A"],
        "energy_keV": given["energy_keV"],
        "semiangle_mrad": given["semiangle_mrad"],
        "detector_inner_mrad": given["detectors_mrad"][0][0],
        "detector_outer_mrad": given["detectors_mrad"][0][1],
        "thickness_A": given["thicknesses_A"][-1],
        "slice_A": given["slice_A"],
        "sampling_A": given["sampling_A"],
        "phonon_configurations": given["phonon_configurations"],
        "rms_displacements": given["rms_displacements"],
        "numerical_error": given["numerical_error"],
        "seed": given["seed"],
    }


def image_cells(condition: str | None, parameters: dict[str, Any], images: int = 1) -> Row:
    """What a file adds: its condition, None for a file of all; `raw` has no dose."""
    return {
        "condition": condition,
        "n_images": images,
        "dose_e_per_A2": parameters.get("dose_e_per_A2"),
    }
