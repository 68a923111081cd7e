"""How strong propagation fringes are, and up to which distance they are those of the near field.

D. Paganin et al., J. Microsc. 206, 33 (2002), doi 10.1046/j.1365-2818.2002.01010.x.
"""

from math import pi

from synthscope.core.errors import InputError
from synthscope.tomography.artefacts.settings import FringeSettings

KEV_UM = 1.239841984e-3  # h c
LEAST_DETAIL_PX = 2  # for which the transport-of-intensity equation has to hold


def wavelength_um(energy_keV: float) -> float:
    """λ of photons in µm."""
    return KEV_UM / energy_keV


def strength_px2(settings: FringeSettings, pixel_um: float) -> float:
    """L = z λ (δ/β) / 4π in units of the area of a pixel with edges of `pixel_um`."""
    reach_um2 = 1e3 * settings.distance_mm * wavelength_um(settings.energy_keV)
    return reach_um2 * settings.delta_over_beta / (4 * pi) / pixel_um**2


def check_near_field(settings: FringeSettings, pixel_um: float) -> None:
    """Raise `InputError` where details of two pixels are beyond the near field, λ z = a²."""
    most = (LEAST_DETAIL_PX * pixel_um) ** 2 / wavelength_um(settings.energy_keV) / 1e3
    if settings.on and settings.distance_mm > most:
        raise InputError(
            f"artefacts.fringes.distance_mm is {settings.distance_mm:g}: at "
            f"{settings.energy_keV:g} keV and with pixels of {pixel_um:g} µm fringes are those of "
            f"the near field up to {most:.3g} mm"
        )
