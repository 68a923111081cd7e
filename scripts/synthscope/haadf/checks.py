"""Checks of HAADF settings that need no structure."""

import math
from collections.abc import Iterable, Iterator
from itertools import chain

from synthscope.core.distributions import Distribution
from synthscope.core.errors import InputError
from synthscope.core.extremes import at_extremes, corners
from synthscope.haadf.conditions import Condition
from synthscope.haadf.frame import frame_of, needed_field_A
from synthscope.haadf.lens_settings import LensSettings, with_sharpest_lens
from synthscope.haadf.margin import margin
from synthscope.haadf.settings import HaadfSettings, SimulationSettings
from synthscope.haadf.size import kept_frames, series_bytes
from synthscope.haadf.stages import shown_conditions
from synthscope.optics.constants import wavelength
from synthscope.optics.grids import sampled_grid
from synthscope.optics.limits import (
    check_aperture,
    check_interpolation,
    check_probe,
    check_sampling,
    meant_in_radians,
)

LEAST_FRAME_PX = 8  # along an edge; PNG images leave out three at each side


def distorting_mb(settings: HaadfSettings, conditions: int) -> int:
    """Memory that distorting a view and writing its files takes, MB.

    What was measured of frames of 64² to 2048² pixels, and a quarter more: 90 bytes a pixel, 8 for
    each of the conditions of an image, 20 for each frame of a series, and 4 for each simulated
    image of a view, of which there are up to six for each thickness and detector. Besides, the
    Fourier series of those.
    """
    _, settings = at_extremes(settings)
    layers = 6 * (len(settings.thicknesses_A) + 1) * len(settings.detectors_mrad)
    frames = max(map(kept_frames, shown_conditions(settings).values()), default=0)
    pixel = 90 + 8 * conditions + 20 * frames + 4 * layers
    kept = layers * series_bytes(settings)
    return 300 + round(1.25e-6 * (settings.pixels**2 * pixel + kept))


def check_settings(settings: HaadfSettings) -> None:
    """Refuse a `haadf` section of a configuration that no specimen could make right.

    Raises
    ------
    InputError
        In one line, with the number that would do.
    """
    lens = LensSettings.within(settings)
    least_depths, _ = at_extremes(settings.thicknesses_A)
    for corner in corners(with_sharpest_lens(SimulationSettings.within(settings))):
        _check_physics(corner, lens)
        most = max(least_depths, default=0)
        if isinstance(settings.cell_depth_A, Distribution) and most > corner.cell_depth_A:
            raise InputError(
                f"haadf: thicknesses_A has {most:g}, and cell_depth_A may be drawn as "
                f"{corner.cell_depth_A:g}; use thicknesses_A up to that or a greater least depth"
            )
    try:
        for extreme in at_extremes(settings):
            shown = chain(*shown_conditions(extreme).values())
            check_frames(shown, settings.pixels, _least_pixel_A(settings))
        if settings.geometry == "block" and not frames_fit(settings):
            raise InputError(unfit(settings, "a block does not repeat (geometry cell does)"))
    except InputError as error:
        raise InputError(f"haadf: {error}") from None


def _check_physics(settings: SimulationSettings, lens: LensSettings) -> None:
    """Of settings in which nothing varies, with the sharpest probe of all lenses."""
    lam, detectors = wavelength(settings.energy_keV), list(settings.detectors)
    field, angle = settings.field_A, settings.semiangle_mrad
    try:
        if settings.method == "interpolated":
            check_interpolation(settings.calculation_error)
        if settings.sampling_A is not None:
            grid = sampled_grid((field, field), settings.sampling_A)
            extra = angle if settings.method == "interpolated" else 0.0
            check_sampling(grid, detectors, lam, extra)
            check_aperture(grid, angle, lam)
        block = settings.geometry == "block"
        depth = field if block else settings.cell_depth_A
        for one in lens.widest():
            probe = one.semiangle_mrad, lam, one.aberrations, depth
            check_probe((field, field), *probe, block)
    except InputError as error:
        meant = meant_in_radians(lens.narrowest_mrad)
        raise InputError(f"haadf.{meant}" if meant else f"haadf: {error}") from None


def frames_fit(settings: HaadfSettings) -> bool:
    """Whether every frame that may be drawn lies within the simulated field."""
    return _frames_A(settings) <= settings.field_A * (1 + 1e-9)


def unfit(settings: HaadfSettings, because: str) -> str:
    """Why a specimen cannot be seen in frames that do not fit, and what would be right."""
    return (
        f"general.frame reaches beyond the simulated field, and {because}: it needs field_A "
        f"{math.ceil(_frames_A(settings))} with the pixel_size_A of now stated in general.frame, "
        "or smaller pixels and shifts"
    )


def _frames_A(settings: HaadfSettings) -> float:
    return needed_field_A(settings.general.frame, settings.pixels, settings.field_A)


def _least_pixel_A(settings: HaadfSettings) -> float:
    """The least edge of a pixel that may be drawn."""
    least, _ = at_extremes(settings)
    frame = frame_of(least.general.frame, least.pixels, least.field_A)
    return min(frame.pixel_A, least.field_A / least.pixels)


def check_frames(shown: Iterable[Condition], pixels: int, pixel_A: float) -> None:
    """Refuse a condition that crops its frame to next to nothing.

    Parameters
    ----------
    pixel_A
        The least edge of a pixel.

    Raises
    ------
    InputError
        With the number of pixels that would do.
    """
    for condition in shown:
        most = max(margin(condition.distortion, pixel_A))
        if most and pixels - 2 * most < LEAST_FRAME_PX:
            raise InputError(
                f"haadf.conditions.{condition.name}: edges `crop` cuts {most} pixels off at each "
                f"side of {pixels}; use haadf.pixels {2 * most + LEAST_FRAME_PX} or more, smaller "
                "displacements, or edges `reflect`"
            )


def settings_remarks(settings: HaadfSettings) -> Iterator[str]:
    """A line for each thing that is allowed and that hardly anybody means.

    An image holds nothing finer than half a wavelength over the semi-angle (its band ends at
    2α/λ), and shows it from two pixels a period on.
    """
    _, coarsest = at_extremes(settings)
    frame = frame_of(coarsest.general.frame, settings.pixels, settings.field_A)
    pixel = frame.pixel_A if "general" in settings.sets else settings.field_A / settings.pixels
    angle = coarsest.semiangle_mrad
    finest = wavelength(coarsest.energy_keV) / (4e-3 * angle)
    if pixel > finest:
        least = math.ceil(pixel * settings.pixels / finest)
        yield (
            f"haadf: pixels of {pixel:.3g} Å leave out what a probe of "
            f"{angle:g} mrad shows, for which {finest:.2g} Å are needed: "
            f"haadf.pixels {least} or more"
        )
    shown = {one.name for found in shown_conditions(settings).values() for one in found}
    for name in sorted(settings.conditions.keys() - shown):
        yield (
            f"haadf.conditions.{name}: no image is made of it; name it in the conditions of a set "
            "(haadf.general.conditions), or leave it out"
        )
    least, greatest = at_extremes(settings.detectors_mrad)
    for (inner, _), (_, outer) in zip(least, greatest):
        if inner < angle < outer:
            yield (
                f"haadf: the detector [{inner:g}, {outer:g}] mrad takes in a part of the bright "
                f"disc, which ends at {angle:g} mrad: no dark field; begin there "
                "or beyond"
            )
