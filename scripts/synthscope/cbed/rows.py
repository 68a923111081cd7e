"""Labels of CBED samples, and the rows of key.csv for batches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from synthscope.cbed.detection import CLEAN, Detection
from synthscope.cbed.file import Sample, cell_formula
from synthscope.cbed.reading import text
from synthscope.cbed.settings import CbedSettings
from synthscope.cbed.stacks import Stack
from synthscope.core.distributions import Distribution, number_of
from synthscope.core.draws import as_text
from synthscope.dataset.key.columns import Row
from synthscope.dataset.key.structure_cells import crystal_cells
from synthscope.dataset.notation import direction
from synthscope.optics.camera.settings import stated
from synthscope.optics.constants import wavelength
from synthscope.structures.model import Crystal
from synthscope.structures.snapshots import available
from synthscope.structures.symmetry.zone_axes import ZoneAxis
from synthscope.structures.vibrations import describe_displacements, wanted_snapshots


def sample(
    crystal: Crystal,
    stack: Stack,
    thickness: int,
    index: int,
    condition: int,
    settings: CbedSettings,
) -> Sample:
    """The labels of a structure at one energy and the thickness of a number."""
    axes, motion = stack.axes, settings.motion
    step = settings.k_step_per_A
    more: dict[str, Any] = {
        "beam_along": ", ".join("(hkl)" if a.kind == "normal" else "[uvw]" for a in axes),
        "uvw_dirs": np.dstack([np.array(a.uvw, np.int64) for a in axes]),
        "angle_between_hkl_and_uvw_mrad": np.array([a.angle_mrad for a in axes]),
        "basis": np.array([a.basis for a in axes]),
        "cell_angstrom": np.array(crystal.cell),
        "mistilt_mrad": np.array(stack.tilts_mrad, float),
        "k_step_per_A": step,
        "k_step_mrad": 1e3 * wavelength(stack.energy_keV) * step,
        "k_centre_px": np.int64(settings.size_px // 2),
        "axes": "orientation, row (k_y), column (k_x)",
        "unit": "fraction of the beam in a pixel",
        "thickness_A": float(settings.thicknesses_A[thickness]),
        "slice_A": settings.slice_A,
        "band_limit_per_A": settings.band_limit_per_A,
        "thermal_motion": motion.kind,
        "rms_displacements": displacements_text(crystal, settings),
        "phonon_configurations": np.int64(configurations(crystal, settings)),
        "probe_positions": settings.positions.kind,
        "prototype": crystal.prototype,
        "space_group_symbol": crystal.space_group_symbol,
        "structure_source": crystal.source,
        "structure_sha256": crystal.file_sha256,
    }
    return Sample(
        index,
        condition,
        crystal.id,
        crystal.space_group,
        cell_formula(crystal.numbers),
        stack.energy_keV,
        np.array([a.hkl for a in axes]),
        np.array([a.y_uvw for a in axes]),
        1e-3 * np.array(stack.semiangles_mrad),
        np.array([a.d for a in axes]),
        crystal.lattice,
        more,
    )


def configurations(crystal: Crystal, settings: CbedSettings) -> int:
    """Frozen-phonon configurations in a pattern; 0 without phonons."""
    motion = settings.motion
    asked = motion.configurations if motion.kind == "phonons" else 0
    return available(asked, wanted_snapshots(crystal, motion))


def displacements_text(crystal: Crystal, settings: CbedSettings) -> str:
    """How far each element vibrates, Å, and by what source; empty for a static crystal."""
    motion = settings.motion
    return "" if motion.kind == "static" else describe_displacements(crystal, motion)


def _axis(axis: ZoneAxis) -> str:
    return direction(axis.hkl, "()") if axis.kind == "normal" else direction(axis.uvw)


@dataclass(frozen=True)
class Shown:
    """A structure in a batch: along which axes, in how many samples, with which drawn numbers."""

    crystal: Crystal
    axes: Sequence[ZoneAxis]
    samples: int
    settings: CbedSettings
    drawn: Mapping[str, float]


def batch_cells(shown: Sequence[Shown], settings: CbedSettings) -> Row:
    """Cells of a batch file: the ids of its structures, and what they have in common."""
    crystals = [one.crystal for one in shown]
    shared, *others = [crystal_cells(crystal) for crystal in crystals]
    shared = {k: v for k, v in shared.items() if all(other.get(k) == v for other in others)}
    shared["structure_id"] = " ".join(crystal.id for crystal in crystals)
    energies, thicknesses = settings.energies_keV, settings.thicknesses_A
    counts = {configurations(crystal, settings) for crystal in crystals}
    drawn = {one.crystal.id: one.drawn for one in shown if one.drawn}
    return shared | {
        "product": "cbed",
        "condition": CLEAN,
        "axis_order": "orientation row column",
        "n_images": sum(one.samples for one in shown) * settings.directions.orientations,
        "energy_keV": number_of(energies[0]) if len(energies) == 1 else None,
        "semiangle_mrad": number_of(settings.semiangle_mrad),
        **{name: number_of(value) for name, value in vars(settings.aberrations).items()},
        "potential": settings.scattering_factors,
        "zone_axes": "; ".join(
            f"{one.crystal.id}: {' '.join(map(_axis, one.axes))}" for one in shown
        ),
        "thickness_A": number_of(thicknesses[0]) if len(thicknesses) == 1 else None,
        "slice_A": settings.slice_A,
        "sampling_A": 1 / (3 * settings.band_limit_per_A),
        "phonon_configurations": counts.pop() if len(counts) == 1 else None,
        "rms_displacements": "; ".join(
            f"{one.crystal.id}: {text}"
            for one in shown
            if (text := displacements_text(one.crystal, one.settings))
        ),
        "drawn": as_text(drawn),
    }


Recorded = tuple[float, Mapping[str, Any], Mapping[str, float]]
"""Of a sample, the mean of what is detected, its attributes, and what was drawn for it."""


def detected_cells(condition: str, detection: Detection, recorded: Sequence[Recorded]) -> Row:
    """What a file of recorded patterns has of its own.

    Parameters
    ----------
    recorded
        Of each sample, the mean of what is detected, its attributes, and what was drawn for it.
    """
    amplifier = detection.amplifier
    drawn = {
        f"{text(attributes['material'])} {number}": numbers
        for number, (_, attributes, numbers) in enumerate(recorded)
        if numbers
    }
    return {
        "condition": condition,
        "camera": detection.kind,
        "camera_settings": "; ".join(
            f"{name} {_number(value)}"
            for name, value in stated(detection).items()
            if name != "kind"
        ),
        "electrons_per_image": _shared(recorded, "electrons"),
        "dose_e_per_A2": _shared(recorded, "dose_e_per_A2"),
        "counts_per_px": np.mean([mean for mean, *_ in recorded]),
        "gain_adu": number_of(amplifier.gain) if detection.kind == "integrating" else None,
        "offset_adu": number_of(amplifier.offset) if detection.kind == "integrating" else None,
        "read_noise_adu": number_of(amplifier.read_noise)
        if detection.kind == "integrating"
        else None,
        "bit_depth": detection.bits or detection.stored_bits,
        "blur_px": number_of(detection.point_spread.sigma_px),
        "drawn": as_text(drawn),
    }


def _shared(recorded: Sequence[Recorded], label: str) -> float | None:
    """A label of all patterns, where it is one number."""
    values = {float(value) for _, attributes, _ in recorded for value in attributes[label]}
    return values.pop() if len(values) == 1 else None


def _number(value: Any) -> str:
    if isinstance(value, tuple):
        return " ".join(map(_number, value))
    return str(value) if isinstance(value, str | Distribution) else f"{value:.10g}"
