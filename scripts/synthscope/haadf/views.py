"""The HAADF image of a view: of a specimen, over its field."""

import math
from typing import Any

import numpy as np

from synthscope.core.errors import InputError
from synthscope.haadf.averaging import Average
from synthscope.haadf.plan import Prepared, prepare
from synthscope.haadf.settings import StemSettings
from synthscope.haadf.slicing import slicing_error
from synthscope.optics.aberrations import Aberrations
from synthscope.optics.constants import wavelength
from synthscope.optics.limits import check_laue
from synthscope.specimens.specimen import Specimen
from synthscope.structures.elements import atomic_number
from synthscope.structures.snapshots import available
from synthscope.structures.vibrations import foreign_rms

_AS_THEY_ARE = (
    *("energy_keV", "semiangle_mrad", "source_size_A", "method", "sampling_A", "slice_A"),
    *("slicing", "potential", "accept_laue_rings", "memory_mb", "device"),
)

NUMERICAL = 0.4  # of the image's error may be that of the calculation, where the rest follows
SETS = ((0.13, 2), (0.065, 3), (0.0, 5))
"""From which error of averaging on how many complementing configurations are a set.

About as many as reach it in SrTiO3 and gold, 24 Å thick, at 100 to 150 mrad: 2 leave 0.11, 3 leave
0.08, 5 leave 0.06.
"""


def settings_of(section: dict[str, Any]) -> StemSettings:
    """What the `haadf` section of a configuration, as plain data, asks of the calculation.

    Thicknesses depend on the specimen and are left out.
    """
    phonons = section["phonons"]
    count, error, statistical = phonons["configurations"], section["error"], None
    if count == "auto":
        statistical, error = error * math.sqrt(1 - NUMERICAL**2), error * NUMERICAL
        count = next(size for least, size in SETS if statistical >= least)
    return StemSettings(
        **{name: section[name] for name in _AS_THEY_ARE},
        error=error,
        statistical_error=statistical,
        aberrations=Aberrations(**section["aberrations"]),
        tilt_mrad=tuple(section["tilt_mrad"]),
        detectors_mrad=tuple(tuple(angles) for angles in section["detectors_mrad"]),
        phonon_configurations=count,
        rms_A={atomic_number(symbol): rms for symbol, rms in foreign_rms(phonons).items()},
        default_rms_A=phonons["default_rms_A"],
    )


def plan_view(specimen: Specimen, section: dict[str, Any], name: str) -> Prepared:
    """Decide on the calculation of a specimen, and refuse what physics forbids.

    Raises
    ------
    InputError
        Naming the view and the number that would be right.
    """
    settings = settings_of(section)
    try:
        _check_whole(specimen, settings)
        wanted = {**vars(settings), "thicknesses_A": _depths(specimen, section["thicknesses_A"])}
        snapshots, asked = specimen.unit.snapshots, settings.phonon_configurations
        wanted["phonon_configurations"] = available(asked, snapshots)
        return prepare(
            specimen.unit.numbers,
            specimen.unit.positions,
            specimen.unit.box,
            StemSettings(**wanted),
            specimen.unit.rms,
            specimen.repeats,
            specimen.repeat if specimen.repeats[2] > 1 else None,
            snapshots,
        )
    except InputError as error:
        raise InputError(f"haadf, view {name}: {error}") from None


def check_view(specimen: Specimen, section: dict[str, Any], name: str) -> None:
    """Refuse what physics forbids, as `plan_view` does but faster; memory is not looked at."""
    method = "multislice" if section["method"] == "multislice" else "exact"
    plan_view(specimen, section | {"method": method, "memory_mb": math.inf}, name)


def show(average: Average, specimen: Specimen, section: dict[str, Any]) -> np.ndarray:
    """(thicknesses, detectors, rows, columns) fractions of the beam over the field."""
    pixels, step = section["pixels"], section["field_A"] / section["pixels"]
    x, y = (start + step * np.arange(pixels) for start in specimen.origin)
    return average.image(x, y).transpose(1, 0, 3, 2)


def averaging_facts(average: Average) -> dict[str, Any]:
    """What the average over thermal vibration was made of, and what it leaves."""
    return {
        "phonon_configurations": average.configurations,
        "statistical_error": average.statistical_error,
    }


def metadata(prepared: Prepared, specimen: Specimen, section: dict[str, Any]) -> dict[str, Any]:
    """The calculation in numbers, as files and tables give them."""
    settings = prepared.settings
    slicing = slicing_error(specimen.unit, specimen.repeats, prepared)
    depths = np.array(prepared.thicknesses_A) - specimen.top
    depths[-1] = specimen.thickness
    return {
        "pixel_size_A": section["field_A"] / section["pixels"],
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


def _check_whole(specimen: Specimen, settings: StemSettings) -> None:
    """What `prepare` cannot see in a block or around a defect, where a box is not the repeat.

    Planes that a defect relaxes may be farther apart than the repeat: no lattice of slices forms.
    """
    if specimen.repeats[2] > 1 or specimen.repeat is None:
        return
    if settings.slicing == "equal" and settings.slice_A > specimen.repeat * 1.001:
        raise InputError(
            f"slice_A is {settings.slice_A:g}, but the crystal repeats every "
            f"{specimen.repeat:.2f} Å along the beam; use that or less"
        )
    if settings.phonon_configurations == 0 and not settings.accept_laue_rings:
        check_laue(list(settings.detectors), specimen.repeat, wavelength(settings.energy_keV))


def _depths(specimen: Specimen, thicknesses: list[float]) -> tuple[float, ...]:
    """Thicknesses of the specimen as depths in its box."""
    most = max(thicknesses, default=0)
    if most > specimen.thickness + 1e-6:
        raise InputError(
            f"thicknesses_A has {most:g}, but the specimen is {specimen.thickness:.2f} Å thick"
        )
    return tuple(t + specimen.top for t in thicknesses if t < specimen.thickness - 1e-6)
