"""Rows of key.csv for HAADF images."""

from typing import Any

from synthscope.dataset.key.columns import Row
from synthscope.dataset.key.structure_cells import crystal_cells
from synthscope.haadf.scan import Scan
from synthscope.structures.model import Crystal
from synthscope.structures.symmetry.views import decode, format_plane, plane_normal

_OPTICS = (
    *("defocus_A", "astigmatism_A", "astigmatism_deg", "coma_A", "coma_deg", "c3_um", "c5_mm"),
    *("source_size_A", "potential"),
)
_FRAME = ("scan_rotation_deg", "shift_x_A", "shift_y_A")
_ACQUISITION = (
    *("specimen", "blur_px", "background", "scanline_px", "jitter_px", "drift_px", "dark"),
    "dose_e_per_A2",
)


def view_cells(crystal: Crystal, scan: Scan) -> Row:
    """The cells that all files of an acquisition share."""
    uvw = decode(scan.view.rpartition(".")[2])
    plane = uvw if crystal.cell is None else plane_normal(crystal.metric, uvw)
    given = scan.parameters
    return crystal_cells(crystal) | {
        "ref_id": scan.view,
        "uvw_orient": str(uvw),
        "hkl_orient": format_plane(plane),
        "product": "haadf",
        "axis_order": "row column",
        "pixel_size_A": given["pixel_size_A"],
        "energy_keV": given["energy_keV"],
        "semiangle_mrad": given["semiangle_mrad"],
        **{name: given[name] for name in _OPTICS},
        **{name: given.get(name) for name in _FRAME},
        "tilt_x_mrad": given["tilt_mrad"][0],
        "tilt_y_mrad": given["tilt_mrad"][1],
        "detector": given.get("detector"),
        "detector_inner_mrad": given["detectors_mrad"][0][0],
        "detector_outer_mrad": given["detectors_mrad"][0][1],
        "thickness_A": given["thicknesses_A"][-1],
        "slice_A": given["slice_A"],
        "sampling_A": given["sampling_A"],
        "phonon_configurations": given["phonon_configurations"],
        "rms_displacements": given["rms_displacements"],
        "numerical_error": given["numerical_error"],
        "statistical_error": given.get("statistical_error"),
        "seed": given["seed"],
    }


def image_cells(condition: str | None, parameters: dict[str, Any], images: int = 1) -> Row:
    """The cells of one file: its condition and acquisition; a file of all conditions has none."""
    return {
        "condition": condition,
        "n_images": images,
        "counts_per_px": parameters.get("counts"),
        "dwell_us": parameters.get("scan.dwell_us"),
        "frames": parameters.get("series.frames"),
        **{name: parameters.get(name) for name in _ACQUISITION},
    }
