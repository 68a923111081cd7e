"""Reflections of a crystal: exact structure factors, and the lines of its powder pattern."""

import math
from dataclasses import dataclass

import gemmi
import numpy as np

from synthscope.core.errors import InputError
from synthscope.structures.model import Crystal

CU_K_ALPHA_A = 1.54184
"""Mean wavelength of Cu Kα in Å."""
MOST_REFLECTIONS = 2_000_000


@dataclass(frozen=True)
class Line:
    """All reflections of one d-spacing.

    Attributes
    ----------
    hkl
        The strongest of them (of equals the one with the largest h, then k, then l), referred to
        the crystal's own cell.
    d
        Spacing of the planes in Å.
    multiplicity
        How many reflections fall on the line.
    intensity
        Of the whole line, 100 for the strongest of all lines of the list.
    """

    hkl: tuple[int, int, int]
    d: float
    multiplicity: int
    intensity: float


def indices_up_to(cell: np.ndarray, least_d: float) -> np.ndarray:
    """All [h, k, l] except 0 0 0 with a spacing of at least `least_d` Å, integers (M, 3)."""
    most = np.floor(np.linalg.norm(cell, axis=1) / least_d + 1e-9).astype(int)
    count = math.prod(int(2 * m + 1) for m in most)
    if count > MOST_REFLECTIONS:
        raise InputError(
            f"a cell of {np.round(np.linalg.norm(cell, axis=1), 1).tolist()} Å has {count} "
            f"reflections above {least_d} Å; raise the smallest spacing"
        )
    axes = [np.arange(-m, m + 1) for m in most]
    hkl = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 3)
    g = np.linalg.norm(hkl @ np.linalg.inv(cell).T, axis=1)
    return hkl[(g > 1e-9) & (g * least_d <= 1 + 1e-9)]


def structure_factors(crystal: Crystal, hkl: np.ndarray, radiation: str = "xray") -> np.ndarray:
    """F = Σ f(g) exp(2πi h·x) for each reflection, complex (M,), without thermal motion.

    Parameters
    ----------
    hkl
        (M, 3) integers.
    radiation
        "xray": f of the International Tables C (1992), 6.1.1, in electrons. "electron": f of table
        4.3.2.2 there, in Å.
    """
    g = np.linalg.norm(hkl @ np.linalg.inv(crystal.cell).T, axis=1)
    quarter = g**2 / 4
    total = np.zeros(len(hkl), complex)
    for number in np.unique(crystal.numbers):
        element = gemmi.Element(int(number))
        table = element.it92 if radiation == "xray" else element.c4322
        if table is None:
            raise InputError(
                f"{crystal.id}: no {radiation} scattering factor for {element.name}; "
                "choose zone axes by d-spacing, or list them"
            )
        factor = np.array([table.calculate_sf(x) for x in quarter.tolist()])
        positions = crystal.fractional[crystal.numbers == number]
        total += factor * np.exp(2j * math.pi * (hkl @ positions.T)).sum(axis=1)
    return total


def powder_lines(
    crystal: Crystal,
    least_d: float = CU_K_ALPHA_A / 2,
    radiation: str = "xray",
    wavelength: float = CU_K_ALPHA_A,
) -> list[Line]:
    """The lines of the powder pattern with a spacing of at least `least_d` Å, the largest d first.

    For X-rays the intensity is Σ|F|² (1 + cos² 2θ) / (sin² θ cos θ), with the Lorentz-polarisation
    factor of an unpolarised beam; for electrons it is Σ|F|² d² (small angles). Reflections weaker
    than 1e-5 of the strongest line count as extinct.
    """
    hkl = indices_up_to(crystal.cell, max(least_d, wavelength / 2 * (1 + 1e-6)))
    hkl = hkl[np.lexsort(-hkl.T[::-1])]
    d = 1 / np.linalg.norm(hkl @ np.linalg.inv(crystal.cell).T, axis=1)
    power = np.abs(structure_factors(crystal, hkl, radiation)) ** 2
    if radiation == "xray":
        theta = np.arcsin(np.minimum(wavelength / (2 * d), 1))
        lorentz = (1 + np.cos(2 * theta) ** 2) / (np.sin(theta) ** 2 * np.cos(theta))
    else:
        lorentz = d**2
    order = np.argsort(-d, kind="stable")
    starts = np.flatnonzero(np.diff(d[order], prepend=np.inf) < -2e-5 * d[order])
    members = np.split(order, starts[1:]) if len(order) else []
    total = [float((power[m] * lorentz[m]).sum()) for m in members]
    most = max(total, default=0.0)
    lines = []
    for intensity, group in zip(total, members):
        if intensity <= 1e-5 * most:
            continue
        group = np.sort(group)  # back to the order of the indices
        strong = group[power[group] >= power[group].max() * (1 - 1e-6)][0]
        lines.append(
            Line(
                tuple(int(i) for i in hkl[strong]),
                float(d[strong]),
                len(group),
                100 * intensity / most,
            )
        )
    return lines
