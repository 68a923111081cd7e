"""The convergence semi-angle of a pattern: given, or by the spacing of its planes."""

from synthscope.cbed.settings import StackSettings
from synthscope.optics.constants import wavelength

REFERENCE_KEV = 100.0
"""The published patterns keep the semi-angles of this energy at all others."""


def semiangle_mrad(settings: StackSettings, energy_keV: float, spacing_A: float) -> float:
    """The convergence semi-angle that the settings ask for at an energy and spacing of planes."""
    if settings.semiangle == "fixed":
        return settings.semiangle_mrad
    energy = REFERENCE_KEV if settings.semiangle == "spacing" else energy_keV
    return 1e3 * wavelength(energy) / (4 * spacing_A)
