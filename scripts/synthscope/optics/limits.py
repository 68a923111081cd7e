"""What physics forbids, said before anything is computed, each with the number that would do."""

import math

import numpy as np

from synthscope.core.errors import InputError, NeedsMemory
from synthscope.optics.aberrations import Aberrations
from synthscope.optics.bandlimit import band_limit
from synthscope.optics.detectors import Detector
from synthscope.optics.grids import Grid, sampling_for
from synthscope.optics.slicing import Slices

TAIL = 0.02  # of a probe's current may lie beyond the border of its cell
LEAST_MRAD = 0.2  # as many radians are the most that a semi-angle may be
SURE_ERROR = 3e-3  # what interpolating beams holds to for certain; below, plane waves are exact


def meant_in_radians(semiangle_mrad: float) -> str:
    """What to say of a semi-angle that cannot be, where its number is one of radians; else ""."""
    if semiangle_mrad >= LEAST_MRAD:
        return ""
    return (
        f"semiangle_mrad: {semiangle_mrad:g} mrad is all but parallel; did you mean "
        f"{1e3 * semiangle_mrad:g}, for {semiangle_mrad:g} rad?"
    )


def check_sampling(grid: Grid, detectors: list[Detector], wavelength: float, extra: float) -> None:
    """Refuse a grid whose band limit does not reach the detectors' edge plus `extra` mrad."""
    reach = max(d.outer_mrad for d in detectors)
    limit = 1e3 * wavelength * band_limit(grid)
    if limit < (reach + extra) * (1 - 1e-9):
        most = math.floor(1e4 * sampling_for(reach + extra, wavelength)) / 1e4
        raise InputError(
            f"sampling_A {max(grid.sampling):.4f} keeps waves up to {limit:.1f} mrad only, but a "
            f"detector reaches {reach:g} mrad"
            + (f" and the probe {extra:g}" if extra else "")
            + f"; use {most:.4f} Å or less"
        )


def check_aperture(grid: Grid, semiangle_mrad: float, wavelength: float) -> None:
    """Refuse a probe that the grid cannot hold, or that has a single beam."""
    limit = 1e3 * wavelength * band_limit(grid)
    if semiangle_mrad > limit:
        raise InputError(
            f"semiangle_mrad {semiangle_mrad:g} is beyond the band limit, {limit:.1f} mrad; use "
            f"sampling_A {sampling_for(semiangle_mrad, wavelength):.4f} or less"
        )


def check_slices(slices: Slices, repeat_A: float | None) -> None:
    """Refuse slices longer than the specimen's repeat along the beam.

    They would act as a lattice of their own, with Laue zones that do not exist.
    """
    if repeat_A is not None and slices.longest > repeat_A * 1.001:
        raise InputError(
            f"slice_A: slices are {slices.longest:.2f} Å apart, but the specimen repeats every "
            f"{repeat_A:.2f} Å along the beam; use {repeat_A:.2f} or less"
        )


_WIDEST_A = 10_000


def probe_diameter(
    semiangle_mrad: float, wavelength: float, aberrations: Aberrations, thickness_A: float
) -> float:
    """The width in Å of a cell that holds a probe but for the fraction `TAIL` of its current.

    The disc that all rays stay in from the entrance to the exit surface, and the tail of Airy's
    disc, of which 2 / (π x), x = 2π r α / λ, lies outside of the radius r.
    """
    alpha = 1e-3 * semiangle_mrad
    spread = aberrations.displacement(semiangle_mrad, wavelength, thickness_A)
    tail = 2 / (math.pi * TAIL) * wavelength / (2 * math.pi * alpha)
    return 2 * (spread + tail)


def check_probe(
    extent: tuple[float, float],
    semiangle_mrad: float,
    wavelength: float,
    aberrations: Aberrations,
    thickness_A: float,
    block: bool = False,
) -> None:
    """Refuse a field in which the probe would overlap with its own periodic images.

    A `block` gets thicker with its field.
    """

    def diameter(thickness: float) -> float:
        return probe_diameter(semiangle_mrad, wavelength, aberrations, thickness)

    need = diameter(thickness_A)
    if min(extent) >= need:
        return
    field = math.ceil(need)
    while block and field < (wider := math.ceil(diameter(thickness_A + field - min(extent)))):
        field = wider
        if field > _WIDEST_A:
            raise InputError(
                f"the probe wraps around: it is {need:.1f} Å wide and no block is wide enough; use "
                "a smaller semi-angle or smaller aberrations"
            )
    raise InputError(
        f"the probe wraps around: it is {need:.1f} Å wide at {thickness_A:.0f} Å of thickness "
        f"and the cell only {min(extent):.1f} Å; use a field_A of {field} Å or more, or smaller "
        "aberrations"
    )


def laue_rings(repeat_A: float, wavelength: float, most_mrad: float) -> np.ndarray:
    """Angles in mrad of the higher-order Laue zones up to `most_mrad`.

    Ewald's sphere meets the n-th reciprocal layer at sin θ = λ √(2nH/λ − n²H²), H = 1 / repeat;
    written as the tangential frequency times λ, as detector angles are here.
    """
    height = 1 / repeat_A
    n = np.arange(1, int(1 / (height * wavelength)) + 1)  # the rest would be backscattered
    angles = (
        1e3 * wavelength * np.sqrt(np.maximum(2 * n * height / wavelength - (n * height) ** 2, 0))
    )
    return angles[angles <= most_mrad]


def check_laue(detectors: list[Detector], repeat_A: float | None, wavelength: float) -> None:
    """Refuse a static lattice's Laue ring on a detector: vibrations all but erase it."""
    if repeat_A is None:
        return
    for detector in detectors:
        for ring in laue_rings(repeat_A, wavelength, detector.outer_mrad):
            if ring >= detector.inner_mrad:
                raise InputError(
                    f"the detector {detector.inner_mrad:g} to {detector.outer_mrad:g} mrad has on "
                    f"it the Laue ring at {ring:.1f} mrad of a static lattice that repeats every "
                    f"{repeat_A:.2f} Å; use phonons.configurations of 1 or more, or a detector "
                    f"that ends below {math.floor(ring - 1)} mrad"
                )


def check_interpolation(error: float) -> None:
    """Refuse an error (rms over mean) whose half interpolation does not hold for certain."""
    if error / 2 < SURE_ERROR:
        raise InputError(
            f"error {error:g} is below what interpolation is sure of; use {2 * SURE_ERROR:g} or "
            "more, or method exact"
        )


def check_memory(need_mb: float, allowed_mb: float, what: str) -> None:
    """Refuse a calculation that needs more memory than allowed; `what` would make it smaller."""
    if need_mb > allowed_mb:
        raise NeedsMemory(
            f"the calculation needs {need_mb:.0f} MB and memory_mb is {allowed_mb:.0f}; use "
            f"memory_mb {math.ceil(need_mb / 100) * 100} or {what}"
        )
