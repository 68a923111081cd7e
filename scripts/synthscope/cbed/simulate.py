"""Convergent-beam electron diffraction of crystals, on a square grid of spatial frequencies."""

from dataclasses import dataclass, field

import numpy as np

from synthscope.cbed.aperture import TiltGrid, count_for
from synthscope.cbed.checks import check_pattern, check_places
from synthscope.cbed.lattice import Repeat, repeat_along
from synthscope.cbed.motion import Random, moves
from synthscope.cbed.pattern import PatternGrid, Probe, at_positions, mean_over_positions
from synthscope.cbed.planewaves import Crystal2D, repeat_slices
from synthscope.cbed.probes import Box
from synthscope.cbed.supercell import box, in_motion
from synthscope.optics.aberrations import Aberrations
from synthscope.optics.constants import wavelength
from synthscope.structures.model import Crystal
from synthscope.structures.symmetry.zone_axes import ZoneAxis
from synthscope.structures.vibrations import Displacements


@dataclass(frozen=True)
class Conditions:
    """How a pattern is taken.

    Attributes
    ----------
    energy_keV, semiangle_mrad
        Of the beam.
    thicknesses_A
        Of the specimen; all come from one propagation.
    motion
        "phonons" (each configuration displaces every atom), "debye_waller" (a crystal at rest with
        potentials blurred by the mean motion: right for the discs, no diffuse background) or
        "static".
    configurations
        Of frozen phonons, averaged.
    supercell_A
        Least extent across the beam of the cell in which atoms move independently.
    positions
        "mean" (over all positions of the probe, exactly), or (x, y) in Å from the crystal's origin
        whose patterns are averaged.
    rms_A
        Thermal displacement along an axis for all atoms (None: each atom's own; `vibrating` gives
        them).
    limit
        Band limit in 1/Å, 2/3 of that of the grid that the waves are on.
    slice_A
        Longest slice, Å.
    specimen_tilt_mrad
        (x, y) direction of the crystal's own axis against the beam.
    steepness
        Of the aperture's edge in Å; None for a sharp one (see `Probe`).
    table
        Scattering factors, "lobato" or "kirkland".
    """

    energy_keV: float
    semiangle_mrad: float
    thicknesses_A: tuple[float, ...] = (100.0,)
    motion: str = "phonons"
    configurations: int = 1
    supercell_A: float = 20.0
    positions: str | tuple[tuple[float, float], ...] = "mean"
    rms_A: float | None = None
    limit: float = 2.56
    slice_A: float = 1.0
    specimen_tilt_mrad: tuple[float, float] = (0.0, 0.0)
    aberrations: Aberrations = field(default_factory=Aberrations)
    steepness: float | None = None
    table: str = "lobato"

    @property
    def wavelength(self) -> float:
        """In Å."""
        return wavelength(self.energy_keV)

    @property
    def probe(self) -> Probe:
        radius = 1e-3 * self.semiangle_mrad / self.wavelength
        return Probe(radius, self.wavelength, self.aberrations, self.steepness)


def check(conditions: Conditions, grid: PatternGrid, name: str = "cbed") -> None:
    """Refuse what cannot give a right pattern (see `checks`), with what would."""
    energy, angle = conditions.energy_keV, conditions.semiangle_mrad
    check_pattern(
        name, energy, angle, grid.size, grid.pixel, conditions.limit, conditions.steepness
    )
    if conditions.positions != "mean" and conditions.motion == "phonons":
        farthest = max(abs(c) for place in conditions.positions for c in place)
        _check_box(conditions, grid, name, farthest)


def _check_box(conditions: Conditions, grid: PatternGrid, name: str, farthest: float) -> None:
    """Refuse probes that do not fit their box, the farthest of which is this far off its middle."""
    check_places(
        name,
        conditions.energy_keV,
        conditions.semiangle_mrad,
        grid.pixel,
        farthest,
        max(conditions.thicknesses_A),
        conditions.aberrations,
    )


