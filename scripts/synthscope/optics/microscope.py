"""Settings of the microscope that makes and scans a probe."""

import math
from dataclasses import dataclass

from synthscope.core.distributions import Varied, varied
from synthscope.core.settings import Section, setting
from synthscope.optics.aberrations import Aberrations

FWHM = 2 * math.sqrt(2 * math.log(2))  # of a Gaussian, in units of its sigma
Tilt = varied(ge=-500, le=500)


@dataclass(frozen=True)
class Microscope(Section):
    """The probe, and how the specimen stands to it."""

    energy_keV: Varied = setting(200.0, ge=1, le=5000)
    """Energy of the electrons, keV."""

    semiangle_mrad: Varied = setting(27.0, gt=0, le=200)
    """Semi-angle of the probe's convergence, mrad."""

    aberrations: Aberrations = Aberrations()
    """Errors of the lens."""

    source_size_A: float = setting(0.0, ge=0, le=20)
    """Full width at half maximum of the source's image, Å."""

    tilt_mrad: tuple[Tilt, Tilt] = (0.0, 0.0)
    """Tilt of the specimen about y and x (beam towards +x, +y), mrad."""

    @property
    def source_sigma_A(self) -> float:
        """Standard deviation of the source's Gaussian image, Å."""
        return self.source_size_A / FWHM
