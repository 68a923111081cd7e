"""The sinograms of a simulated sample, in simple and in complex mode, and its scans."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from synthscope.tomography.modes.rescale import Range, range_of, to_grey
from synthscope.tomography.names import scan_path, shift_path, simple_path
from synthscope.tomography.settings import SimulationSettings
from synthscope.tomography.setup import beamline_of
from synthscope.tomography.simulation.beamline import Beamline, RowView
from synthscope.tomography.simulation.geometry import Geometry
from synthscope.tomography.simulation.legacy import legacy_view
from synthscope.tomography.simulation.phantom import Spheres
from synthscope.tomography.simulation.scans import write_scans
from synthscope.tomography.simulation.simple import simple_pairs, volume_range
from synthscope.tomography.simulation.true_stripes import (
    artefact_offset,
    drift_offset,
    kind_masks,
    marked,
    stripe_change,
)
from synthscope.tomography.stripes.model import Stripe
from synthscope.tomography.stripes.strength import Strength


@dataclass(frozen=True)
class Sinogram:
    """A sinogram to write.

    Attributes
    ----------
    path
        Below the mode's folder.
    condition
        'clean', 'stripe' or 'shiftKK'.
    grey
        Grey values (angles, columns).
    over
        The line integrals of the least and of the greatest grey value.
    strength
        Of its stripes; None where it has none by intention.
    row
        The detector row.
    mask
        (angles, columns): where stripes change it, where asked for.
    stripes
        Rows of the table of stripes, of those that were drawn into it.
    kinds
        A mask for each kind of stripe and of local artefact, where asked for.
    changes
        The largest change by each artefact that is not local to frames, in units of full scale,
        where asked for.
    zingers
        How many of its pixels they hit, where there are any.
    """

    path: Path
    condition: str
    grey: NDArray[np.uint16]
    over: Range
    strength: Strength | None = None
    row: int = 0
    mask: NDArray[np.bool_] | None = None
    stripes: tuple[dict[str, Any], ...] = ()
    kinds: dict[str, NDArray[np.bool_]] = field(default_factory=dict)
    changes: dict[str, float] = field(default_factory=dict)
    zingers: int | None = None


def simulated_sinograms(
    mode: str, settings: SimulationSettings, spheres: Spheres, seed: int, sample: int
) -> Iterator[Sinogram]:
    """All sinograms of a sample, clean and striped or shifted."""
    make = {"simple": _simple, "complex": _complex}[mode]
    return make(settings, spheres, seed, sample)


def simulated_scans(
    settings: SimulationSettings,
    spheres: Spheres,
    seed: int,
    sample: int,
    pixel_A: float,
    folder: Path,
    drawn: str,
) -> list[Path]:
    """Write the sample's NXtomo file of every shift, in complex mode; give the paths.

    `drawn` is what was drawn for the sample, as JSON.
    """
    beam = beamline_of(settings, spheres, seed, sample)
    paths = [folder / scan_path(sample, shift) for shift in range(settings.shifts)]
    write_scans(beam, paths, pixel_A * 1e-10, drawn=drawn)
    return paths


def scan_frames(settings: SimulationSettings) -> int:
    """Frames in such a file: flat fields and projections."""
    flats = settings.flats_number + settings.artefacts.drift.flats_after
    return flats + Geometry.of(settings).angles


def _simple(settings: SimulationSettings, spheres, seed, sample) -> Iterator[Sinogram]:
    geometry, integrated = Geometry.of(settings), settings.pixel_integrated
    over = volume_range(spheres, geometry, integrated)
    grey = _with_headroom(Range(0.0, 1.0), settings)
    white = Range(over.low + over.span * grey.low, over.low + over.span * grey.high)
    about = spheres, geometry, settings.stripes, seed, sample, over, grey, integrated, settings.fold
    for pair in simple_pairs(*about):
        if settings.empty_rows == "leave_out" and pair.clean.min() == pair.clean.max():
            continue
        paths = [simple_path(sample, kind, pair.row) for kind in ("clean", "stripe")]
        listed = tuple(_listed(stripe, pair.row, geometry) for stripe in pair.stripes)
        changed = pair.offset != 0
        strength = _strength(changed, over.span * pair.offset, pair.clean.size)
        mask, kinds = None, {}
        if {"masks", "kinds"} & {*settings.truth}:
            mask = np.zeros(pair.clean.shape, bool)
            mask[:, pair.columns] = changed
            kinds = _drawn_kinds(listed, mask) if "kinds" in settings.truth else {}
        about = strength, pair.row, mask, listed, kinds
        yield Sinogram(paths[0], "clean", pair.clean, white, row=pair.row)
        yield Sinogram(paths[1], "stripe", pair.stripe, white, *about)


def _listed(stripe: Stripe, row: int, geometry: Geometry) -> dict[str, Any]:
    """A drawn stripe as a row of the table of stripes."""
    angles = geometry.angles_deg
    full = stripe.stop - stripe.first == geometry.angles
    return {
        "view": "stripe",
        "row": row,
        "last_row": row,
        "kind": "full" if full else "partial",
        "column": stripe.column,
        "width": 2 * stripe.thickness + 1,
        "first_angle": stripe.first,
        "stop_angle": stripe.stop,
        "first_deg": float(angles[stripe.first]),
        "stop_deg": float(angles[stripe.stop - 1]),
        "offset": stripe.offset,
    }


def _complex(settings: SimulationSettings, spheres, seed, sample) -> Iterator[Sinogram]:
    beam = beamline_of(settings, spheres, seed, sample)
    shifts = [None, *range(settings.shifts)]
    if settings.legacy_noise:
        yield from _legacy(beam, shifts)
        return
    over = _with_headroom(beam.clean_range(), settings)
    alone = "kinds" in settings.truth or "artefacts" in settings.truth
    for seen in beam.views(shifts, alone):
        row, shift = seen.row, seen.shift
        known = {} if shift is None else _known(beam, seen)
        grey = to_grey(beam.sinogram(row, seen.counts, shift), over)
        about = shift_path(sample, shift, row), _condition(shift), grey, over
        yield Sinogram(*about, row=row, **known)


def _known(beam: Beamline, seen: RowView) -> dict[str, Any]:
    """What is known of a row of a shift, by the names of `Sinogram`."""
    settings, row, shift = beam.settings, seen.row, seen.shift
    change = stripe_change(beam, row, seen.passing.arriving, shift, seen.expected)
    found = marked(beam, change, settings.least_defect)
    known = {"strength": _strength(found, change.offset, seen.counts.size, beam.densest)}
    if "masks" in settings.truth:
        known["mask"] = change.of_row(found, beam.geometry.columns)
    if "kinds" in settings.truth:
        known["kinds"] = kind_masks(beam, seen, settings.least_defect)
    if "artefacts" in settings.truth:
        offsets = {kind: artefact_offset(beam, seen, kind) for kind in seen.passing.alone}
        if settings.artefacts.drift.on:
            offsets["drift"] = drift_offset(beam, row, shift)
        known["changes"] = {kind: float(np.abs(one).max()) for kind, one in offsets.items()}
    if settings.artefacts.zingers.per_frame:
        hit = beam.zingers[shift].of_row(row)
        known["zingers"] = len(np.unique(hit.angle * beam.geometry.columns + hit.column))
    return known


def _strength(
    marked: NDArray[np.bool_], offset: NDArray, pixels: int, unit: float = 1.0
) -> Strength:
    """Of an image of so many pixels, from the columns (angles, n) that are changed at all."""
    strongest = unit * Strength.of(offset).strongest if offset.size else 0.0
    return Strength(100 * np.count_nonzero(marked) / pixels, strongest)


def _drawn_kinds(listed, mask: NDArray[np.bool_]) -> dict[str, NDArray[np.bool_]]:
    """A mask for each kind of drawn stripe, from their rows in the table and what they change."""
    kinds = {kind: np.zeros_like(mask) for kind in ("full", "partial")}
    for one in listed:
        left = max(one["column"] - one["width"] // 2, 0)
        place = (
            slice(one["first_angle"], one["stop_angle"]),
            slice(left, one["column"] + one["width"] // 2 + 1),
        )
        kinds[one["kind"]][place] = mask[place]
    return kinds


def _legacy(beam: Beamline, shifts) -> Iterator[Sinogram]:
    for shift in shifts:
        volume = legacy_view(beam, shift)
        over = range_of(volume)
        for row, sinogram in enumerate(volume):
            path = shift_path(beam.sample, shift, row)
            yield Sinogram(path, _condition(shift), to_grey(sinogram, over), over, row=row)


def _with_headroom(over: Range, settings: SimulationSettings) -> Range:
    room = 0.0 if settings.fold else settings.headroom
    return over.with_room(room, room / 2)


def _condition(shift: int | None) -> str:
    return "clean" if shift is None else f"shift{shift:02d}"
