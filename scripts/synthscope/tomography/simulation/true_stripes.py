"""What is known of the stripes of a simulated scan, and of its other artefacts.

Offsets are what is added to the line integrals, in units of full scale, which is the attenuation of
the densest ray. Noise has no part in them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from synthscope.tomography.simulation.beamline import LEAST_COUNTS, Beamline, RowView
from synthscope.tomography.simulation.faults import faults_of_row
from synthscope.tomography.simulation.pixel_faults import KINDS as SPOTS

COMING_AND_GOING = ("fluctuating", "unresponsive")
"""Faults of which all is marked, also where the error happens to be small."""


@dataclass(frozen=True)
class StripeChange:
    """What stripes change of a row of a shift.

    Attributes
    ----------
    row, shift
        Of the scan.
    columns
        (n,): those that they may change, in ascending order: few, without a drift.
    offset
        (angles, n): what they add to these.
    """

    row: int
    shift: int
    columns: NDArray[np.intp]
    offset: NDArray[np.float32]

    def of_row(self, part: NDArray, columns: int) -> NDArray:
        """(angles, columns): what is known of the change's columns (angles, n), and 0 elsewhere."""
        out = np.zeros((len(part), columns), part.dtype)
        out[:, self.columns] = part
        return out


def stripe_change(
    beam: Beamline,
    row: int,
    transmission: NDArray[np.float32],
    shift: int,
    expected: NDArray[np.float32] | None = None,
) -> StripeChange:
    """What stripes add to a row, in the columns that they may change.

    Those of the detector's defects, and those of a drifting beam, whose texture is another in the
    flat fields. `transmission` is the share of the beam that arrives, and `expected` are the mean
    counts, where they are known already.
    """
    expected = beam.expected(row, transmission, shift) if expected is None else expected
    place = beam.detector_row(row, shift)
    light = beam.beam_of_row(place, shift)
    columns = _faulty_columns(beam, place)
    perfect = transmission[:, columns] * (np.float32(beam.settings.I0) * light[..., columns])
    offset = _offset(beam, perfect, expected[:, columns])
    if beam.settings.artefacts.drift.on:
        everywhere = _drift_offset(beam, place, light)
        everywhere[:, columns] += offset
        columns = np.arange(beam.geometry.columns)
        offset = everywhere[:, columns]
    return StripeChange(row, shift, columns, offset)


def true_offset(
    beam: Beamline, row: int, transmission: NDArray[np.float32], shift: int
) -> NDArray[np.float32]:
    """What stripes add to a row (angles, columns); see `stripe_change`."""
    change = stripe_change(beam, row, transmission, shift)
    return change.of_row(change.offset, beam.geometry.columns)


def marked(beam: Beamline, change: StripeChange, least: float) -> NDArray[np.bool_]:
    """(angles, n): what stripes change by more than `least`, of the columns of a change.

    Of faults whose error comes and goes all is marked.
    """
    found = np.abs(change.offset) > least
    for fault in faults_of_row(beam.faults, beam.detector_row(change.row, change.shift)):
        if fault.kind in COMING_AND_GOING:
            first = np.searchsorted(change.columns, fault.column)
            found[fault.angles, first : first + len(fault.profile)] = True
    return found


def true_mask(beam: Beamline, change: StripeChange, least: float) -> NDArray[np.bool_]:
    """(angles, columns): what stripes change of a whole row; see `marked`."""
    return change.of_row(marked(beam, change, least), beam.geometry.columns)


def kind_masks(beam: Beamline, seen: RowView, least: float) -> dict[str, NDArray[np.bool_]]:
    """A mask (angles, columns) for each kind of stripe and local artefact that is switched on.

    Marked is what a kind changes by more than `least` if it is alone, and all that zingers hit.
    `seen` is a row with what each artefact does by itself.
    """
    settings, place = beam.settings, beam.detector_row(seen.row, seen.shift)
    light = beam.beam_of_row(place, seen.shift)
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
        hit = beam.zingers[seen.shift].of_row(seen.row)
        masks["zingers"][hit.angle, hit.column] = True
    return masks


def artefact_offset(beam: Beamline, seen: RowView, kind: str) -> NDArray[np.float32]:
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


def _faulty_columns(beam: Beamline, place: int) -> NDArray[np.intp]:
    """The columns of a detector row that have defects."""
    faulty = beam.defects.maps[:, place].any(axis=0)
    for fault in faults_of_row(beam.faults, place):
        faulty[fault.columns] = True
    return np.flatnonzero(faulty)


def _offset(beam: Beamline, perfect: NDArray, counted: NDArray) -> NDArray[np.float32]:
    """From mean counts without and with an error."""
    before, after = (np.maximum(x, np.float32(LEAST_COUNTS)) for x in (perfect, counted))
    return np.log(before / after) / np.float32(beam.settings.attenuation)
