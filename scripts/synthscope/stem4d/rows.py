"""Rows of key.csv for 4D-STEM scans, and what their files tell."""

from typing import Any

from synthscope.dataset.key.columns import Row
from synthscope.dataset.key.structure_cells import crystal_cells, scene_facts
from synthscope.specimens.specimen import Specimen
from synthscope.stem4d.average import Maps
from synthscope.stem4d.plan import Prepared
from synthscope.structures.model import Crystal
from synthscope.structures.symmetry.views import format_plane, plane_normal
from synthscope.structures.vibrations import describe_displacements


def optics(prepared: Prepared) -> dict[str, Any]:
    """The microscope and the calculation, as files and rows give them."""
    settings = prepared.settings
    return {
        "energy_keV": settings.energy_keV,
        "semiangle_mrad": settings.semiangle_mrad,
        "source_size_A": settings.source_size_A,
        **vars(settings.aberrations),
        "tilt_x_mrad": settings.tilt_mrad[0],
        "tilt_y_mrad": settings.tilt_mrad[1],
        "potential": settings.potential,
        "slice_A": prepared.slice_A,
        "sampling_A": prepared.sampling_A,
        "phonon_configurations": prepared.configurations,
    }


def moving(crystal: Crystal, prepared: Prepared) -> str:
    """How far each element vibrates, Å, and by what source; empty for a static lattice."""
    vibration = prepared.settings.vibration
    return describe_displacements(crystal, vibration) if prepared.configurations else ""


def parameters(crystal: Crystal, specimen: Specimen, prepared: Prepared, maps: Maps) -> Row:
    """What the file of a scan tells besides its arrays."""
    settings = prepared.settings
    names = list(prepared.detectors)
    return (
        optics(prepared)
        | scene_facts(crystal)
        | {
            "structure_id": crystal.id,
            "chemical_formula": crystal.formula,
            "step_A": settings.step_A,
            "start_A": settings.scan.start_A,
            "pixel_mrad": prepared.pixel_mrad,
            "pixel_per_A": prepared.grid.step,
            "centre_px": prepared.grid.count // 2,
            "virtual_detectors": " ".join(names),
            "virtual_detectors_mrad": [
                (one.inner_mrad, one.outer_mrad) for one in prepared.detectors.values()
            ],
            "virtual_detectors_deg": [one.azimuths_deg for one in prepared.detectors.values()],
            "contrasts": " ".join(maps.contrasts),
            "maps": " ".join(settings.maps),
            "thickness_A": specimen.thickness,
            "turn_deg": specimen.turn_deg,
            "strain": specimen.strain,
            "rms_displacements": moving(crystal, prepared),
            "band_error": prepared.band_error,
            "statistical_error": maps.statistical_error,
        }
    )


def scan_cells(
    crystal: Crystal, view: str, uvw: tuple[int, int, int], specimen: Specimen, prepared: Prepared
) -> Row:
    """The cells of a scan's row that are known before it is computed."""
    plane = uvw if crystal.cell is None else plane_normal(crystal.metric, uvw)
    return (
        crystal_cells(crystal)
        | optics(prepared)
        | {
            "ref_id": view,
            "uvw_orient": str(uvw),
            "hkl_orient": format_plane(plane),
            "product": "stem4d",
            "condition": "raw",
            "axis_order": "scan-row scan-column row column",
            "n_images": prepared.settings.scan.positions**2,
            "pixel_size_A": prepared.settings.step_A,
            "detector_inner_mrad": 0.0,
            "detector_outer_mrad": prepared.reach_mrad,
            "thickness_A": specimen.thickness,
            "rms_displacements": moving(crystal, prepared),
        }
    )
