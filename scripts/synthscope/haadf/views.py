"""The HAADF image of a view: of a specimen, over its field."""

import math
from dataclasses import replace
from typing import Any

import numpy as np

from synthscope.core.errors import InputError
from synthscope.haadf.averaging import Average
from synthscope.haadf.control import Control
from synthscope.haadf.plan import Prepared, by_waves, prepare
from synthscope.haadf.series import Series
from synthscope.haadf.settings import SimulationSettings, StemSettings
from synthscope.haadf.slicing_error import slicing_error
from synthscope.optics.constants import wavelength
from synthscope.optics.limits import check_laue
from synthscope.specimens.specimen import Specimen
from synthscope.structures.snapshots import available

THICK_SLICE_A = 1.0  # tried first, where the error decides
UNSPENT = 1.5
"""By how much more slices may err where nothing is interpolated, which takes half of the error."""


def plan_view(
    specimen: Specimen,
    settings: SimulationSettings,
    name: str,
    narrowest_mrad: float | None = None,
) -> Prepared:
    """Decide on the calculation of a specimen, and refuse what physics forbids.

    Parameters
    ----------
    narrowest_mrad
        See `prepare`.

    Raises
    ------
    InputError
        Naming the view and the number that would be right.
    """
    if (
        settings.slice_A
        or settings.phonons.configurations != "auto"
        or settings.slicing != "planes"
    ):
        return _planned(specimen, settings, name, narrowest_mrad)
    thick = replace(settings, slice_A=THICK_SLICE_A)
    told = slicing_error(specimen.unit, specimen.repeats, _planned(specimen, _quick(thick), name))
    if told <= UNSPENT * settings.calculation_error:
        planned = _planned(specimen, thick, name, narrowest_mrad)
        if told <= settings.calculation_error or planned.method == "absorptive":
            return replace(planned, slicing_error=told)
    return _planned(specimen, settings, name, narrowest_mrad)


def _quick(settings: SimulationSettings) -> SimulationSettings:
    """Settings that are planned with at once, for the same grid and slices."""
    method = "multislice" if settings.method == "multislice" else "exact"
    return replace(settings, method=method, memory_mb=math.inf)


def _planned(
    specimen: Specimen,
    settings: SimulationSettings,
    name: str,
    narrowest_mrad: float | None = None,
) -> Prepared:
    snapshots, phonons = specimen.unit.snapshots, settings.phonons
    if phonons.configurations != "auto":
        count = available(phonons.configurations, snapshots)
        phonons = replace(phonons, configurations=count)
    try:
        settings.check_drawn()
        _check_whole(specimen, settings)
        depths = _depths(specimen, settings.thicknesses_A)
        planned = prepare(
            specimen.unit.numbers,
            specimen.unit.positions,
            specimen.unit.box,
            replace(settings, thicknesses_A=depths, phonons=phonons),
            specimen.unit.rms,
            specimen.repeats,
            specimen.repeat if specimen.repeats[2] > 1 else None,
            snapshots,
            narrowest_mrad,
        )
        closed = planned.method == "absorptive"
        return by_waves(planned) if closed and not Control.fits(planned) else planned
    except InputError as error:
        raise type(error)(f"haadf, view {name}: {error}") from None


def check_view(specimen: Specimen, settings: SimulationSettings, name: str) -> Prepared:
    """Refuse what physics forbids, as `plan_view` does but faster; memory is not looked at.

    The plan that is returned has the grid and the slices, and no interpolation.
    """
    return _planned(specimen, _quick(settings), name)


def series_of(average: Average, specimen: Specimen) -> Series:
    """The images of a specimen at all detectors and thicknesses, about its field."""
    prepared = average.prepared
    return Series(
        average.spectrum[:, prepared.readouts],
        prepared.lattice.grid.extent,
        tuple(specimen.origin.tolist()),
    )


