"""Convergent-beam electron diffraction of crystals, on a square grid of spatial frequencies."""

import numpy as np

from synthscope.cbed.aperture import TiltGrid, count_for
from synthscope.cbed.checks import check, check_places
from synthscope.cbed.conditions import Conditions
from synthscope.cbed.lattice import Repeat, repeat_along
from synthscope.cbed.motion import Random, moves
from synthscope.cbed.pattern import PatternGrid, Probe, at_positions, mean_over_positions
from synthscope.cbed.planewaves import Crystal2D, repeat_slices
from synthscope.cbed.probes import Box
from synthscope.cbed.supercell import box, in_motion
from synthscope.multislice.arrays import HOST, Arrays
from synthscope.structures.model import Crystal
from synthscope.structures.symmetry.zone_axes import ZoneAxis


def probe_of(conditions: Conditions) -> Probe:
    return Probe(
        conditions.radius,
        conditions.wavelength,
        conditions.aberrations,
        conditions.edge_steepness_A,
    )


def simulate(
    crystal: Crystal,
    axis: ZoneAxis,
    conditions: Conditions,
    grid: PatternGrid,
    random: Random | None = None,
    arrays: Arrays = HOST,
) -> np.ndarray:
    """Patterns of a crystal behind each thickness, float32 (thicknesses, size, size).

    Each pixel holds the fraction of the beam that falls on it; indices are [row, column], rows
    along y and columns along x of the axis' basis.

    Parameters
    ----------
    random
        The generator of a phonon configuration by its number.
    arrays
        Where waves are propagated.
    """
    motion = conditions.motion
    check(conditions, grid.size, grid.pixel, crystal.id)
    repeat = repeat_along(crystal, axis)
    if motion.kind != "phonons":
        return _plane_waves(repeat, conditions, grid, arrays).astype(np.float32)
    if conditions.places is None and repeat.periodic:
        total = np.zeros((len(conditions.thicknesses_A), grid.size, grid.size))
        slices, thickest = repeat_slices(repeat, conditions.slice_A), max(conditions.thicknesses_A)
        configurations = moves(repeat, _rms(repeat, conditions), motion.configurations, random)
        for move, _ in configurations:
            moving, planes = in_motion(repeat, slices, motion.cell_A, thickest, move)
            total += _plane_waves(moving, conditions, grid, arrays, planes)
        return (total / len(configurations)).astype(np.float32)
    if conditions.places is None:
        check_places(conditions, grid.pixel, MEAN_WITHIN / grid.pixel, crystal.id)
    return _boxes(crystal, axis, conditions, grid, random, arrays)


def _rms(atoms, conditions: Conditions) -> np.ndarray:
    """Of a repeat's or a box's atoms."""
    return np.where(np.isfinite(atoms.rms), atoms.rms, conditions.motion.default_rms_A)


def _tilt(conditions: Conditions) -> tuple[float, float]:
    x, y = conditions.specimen_tilt_mrad
    return 1e-3 * x / conditions.wavelength, 1e-3 * y / conditions.wavelength


def _plane_waves(
    repeat: Repeat, conditions: Conditions, grid: PatternGrid, arrays: Arrays, slices=None
):
    rms = _rms(repeat, conditions) if conditions.motion.kind == "debye_waller" else None
    crystal = Crystal2D(
        repeat,
        conditions.energy_keV,
        conditions.band_limit_per_A,
        conditions.slice_A,
        rms,
        conditions.scattering_factors,
        slices,
        arrays,
    )
    probe, tilt = probe_of(conditions), _tilt(conditions)
    half = probe.reach(grid.pixel)
    thickest = max(conditions.thicknesses_A)
    tilts = TiltGrid(
        half, count_for(half, thickest, conditions.wavelength, conditions.band_limit_per_A)
    )
    patterns = []
    for beams in crystal.beams(tilts.q, conditions.thicknesses_A, tilt):
        if conditions.places is None:
            patterns.append(mean_over_positions(beams, tilts, probe, grid))
        else:
            each = at_positions(beams, tilts, probe, grid, conditions.places, tilt)
            patterns.append(each.mean(axis=0))
    return np.array(patterns)


def _boxes(
    crystal, axis, conditions: Conditions, grid: PatternGrid, random, arrays: Arrays
) -> np.ndarray:
    """Probes through boxes as wide as the pattern is fine.

    Positions: those asked for; for the mean, a random one in each configuration and eighth.
    """
    atoms = box(crystal, axis, 1 / grid.pixel, max(conditions.thicknesses_A))
    specimen = Box(
        atoms,
        conditions.energy_keV,
        conditions.band_limit_per_A,
        conditions.slice_A,
        conditions.scattering_factors,
        arrays,
    )
    total = np.zeros((len(conditions.thicknesses_A), grid.size, grid.size))
    rms, count = _rms(atoms, conditions), conditions.motion.configurations
    configurations = moves(atoms, rms, count, random)
    for move, generator in configurations:
        positions = move(atoms.positions, np.arange(len(atoms)))
        if conditions.places is None:
            places = generator.uniform(-MEAN_WITHIN, MEAN_WITHIN, (BOX_POSITIONS, 2)) / grid.pixel
        else:
            places = np.array(conditions.places, float)
        total += specimen.patterns(
            positions,
            probe_of(conditions),
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
