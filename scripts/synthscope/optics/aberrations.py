"""The probe-forming lens: aperture and aberrations.

With θ the angle, φ its azimuth and C the coefficients in Å, the aberration function is
χ = 2π/λ [ −½ Δf θ² + ½ A θ² cos 2(φ − φ_A) + ⅓ B θ³ cos(φ − φ_B) + ¼ C₃ θ⁴ + ⅙ C₅ θ⁶ ],
and a beam of the probe has the phase −χ. A positive defocus (underfocus) moves the crossover
into the specimen, by its amount from the entrance surface.
"""

import math
from dataclasses import dataclass

import numpy as np

from synthscope.core.distributions import Varied
from synthscope.core.settings import Section, setting
from synthscope.optics.grids import Grid


@dataclass(frozen=True)
class Aberrations(Section):
    """Errors of the probe-forming lens."""

    defocus_A: Varied = setting(0.0, ge=-1e6, le=1e6)
    """Defocus, Å; underfocus is positive."""

    astigmatism_A: Varied = setting(0.0, ge=0, le=1e6)
    """Twofold astigmatism, Å."""

    astigmatism_deg: Varied = setting(0.0, ge=-360, le=360)
    """Azimuth of the astigmatism, degrees."""

    coma_A: Varied = setting(0.0, ge=0, le=1e7)
    """Axial coma, Å."""

    coma_deg: Varied = setting(0.0, ge=-360, le=360)
    """Azimuth of the coma, degrees."""

    c3_um: Varied = setting(0.0, ge=-1e5, le=1e5)
    """Spherical aberration C3, µm."""

    c5_mm: Varied = setting(0.0, ge=-1e6, le=1e6)
    """Spherical aberration of fifth order C5, mm."""

    def phase(self, kx: np.ndarray, ky: np.ndarray, wavelength: float) -> np.ndarray:
        """χ in rad at the spatial frequencies `kx`, `ky` (1/Å, broadcast together)."""
        x, y = wavelength * np.asarray(kx, float), wavelength * np.asarray(ky, float)
        square = x**2 + y**2
        astigmatism, coma = math.radians(self.astigmatism_deg), math.radians(self.coma_deg)
        # θ² cos 2(φ − φ_A) and θ³ cos(φ − φ_B), written without the azimuth
        twofold = (x**2 - y**2) * math.cos(2 * astigmatism) + 2 * x * y * math.sin(2 * astigmatism)
        onefold = square * (x * math.cos(coma) + y * math.sin(coma))
        return (2 * math.pi / wavelength) * (
            -self.defocus_A * square / 2
            + self.astigmatism_A * twofold / 2
            + self.coma_A * onefold / 3
            + 1e4 * self.c3_um * square**2 / 4
            + 1e7 * self.c5_mm * square**3 / 6
        )

    def displacement(
        self, semiangle_mrad: float, wavelength: float, thickness_A: float = 0.0
    ) -> float:
        """How far from the probe's centre a ray passes at most, Å: the radius of the probe's disc.

        A ray of angle θ meets the depth t at (λ/2π) ∇χ + t θ. That is largest at one of the
        specimen's surfaces, and is looked for over the whole aperture.
        """
        alpha = 1e-3 * semiangle_mrad
        radius, azimuth = np.linspace(0, alpha, 65)[1:, None], np.linspace(0, 2 * np.pi, 97)[None]
        x, y = radius * np.cos(azimuth), radius * np.sin(azimuth)
        step = 1e-4 * alpha

        def slope(dx: float, dy: float) -> np.ndarray:
            ahead = self.phase((x + dx) / wavelength, (y + dy) / wavelength, wavelength)
            behind = self.phase((x - dx) / wavelength, (y - dy) / wavelength, wavelength)
            return wavelength / (2 * np.pi) * (ahead - behind) / (2 * step)

        along_x, along_y = slope(step, 0.0), slope(0.0, step)
        return max(
            float(np.hypot(along_x + depth * x, along_y + depth * y).max())
            for depth in (0.0, thickness_A)
        )


def aperture_beams(grid: Grid, semiangle_mrad: float, wavelength: float) -> np.ndarray:
    """The beams inside the aperture as integer indices (beams, 2), ordered by x, then y.

    A beam (i, j) has the transverse frequency (i / extent_x, j / extent_y); the aperture's edge is
    not part of it.
    """
    radius = 1e-3 * semiangle_mrad / wavelength
    half = [math.floor(radius * extent) for extent in grid.extent]
    i, j = np.meshgrid(*(np.arange(-h, h + 1) for h in half), indexing="ij")
    inside = (i / grid.extent[0]) ** 2 + (j / grid.extent[1]) ** 2 < radius**2 * (1 - 1e-12)
    return np.stack([i[inside], j[inside]], axis=1)


def beam_amplitudes(
    beams: np.ndarray,
    grid: Grid,
    wavelength: float,
    aberrations: Aberrations,
    semiangle_mrad: float | None = None,
) -> np.ndarray:
    """The amplitude of each beam, complex128 (beams,); their squares sum to 1.

    Those outside of a smaller aperture of `semiangle_mrad` have none.
    """
    x, y = beams[:, 0] / grid.extent[0], beams[:, 1] / grid.extent[1]
    amplitudes = np.exp(-1j * aberrations.phase(x, y, wavelength))
    if semiangle_mrad is None:
        return amplitudes / math.sqrt(len(beams))
    radius = 1e-3 * semiangle_mrad / wavelength
    inside = x**2 + y**2 < radius**2 * (1 - 1e-12)
    return amplitudes * inside / math.sqrt(inside.sum())


def probes(
    positions: np.ndarray, beams: np.ndarray, amplitudes: np.ndarray, grid: Grid
) -> np.ndarray:
    """Probes at `positions` (P, 2) in Å, in Fourier space: complex64 (P, nx, ny).

    A probe ψ(r) is the sum of A_g exp(2πi g·(r − R)); its transform here is scaled so that the
    squared amplitudes sum to 1. An inverse transform that divides by nx · ny times nx · ny gives
    the wave whose mean square over the cell is 1.
    """
    gx, gy = beams[:, 0] / grid.extent[0], beams[:, 1] / grid.extent[1]
    phases = np.exp(-2j * math.pi * (np.outer(positions[:, 0], gx) + np.outer(positions[:, 1], gy)))
    waves = np.zeros((len(positions), *grid.shape), np.complex64)
    waves[:, beams[:, 0], beams[:, 1]] = amplitudes * phases
    return waves
