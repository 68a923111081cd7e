"""Constants of nature (CODATA 2018) and what follows from them for a fast electron."""

import math

PLANCK = 6.62607015e-34  # J s
ELECTRON_MASS = 9.1093837015e-31  # kg
ELEMENTARY_CHARGE = 1.602176634e-19  # C
LIGHT = 299792458.0  # m/s

REST_ENERGY_EV = ELECTRON_MASS * LIGHT**2 / ELEMENTARY_CHARGE

POTENTIAL_PER_SCATTERING_FACTOR = (
    1e20 * PLANCK**2 / (2 * math.pi * ELECTRON_MASS * ELEMENTARY_CHARGE)
)
"""h² / (2π m e) = 47.878 V Å²: a projected potential's Fourier transform in V Å³ is this × f_e."""


def wavelength(energy_keV: float) -> float:
    """Relativistic wavelength in Å of an electron accelerated by `energy_keV` kilovolts."""
    energy = 1e3 * energy_keV
    return (
        1e10
        * PLANCK
        * LIGHT
        / (ELEMENTARY_CHARGE * math.sqrt(energy * (2 * REST_ENERGY_EV + energy)))
    )


def interaction_parameter(energy_keV: float) -> float:
    """σ = 2π m e λ / h² in rad / (V Å): phase for each V Å of projected potential."""
    mass = ELECTRON_MASS * (1 + 1e3 * energy_keV / REST_ENERGY_EV)
    metres = 1e-10 * wavelength(energy_keV)
    return 1e-10 * 2 * math.pi * mass * ELEMENTARY_CHARGE * metres / PLANCK**2
