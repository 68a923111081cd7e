"""Rows of key.csv for sinograms."""

import numpy as np
from numpy.typing import NDArray

from synthscope.dataset.key.columns import Row
from synthscope.dataset.key.structure_cells import crystal_cells
from synthscope.structures.model import Crystal
from synthscope.tomography.artefacts.hardening import hardened
from synthscope.tomography.artefacts.near_field import strength_px2
from synthscope.tomography.modes.rescale import LEVELS, Range
from synthscope.tomography.modes.simulated import scan_frames
from synthscope.tomography.settings import BeamSettings, SimulationSettings
from synthscope.tomography.simulation.geometry import Geometry
from synthscope.tomography.stripes.strength import Strength
from synthscope.tomography.tilts.alignment import Alignment, missing_wedge_deg


def sample_cells(sample: int, crystal: Crystal | None = None) -> Row:
    """What all files of a sample have in their rows, besides what all products have.

    Sinograms of one sample show one object: a split has to keep them together, by `ref_id`.
    """
    cells = {
        "ref_id": f"tomography-{sample:04d}",
        "source": "spheres" if crystal is None else crystal.source,
        "product": "tomography",
        "n_images": 1,
    }
    return cells if crystal is None else cells | crystal_cells(crystal)


def sinogram_cells(
    condition: str,
    over: Range,
    strength: Strength | None,
    angles_deg: NDArray,
    pixel_size_A: float | None,
) -> Row:
    """What a sinogram has in its row: its scale, its stripes and its axes.

    `over` are the line integrals of the least and of the greatest grey value, and `angles_deg` the
    angles of its rows.
    """
    cells = {
        "condition": condition,
        "pixel_size_A": pixel_size_A,
        "axis_order": "angle column",
        "first_angle_deg": float(angles_deg[0]),
        "last_angle_deg": float(angles_deg[-1]),
        "grey_zero": over.low if over.span > 0 else None,
        "grey_step": over.span / LEVELS if over.span > 0 else None,
    }
    return cells if strength is None else cells | strength.cells(over.span)


def artefact_cells(settings: BeamSettings, zingers: int | None = None) -> Row:
    """How strong the artefacts of a simulated scan are; `zingers` is the number of pixels hit."""
    given = settings.artefacts
    cells: Row = {} if zingers is None else {"zinger_pixels": zingers}
    if given.blur.on:
        cells["blur_px"] = given.blur.core_px or given.blur.tail_px
    if given.drift.moves:
        drift = given.drift
        cells["drift_px"] = float(np.hypot(*drift.jump_px) + np.hypot(*drift.shift_px))
        cells["vibration_px"] = given.drift.vibration_px
    if given.drift.on:
        cells["beam_decay"] = given.drift.decay
    if given.fringes.on:
        cells["fringes_px2"] = strength_px2(given.fringes, settings.pixel_size_um)
    if given.hardening.on:
        passing = np.exp(np.float64(-settings.attenuation))
        cells["hardening"] = (
            1 + float(np.log(hardened(passing, given.hardening))) / settings.attenuation
        )
    return cells


def scan_cells(settings: SimulationSettings, pixel_size_A: float) -> Row:
    """What the file of a simulated scan has in its row: its images are frames, not sinograms."""
    angles = Geometry.of(settings).angles_deg
    return {
        "condition": "counts",
        "pixel_size_A": pixel_size_A,
        "first_angle_deg": float(angles[0]),
        "last_angle_deg": float(angles[-1]),
        "n_images": scan_frames(settings),
        "axis_order": "frame row column",
    } | artefact_cells(settings)


def tilt_cells(condition: str, alignment: Alignment, pixel_size_A: float) -> Row:
    """What all files of a tilt series have in their rows; how each view stands is in a table."""
    return {
        "condition": condition,
        "pixel_size_A": pixel_size_A,
        "first_angle_deg": float(alignment.nominal_deg[0]),
        "last_angle_deg": float(alignment.nominal_deg[-1]),
        "missing_wedge_deg": missing_wedge_deg(alignment.nominal_deg),
        **alignment.rms(),
    }


_TRUTH_AXES = {"mask": "angle row column", "kinds": "angle row column", "volume": "z x y"}


def truth_cells(what: str, images: int, pixel_size_A: float) -> Row:
    """What a file with the truth of a sample has in its row; tables hold no images."""
    cells = {"condition": what, "n_images": images, "pixel_size_A": pixel_size_A}
    return cells | ({"axis_order": _TRUTH_AXES[what]} if what in _TRUTH_AXES else {})
