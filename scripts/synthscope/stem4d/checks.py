"""What has to hold before a scan is worth computing, with the number that would do."""

import math
from collections.abc import Iterator

from synthscope.core.errors import InputError
from synthscope.optics.constants import wavelength
from synthscope.optics.detectors import Detector, Segment
from synthscope.optics.grids import sampled_grid
from synthscope.optics.limits import check_aperture, check_probe, check_sampling, meant_in_radians
from synthscope.stem4d.pixels import PixelGrid
from synthscope.stem4d.settings import Stem4dSettings

ROUNDING = 1 + 1e-6


def pixel_grid(settings: Stem4dSettings, field: tuple[float, float]) -> PixelGrid:
    """The pixels of a pattern of a field (Å)."""
    asked = settings.detector
    if asked.edge_mrad is None:
        return PixelGrid(asked.pixels, 1 / min(field))
    step = 2e-3 * asked.edge_mrad / asked.pixels / wavelength(settings.energy_keV)
    return PixelGrid(asked.pixels, step)


def check_detector(settings: Stem4dSettings, grid: PixelGrid, field: tuple[float, float]) -> None:
    """Refuse pixels that a field does not tell apart, and angles that the detector does not see.

    Raises
    ------
    InputError
        In one line, with the number that would be right.
    """
    lam, asked = wavelength(settings.energy_keV), settings.detector
    unit = 1e3 * lam
    told_apart = unit / min(field)
    if unit * grid.step * ROUNDING < told_apart:
        edge = math.ceil(10 * told_apart * asked.pixels / 2) / 10
        raise InputError(
            f"pixels of {unit * grid.step:.3g} mrad are finer than the {told_apart:.3g} mrad that "
            f"a field of {min(field):.4g} Å tells apart; use detector.edge_mrad {edge:g} or more, "
            f"detector.pixels {int(asked.pixels * unit * grid.step / told_apart)} or fewer, or a "
            f"field of {math.ceil(1 / grid.step)} Å"
        )
    seen, alpha = unit * grid.reach, settings.semiangle_mrad
    if alpha > seen * ROUNDING:
        raise InputError(
            f"the detector sees up to {seen:.4g} mrad and the bright disc reaches {alpha:g} mrad; "
            f"use {_larger(alpha / seen, settings, grid)}"
        )
    for name, annulus in settings.virtual_detectors(seen).items():
        width, kind = annulus.width_mrad, "virtual_detectors_mrad to annuli"
        if isinstance(annulus, Segment):
            kind = "segmented_detectors to segments"
        if width * ROUNDING < told_apart:
            raise InputError(
                f"virtual detector {name}, {annulus.inner_mrad:g} to {annulus.outer_mrad:.4g} "
                f"mrad, is narrower than the {told_apart:.3g} mrad that a field of "
                f"{min(field):.4g} Å tells apart; set {kind} as wide as "
                f"that, or use a field of {math.ceil(unit / width)} Å"
            )
        if annulus.outer_mrad > seen * ROUNDING:
            raise InputError(
                f"virtual detector {name} reaches {annulus.outer_mrad:g} mrad and the detector "
                f"sees up to {seen:.4g} mrad; use "
                f"{_larger(annulus.outer_mrad / seen, settings, grid)}"
            )


def _larger(times: float, settings: Stem4dSettings, grid: PixelGrid) -> str:
    """What lets the detector see so many times as far."""
    asked = settings.detector
    if asked.edge_mrad is not None:
        return f"detector.edge_mrad {math.ceil(10 * times * asked.edge_mrad) / 10:g} or more"
    least = 2 * math.ceil(times * grid.reach / grid.step + 0.5 - 1e-6)
    return f"detector.pixels {least} or more"


def check_settings(settings: Stem4dSettings) -> None:
    """Refuse a `stem4d` section that no specimen could make right.

    Raises
    ------
    InputError
        In one line, with the number that would do.
    """
    lam, field, angle = (
        wavelength(settings.energy_keV),
        settings.field_A,
        settings.semiangle_mrad,
    )
    square = (field, field)
    try:
        _check_scan(settings)
        grid = pixel_grid(settings, square)
        check_detector(settings, grid, square)
        if settings.sampling_A is not None:
            corner = 1e3 * lam * math.sqrt(2) * grid.farthest
            waves = sampled_grid(square, settings.sampling_A)
            check_sampling(waves, [Detector(0.0, math.ceil(10 * corner) / 10)], lam, 0.0)
            check_aperture(waves, angle, lam)
        block = settings.geometry == "block"
        depth = field if block else settings.cell_depth_A
        check_probe(square, angle, lam, settings.aberrations, depth, block)
    except InputError as error:
        meant = meant_in_radians(angle)
        raise InputError(f"stem4d.{meant}" if meant else f"stem4d: {error}") from None


def _check_scan(settings: Stem4dSettings) -> None:
    scan, field = settings.scan, settings.field_A
    length = settings.step_A * (scan.positions - 1)
    last = max(scan.start_A) + length
    if max(scan.start_A) * ROUNDING >= field:
        raise InputError(
            f"the scan starts at {max(scan.start_A):g} Å and the field ends at {field:g} Å; use a "
            f"scan.start_A below that, or field_A {math.ceil(last + 1e-9)} or more"
        )
    if last >= field * ROUNDING:
        room = field - max(scan.start_A)
        fit = max(1, math.floor(room / settings.step_A + 1e-9))
        raise InputError(
            f"the scan ends at {last:.4g} Å and the field at {field:g} Å; use scan.positions "
            f"{fit} or fewer, a smaller scan.step_A, or field_A {math.ceil(last + 1e-9)} or more"
        )


def settings_remarks(settings: Stem4dSettings) -> Iterator[str]:
    """A line for each thing that is allowed and that hardly anybody means."""
    finest = wavelength(settings.energy_keV) / (4e-3 * settings.semiangle_mrad)
    if settings.scan.step_A is None and settings.step_A > finest:
        yield (
            f"stem4d: a step of {settings.step_A:.3g} Å leaves out what a probe of "
            f"{settings.semiangle_mrad:g} mrad shows in images of virtual detectors, for which "
            f"{finest:.2g} Å are needed: stem4d.scan.positions "
            f"{math.ceil(settings.field_A / finest)} or more"
        )