def averaging_facts(average: Average) -> dict[str, Any]:
    """What the average over thermal vibration was made of, and what it leaves."""
    return {
        "phonon_configurations": average.configurations,
        "statistical_error": average.statistical_error,
    }


def calculation_facts(average: Average) -> dict[str, Any]:
    """How it was calculated in the end."""
    prepared = average.prepared
    return {"method": prepared.method, "interpolation_error": prepared.interpolation_error}


def merged(planned: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """What was planned (`metadata`), and what came of it: its errors are those of what was done."""
    facts = planned | found
    more = facts["interpolation_error"] - planned["interpolation_error"]
    return facts | {"numerical_error": planned["numerical_error"] + more}


def metadata(
    prepared: Prepared, specimen: Specimen, settings: SimulationSettings
) -> dict[str, Any]:
    """The calculation in numbers, as files and tables give them; see also `merged`."""
    slicing = prepared.slicing_error
    if slicing is None:
        slicing = slicing_error(specimen.unit, specimen.repeats, prepared)
    depths = np.array(prepared.thicknesses_A) - specimen.top
    depths[-1] = specimen.thickness
    several = {"shown_A": shown_depths(prepared)} if len(depths) > 1 else {}
    return several | {
        "pixel_size_A": settings.field_A / settings.pixels,
        "turn_deg": specimen.turn_deg,
        "strain": specimen.strain,
        "energy_keV": settings.energy_keV,
        "semiangle_mrad": settings.semiangle_mrad,
        "source_size_A": settings.source_size_A,
        "tilt_mrad": np.array(settings.tilt_mrad),
        **vars(settings.aberrations),
        "detectors_mrad": np.array(settings.detectors_mrad),
        "thicknesses_A": depths,
        "slice_A": prepared.slice_A,
        "sampling_A": prepared.sampling_A,
        "potential": settings.potential,
        "method": prepared.method,
        "interpolation_error": prepared.interpolation_error,
        "band_error": prepared.band_error,
        "slicing_error": slicing,
        "transmission_error": prepared.transmission_error,
        "numerical_error": prepared.error + slicing,
    }


def shown_depths(prepared: Prepared) -> np.ndarray:
    """(thicknesses,) how deep in its box the specimen is shown: between two slices, Å."""
    slices = prepared.gratings.slices  # of one repeat, where several are on top of each other
    z, index, count = prepared.positions[:, 2], slices.index, len(slices)
    box = prepared.slices.depth * count / len(prepared.slices)
    found = []
    for exit_ in prepared.readouts:
        below, passed = divmod(prepared.exit_planes[exit_], count)
        above = z[index < passed] if passed else z - box
        rest = z[index >= passed]
        found.append(below * box + (above.max(initial=-box) + rest.min(initial=box)) / 2)
    return np.array(found)


def _check_whole(specimen: Specimen, settings: StemSettings) -> None:
    """What `prepare` cannot see in a block or around a defect, where a box is not the repeat.

    Planes that a defect relaxes may be farther apart than the repeat: no lattice of slices forms.
    """
    if specimen.repeats[2] > 1 or specimen.repeat is None:
        return
    if settings.slicing == "equal" and settings.slices_A > specimen.repeat * 1.001:
        raise InputError(
            f"slice_A is {settings.slices_A:g}, but the crystal repeats every "
            f"{specimen.repeat:.2f} Å along the beam; use that or less"
        )
    if settings.static and not settings.accept_laue_rings:
        check_laue(list(settings.detectors), specimen.repeat, wavelength(settings.energy_keV))


def _depths(specimen: Specimen, thicknesses: tuple[float, ...]) -> tuple[float, ...]:
    """Thicknesses of the specimen as depths in its box."""
    most = max(thicknesses, default=0)
    if most > specimen.thickness + 1e-6:
        raise InputError(
            f"thicknesses_A has {most:g}, but the specimen is {specimen.thickness:.2f} Å thick"
        )
    return tuple(t + specimen.top for t in thicknesses if t < specimen.thickness - 1e-6)
