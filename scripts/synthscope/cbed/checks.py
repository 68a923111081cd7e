"""What has to hold before a convergent-beam pattern is worth computing; no arrays are needed."""

from collections.abc import Mapping
from typing import Any

from synthscope.core.errors import InputError
from synthscope.optics.aberrations import Aberrations
from synthscope.optics.constants import wavelength

LEAST_RADIUS_PX = 2.0
"""A disc with a smaller radius in the pattern shows nothing of its inside."""
REFERENCE_KEV = 100.0
"""The published patterns keep the semi-angles of this energy at all others."""


def reach(radius: float, pixel: float, steepness: float | None) -> float:
    """Beyond this distance from its centre in 1/Å no disc is lit."""
    return radius + 0.75 * pixel + (0.0 if steepness is None else 7 / steepness)


def check_pattern(
    name: str,
    energy_keV: float,
    semiangle_mrad: float,
    size: int,
    pixel: float,
    limit: float,
    steepness: float | None = None,
) -> None:
    """Refuse discs too small for the pixels, an aperture beyond the pattern, a tight band limit.

    Raises
    ------
    InputError
        In one line that begins with `name` and says what would do.
    """
    lam = wavelength(energy_keV)
    radius = 1e-3 * semiangle_mrad / lam
    if radius < LEAST_RADIUS_PX * pixel:
        least = 1e3 * lam * LEAST_RADIUS_PX * pixel
        raise InputError(
            f"{name}: at {semiangle_mrad:.3g} mrad the probe does not fit the {1 / pixel:.4g} Å "
            f"that pixels of {pixel:g} 1/Å stand for; use at least {least:.3g} mrad, or pixels of "
            f"at most {radius / LEAST_RADIUS_PX:.2g} 1/Å"
        )
    widest = reach(radius, pixel, steepness)
    edge = size / 2 * pixel
    if widest > edge:
        raise InputError(
            f"{name}: a semi-angle of {semiangle_mrad:.4g} mrad reaches beyond the pattern's edge "
            f"at {1e3 * lam * edge:.4g} mrad; use pixels of at least {2.1 * widest / size:.2g} "
            "1/Å, more of them, or a smaller angle"
        )
    if widest > limit / 2:
        raise InputError(
            f"{name}: the sampling is too coarse for {semiangle_mrad:.4g} mrad at {energy_keV:g} "
            f"keV: the band limit is {limit:g} 1/Å and should be at least {2 * widest:.3g}"
        )


def check_places(
    name: str,
    energy_keV: float,
    semiangle_mrad: float,
    pixel: float,
    farthest: float,
    thickness: float,
    aberrations: Aberrations,
) -> None:
    """Refuse probes at places that leave no room for them in a box of 1 / pixel.

    Parameters
    ----------
    farthest
        Largest distance of a probe from the middle along x or y, Å.
    """
    radius, box = 1e-3 * semiangle_mrad / wavelength(energy_keV), 1 / pixel
    rays = aberrations.displacement(semiangle_mrad, wavelength(energy_keV), thickness)
    spread = rays + 0.61 / radius
    if 2 * spread > box:
        raise InputError(
            f"{name}: the probe spreads over {2 * spread:.4g} Å and does not fit its box of "
            f"{box:.4g} Å; use pixels of at most {0.5 / spread:.2g} 1/Å"
        )
    if farthest + spread > box / 2:
        raise InputError(
            f"{name}: a probe {farthest:.4g} Å from the middle does not fit its box of {box:.4g} "
            f"Å; keep positions within {box / 2 - spread:.3g} Å, or use smaller pixels"
        )


def semiangle_mrad(settings: Mapping[str, Any], energy_keV: float, spacing_A: float) -> float:
    """The convergence semi-angle that the settings ask for at an energy and spacing of planes."""
    if settings["semiangle"] == "fixed":
        return settings["semiangle_mrad"]
    energy = REFERENCE_KEV if settings["semiangle"] == "spacing" else energy_keV
    return 1e3 * wavelength(energy) / (4 * spacing_A)


def places(settings: Mapping[str, Any]) -> list[tuple[float, float]] | None:
    """The positions of the probe that the settings ask for in Å; None for the mean over all."""
    chosen = settings["positions"]
    if chosen["kind"] == "mean":
        return None
    if chosen["kind"] == "points":
        return [tuple(map(float, point)) for point in chosen["points_A"]]
    count, edge = chosen["raster"], chosen["raster_edge_A"]
    line = [0.0] if count == 1 else [edge * (i / (count - 1) - 0.5) for i in range(count)]
    return [(x, y) for x in line for y in line]


def check_settings(settings: Mapping[str, Any]) -> None:
    """Check the whole `cbed` section against physics, for every spacing that may be chosen.

    Directions that are listed have spacings of their own, which are checked with the structure.
    """
    chosen = settings["directions"]
    listed = chosen["planes"] or chosen["axes"]
    spacings = [chosen["least_d_A"], chosen["most_d_A"]]
    if settings["semiangle"] != "fixed" and listed:
        spacings = []
    for energy in settings["energies_keV"]:
        for d in spacings:
            check_all("cbed", settings, energy, semiangle_mrad(settings, energy, d))


def check_all(name: str, settings: Mapping[str, Any], energy: float, angle: float) -> None:
    """Both checks for one energy and semi-angle."""
    check_pattern(
        name,
        energy,
        angle,
        settings["size_px"],
        settings["k_step_per_A"],
        settings["band_limit_per_A"],
        settings["edge_steepness_A"],
    )
    where = places(settings)
    if where is not None and settings["motion"]["kind"] == "phonons":
        check_places(
            name,
            energy,
            angle,
            settings["k_step_per_A"],
            max(abs(c) for point in where for c in point),
            max(settings["thicknesses_A"]),
            Aberrations(**settings["aberrations"]),
        )