def simulate(
    crystal: Crystal,
    axis: ZoneAxis,
    conditions: Conditions,
    grid: PatternGrid,
    random: Random | None = None,
) -> np.ndarray:
    """Patterns of a crystal behind each thickness, float32 (thicknesses, size, size).

    Each pixel holds the fraction of the beam that falls on it; indices are [row, column], rows
    along y and columns along x of the axis' basis.

    Parameters
    ----------
    random
        The generator of a phonon configuration by its number.
    """
    check(conditions, grid, crystal.id)
    repeat = repeat_along(crystal, axis)
    if conditions.motion != "phonons":
        return _plane_waves(repeat, conditions, grid).astype(np.float32)
    if conditions.positions == "mean" and repeat.periodic:
        total = np.zeros((len(conditions.thicknesses_A), grid.size, grid.size))
        slices, thickest = repeat_slices(repeat, conditions.slice_A), max(conditions.thicknesses_A)
        configurations = moves(repeat, _rms(repeat, conditions), conditions.configurations, random)
        for move, _ in configurations:
            moving, planes = in_motion(repeat, slices, conditions.supercell_A, thickest, move)
            total += _plane_waves(moving, conditions, grid, planes)
        return (total / len(configurations)).astype(np.float32)
    if conditions.positions == "mean":
        _check_box(conditions, grid, crystal.id, MEAN_WITHIN / grid.pixel)
    return _boxes(crystal, axis, conditions, grid, random)


def _rms(atoms, conditions: Conditions) -> np.ndarray:
    """Of a repeat's or a box's atoms."""
    if conditions.rms_A is not None:
        return np.full(len(atoms.numbers), conditions.rms_A)
    return np.where(np.isfinite(atoms.rms), atoms.rms, Displacements().default_rms_A)


def _tilt(conditions: Conditions) -> tuple[float, float]:
    x, y = conditions.specimen_tilt_mrad
    return 1e-3 * x / conditions.wavelength, 1e-3 * y / conditions.wavelength


def _plane_waves(repeat: Repeat, conditions: Conditions, grid: PatternGrid, slices=None):
    rms = _rms(repeat, conditions) if conditions.motion == "debye_waller" else None
    crystal = Crystal2D(
        repeat,
        conditions.energy_keV,
        conditions.limit,
        conditions.slice_A,
        rms,
        conditions.table,
        slices,
    )
    probe, tilt = conditions.probe, _tilt(conditions)
    half = probe.reach(grid.pixel)
    thickest = max(conditions.thicknesses_A)
    tilts = TiltGrid(half, count_for(half, thickest, conditions.wavelength, conditions.limit))
    patterns = []
    for beams in crystal.beams(tilts.q, conditions.thicknesses_A, tilt):
        if conditions.positions == "mean":
            patterns.append(mean_over_positions(beams, tilts, probe, grid))
        else:
            each = at_positions(beams, tilts, probe, grid, conditions.positions, tilt)
            patterns.append(each.mean(axis=0))
    return np.array(patterns)


def _boxes(crystal, axis, conditions: Conditions, grid: PatternGrid, random) -> np.ndarray:
    """Probes through boxes as wide as the pattern is fine.

    Positions: those asked for; for the mean, a random one in each configuration and eighth.
    """
    atoms = box(crystal, axis, 1 / grid.pixel, max(conditions.thicknesses_A))
    specimen = Box(
        atoms, conditions.energy_keV, conditions.limit, conditions.slice_A, conditions.table
    )
    total = np.zeros((len(conditions.thicknesses_A), grid.size, grid.size))
    configurations = moves(atoms, _rms(atoms, conditions), conditions.configurations, random)
    for move, generator in configurations:
        positions = move(atoms.positions, np.arange(len(atoms)))
        if conditions.positions == "mean":
            places = generator.uniform(-MEAN_WITHIN, MEAN_WITHIN, (BOX_POSITIONS, 2)) / grid.pixel
        else:
            places = np.array(conditions.positions, float)
        total += specimen.patterns(
            positions,
            conditions.probe,
            places,
            conditions.thicknesses_A,
            grid,
            _tilt(conditions),
        )
    return (total / len(configurations)).astype(np.float32)


MEAN_WITHIN = 0.25
"""They lie within this part of the box's edge from its middle, along each axis."""

BOX_POSITIONS = 16
"""Random positions a configuration that stand for the mean where no cell repeats."""
