"""The patterns of a crystal: all directions and energies that the settings ask for."""

import math
from dataclasses import dataclass

import numpy as np

from synthscope.cbed.checks import check
from synthscope.cbed.conditions import conditions
from synthscope.cbed.pattern import PatternGrid
from synthscope.cbed.semiangle import semiangle_mrad
from synthscope.cbed.settings import CbedSettings
from synthscope.cbed.simulate import simulate
from synthscope.core.draws import draw_allowed
from synthscope.core.errors import InputError
from synthscope.core.extremes import varies
from synthscope.core.seeds import generator
from synthscope.multislice.device import arrays_of
from synthscope.structures.model import Crystal
from synthscope.structures.symmetry.zone_axes import (
    ZoneAxis,
    lattice_direction,
    plane_normal,
    strongest,
)
from synthscope.structures.vibrations import vibrating


def directions(crystal: Crystal, settings: CbedSettings) -> list[ZoneAxis]:
    """The directions of the beam.

    Raises
    ------
    InputError
        The structure has no lattice or stands in vacuum, too long a cell edge or too few
        reflections.
    """
    if crystal.truth:
        raise InputError(
            f"{crystal.id}: a scene does not repeat along the beam, and cbed takes crystals that "
            "repeat every way; stem4d takes scenes"
        )
    if crystal.cell is None:
        raise InputError(f"{crystal.id}: it has no lattice, so there is nothing to diffract")
    if not crystal.pbc.all():
        raise InputError(
            f"{crystal.id}: vacuum stands beside it, and cbed takes crystals that repeat every way "
            "(structures.vacuum_gap_A: null repeats it through its vacuum)"
        )
    longest = settings.longest_edge_A
    if longest is not None and max(crystal.lattice[:3]) >= longest:
        raise InputError(
            f"{crystal.id}: a cell edge of {max(crystal.lattice[:3]):.4g} Å is not below "
            f"cbed.longest_edge_A = {longest:g}"
        )
    chosen = settings.directions
    if chosen.planes or chosen.axes:
        return [
            *(plane_normal(crystal, hkl) for hkl in chosen.planes),
            *(lattice_direction(crystal, uvw) for uvw in chosen.axes),
        ]
    return strongest(crystal, chosen.count, chosen.choose, chosen.least_d_A, chosen.most_d_A)


def mistilt(settings: CbedSettings, seed: int, *key: str | int) -> tuple[float, float]:
    """The crystal's tilt in mrad: the given one, and a random one within the given radius."""
    x, y = settings.specimen_tilt_mrad
    if settings.tilt_spread_mrad == 0:
        return float(x), float(y)
    random = generator(seed, *key, "mistilt")
    radius = settings.tilt_spread_mrad * math.sqrt(random.random())
    angle = 2 * math.pi * random.random()
    return float(x + radius * math.cos(angle)), float(y + radius * math.sin(angle))


@dataclass(frozen=True)
class Stack:
    """The patterns of one structure at one energy.

    Attributes
    ----------
    energy_keV
        Of the electrons.
    axes
        One for each orientation.
    semiangles_mrad, tilts_mrad
        For each orientation, the latter (x, y).
    patterns
        (thicknesses, orientations, size, size) float32, fractions of the beam.
    """

    energy_keV: int
    axes: list[ZoneAxis]
    semiangles_mrad: list[float]
    tilts_mrad: list[tuple[float, float]]
    patterns: np.ndarray


def drawn_for(crystal: Crystal, settings: CbedSettings, seed: int) -> CbedSettings:
    """The settings of a structure, with a drawn number for each distribution.

    What its directions do not allow is drawn again, and energies or thicknesses that are equal.

    Raises
    ------
    InputError
        The structure cannot give patterns of any draw.
    """
    if not varies(settings):
        return settings
    axes = directions(crystal, settings)
    key = "cbed", crystal.id, "drawn"

    def check_draw(made: CbedSettings) -> None:
        for name in ("energies_keV", "thicknesses_A"):
            values = getattr(made, name)
            if len(set(values)) < len(values):
                raise InputError(f"cbed.{name}: two are drawn equal, which makes equal samples")
        checked_angles(crystal, axes, made)

    return draw_allowed(settings, check_draw, seed, *key)


def checked_angles(
    crystal: Crystal, axes: list[ZoneAxis], settings: CbedSettings
) -> list[list[float]]:
    """The semi-angles of each energy, one for each direction, once all were checked."""
    angles = [
        [semiangle_mrad(settings, energy, axis.d) for axis in axes]
        for energy in settings.energies_keV
    ]
    for energy, row in zip(settings.energies_keV, angles):
        for angle in row:
            asked = conditions(settings, energy, angle)
            check(asked, settings.size_px, settings.k_step_per_A, crystal.id)
    return angles


def stacks(crystal: Crystal, settings: CbedSettings, seed: int):
    """Yield the `Stack` of each energy; everything is checked before the first is computed.

    Raises
    ------
    InputError
        The structure cannot give the patterns that are asked for.
    """
    axes = directions(crystal, settings)
    angles = checked_angles(crystal, axes, settings)
    grid = PatternGrid(settings.size_px, settings.k_step_per_A)
    arrays = arrays_of(settings.device, settings.memory_mb)
    crystal = vibrating(crystal, settings.motion)
    tilts = [mistilt(settings, seed, "cbed", crystal.id, axis.label) for axis in axes]
    for energy, row in zip(settings.energies_keV, angles):
        patterns = np.empty(
            (len(settings.thicknesses_A), len(axes), grid.size, grid.size), np.float32
        )
        for number, (axis, angle, tilt) in enumerate(zip(axes, row, tilts)):
            key = ("cbed", crystal.id, axis.label, "frozen phonons")

            def random(configuration: int, key=key) -> np.random.Generator:
                return generator(seed, *key, configuration)

            asked = conditions(settings, energy, angle, tilt)
            patterns[:, number] = simulate(crystal, axis, asked, grid, random, arrays)
        yield Stack(energy, axes, row, tilts, patterns)
