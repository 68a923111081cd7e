"""What can be said of HAADF settings before any structure is known."""

from itertools import chain
from typing import Any

from synthscope.core.errors import InputError
from synthscope.haadf.conditions import check_frames
from synthscope.haadf.stages import shown_conditions
from synthscope.optics.aberrations import Aberrations
from synthscope.optics.constants import wavelength
from synthscope.optics.detectors import Detector
from synthscope.optics.grids import Grid, smooth_size
from synthscope.optics.limits import (
    check_aperture,
    check_interpolation,
    check_probe,
    check_sampling,
)
from synthscope.structures.elements import atomic_number


def distorting_mb(section: dict[str, Any], conditions: int) -> int:
    """Memory that distorting a view and writing its files takes, MB.

    What was measured of frames of 64² to 2048² pixels, and a quarter more: 90 bytes a pixel, 8 for
    each of the conditions of an image, and 4 for each simulated image of a view, of which there are
    up to six for each thickness and detector.
    """
    layers = (len(section["thicknesses_A"]) + 1) * len(section["detectors_mrad"])
    pixel = 90 + 8 * conditions + 4 * 6 * layers
    return 300 + round(1.25e-6 * section["pixels"] ** 2 * pixel)


def check_section(section: dict[str, Any]) -> None:
    """Refuse a `haadf` section of a configuration that no specimen could make right.

    Raises
    ------
    InputError
        In one line, with the number that would do.
    """
    lam = wavelength(section["energy_keV"])
    field, angle = section["field_A"], section["semiangle_mrad"]
    detectors = [Detector(*angles) for angles in section["detectors_mrad"]]
    try:
        for symbol in (*section["phonons"]["rms_A"], section["defects"]["element"]):
            if symbol is not None:
                atomic_number(symbol)
        if section["method"] == "interpolated":
            check_interpolation(section["error"])
        if section["sampling_A"] is not None:
            size = smooth_size(field / section["sampling_A"])
            grid = Grid((size, size), (field, field))
            extra = angle if section["method"] == "interpolated" else 0.0
            check_sampling(grid, detectors, lam, extra)
            check_aperture(grid, angle, lam)
        depth = field if section["geometry"] == "block" else section["cell_depth_A"]
        lens, block = Aberrations(**section["aberrations"]), section["geometry"] == "block"
        check_probe((field, field), angle, lam, lens, depth, block)
        check_frames(chain(*shown_conditions(section).values()), section["pixels"])
    except InputError as error:
        raise InputError(f"haadf: {error}") from None
