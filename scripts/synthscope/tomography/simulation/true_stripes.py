"""What is known of the stripes of a simulated scan, and of its other artefacts.

Offsets are what is added to the line integrals, in units of full scale, which is the attenuation of
the densest ray. Noise has no part in them.
"""

import numpy as np
from numpy.typing import NDArray

from synthscope.tomography.simulation.beamline import LEAST_COUNTS, Beamline, RowViews
from synthscope.tomography.simulation.faults import faults_of_row
from synthscope.tomography.simulation.pixel_faults import KINDS as SPOTS

COMING_AND_GOING = ("fluctuating", "unresponsive")
"""Faults of which all is marked, also where the error happens to be small."""


def true_offset(
    beam: Beamline,
    row: int,
    transmission: NDArray[np.float32],
    shift: int,
    expected: NDArray[np.float32] | None = None,
) -> NDArray[np.float32]:
    """What stripes add to a row (angles, columns).

    Those of the detector's defects, and those of a drifting beam, whose texture is another in the
    flat fields. `transmission` is the share of the beam that arrives, and `expected` are the mean
    counts, where they are known already.
    """
    expected = beam.expected(row, transmission, shift) if expected is None else expected
    place = beam.detector_row(row, shift)
    light = beam.beam_of_row(place, shift)
    out = _drift_offset(beam, place, light)
    columns = faulty_columns(beam, row, shift)
    if len(columns):
        perfect = transmission[:, columns] * (np.float32(beam.settings.I0) * light[..., columns])
        out[:, columns] += _offset(beam, perfect, expected[:, columns])
    return out


def true_mask(
    beam: Beamline, row: int, offset: NDArray[np.float32], shift: int, least: float
) -> NDArray[np.bool_]:
    """(angles, columns): what stripes change by more than `least`, from their true offset.

    Of faults whose error comes and goes all is marked.
    """
    mask = np.zeros(offset.shape, bool)
    columns = changed_columns(beam, row, shift)
    mask[:, columns] = np.abs(offset[:, columns]) > least
    for fault in faults_of_row(beam.faults, beam.detector_row(row, shift)):
        if fault.kind in COMING_AND_GOING:
            mask[fault.angles, fault.columns] = True
    return mask


def kind_masks(
    beam: Beamline, seen: RowViews, shift: int, least: float
) -> dict[str, NDArray[np.bool_]]:
    """A mask (angles, columns) for each kind of stripe and local artefact that is switched on.

    Marked is what a kind changes by more than `least` if it is alone, and all that zingers hit.
    `seen` is a row with what each artefact does by itself.
    """
    settings, place = beam.settings, beam.detector_row(seen.row, shift)
    light = beam.beam_of_row(place, shift)
    full = np.float32(settings.I0) * light
    perfect = seen.passing.arriving * full
    masks = {}
    if settings.miscalibration:
        for kind, one, response in zip(SPOTS, beam.defects.maps, beam.defects.responses):
            size = np.float32(settings.miscalibration * settings.I0)
            counted = perfect + size * np.outer(response, one[place])
            masks[kind] = np.abs(_offset(beam, perfect, counted)) > least
    for kind in settings.faults.counts:
        masks[kind] = np.zeros(perfect.shape, bool)
    for fault in faults_of_row(beam.faults, place):
        counted = perfect.copy()
        fault.apply(counted, np.float32(settings.I0) * beam.flat[place])
        masks[fault.kind] |= np.abs(_offset(beam, perfect, counted)) > least
        if fault.kind in COMING_AND_GOING:
            masks[fault.kind][fault.angles, fault.columns] = True
    if settings.artefacts.drift.on:
        masks["drift"] = np.abs(_drift_offset(beam, place, light)) > least
    for kind in ("fringes", "blur"):
        if kind in seen.passing.alone:
            masks[kind] = np.abs(artefact_offset(beam, seen, kind)) > least
    if settings.artefacts.zingers.per_frame:
        masks["zingers"] = np.zeros(perfect.shape, bool)
        hit = beam.zingers[shift].of_row(seen.row)
        masks["zingers"][hit.angle, hit.column] = True
    return masks


def artefact_offset(beam: Beamline, seen: RowViews, kind: str) -> NDArray[np.float32]:
    """What an artefact of what passes the sample adds to a row (angles, columns)."""
    photons = np.float32(beam.settings.I0)
    return _offset(beam, photons * seen.passing.ideal, photons * seen.passing.alone[kind])


def drift_offset(beam: Beamline, row: int, shift: int) -> NDArray[np.float32]:
    """What a drifting beam leaves of its texture in a row (angles, columns)."""
    place = beam.detector_row(row, shift)
    return _drift_offset(beam, place, beam.beam_of_row(place, shift))


def _drift_offset(beam: Beamline, place: int, light: NDArray[np.float32]) -> NDArray[np.float32]:
    """What changes in all columns alike makes no stripes, and is left out."""
    if not beam.settings.artefacts.drift.on:
        return np.zeros((beam.geometry.angles, beam.geometry.columns), np.float32)
    photons = np.float32(beam.settings.I0)
    left = _offset(beam, photons * beam.mean_beam[place], photons * light)
    return left - np.median(left, axis=1, keepdims=True)


def changed_columns(beam: Beamline, row: int, shift: int) -> NDArray[np.intp]:
    """The columns of a row in which its true offset may be other than 0: few, without a drift."""
    if beam.settings.artefacts.drift.on:
        return np.arange(beam.geometry.columns)
    return faulty_columns(beam, row, shift)


def faulty_columns(beam: Beamline, row: int, shift: int) -> NDArray[np.intp]:
    """The columns of a row that have defects."""
    place = beam.detector_row(row, shift)
    faulty = beam.defects.maps[:, place].any(axis=0)
    for fault in faults_of_row(beam.faults, place):
        faulty[fault.columns] = True
    return np.flatnonzero(faulty)


def _offset(beam: Beamline, perfect: NDArray, counted: NDArray) -> NDArray[np.float32]:
    """From mean counts without and with an error."""
    before, after = (np.maximum(x, np.float32(LEAST_COUNTS)) for x in (perfect, counted))
    return np.log(before / after) / np.float32(beam.settings.attenuation)
