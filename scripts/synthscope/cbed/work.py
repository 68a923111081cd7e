"""How much work the patterns of a structure are, told before it is done."""

import math
from collections.abc import Iterable

from synthscope.cbed.aperture import count_for
from synthscope.cbed.conditions import Conditions, conditions
from synthscope.cbed.lattice import Repeat, grid_for, repeat_along
from synthscope.cbed.pattern import PatternGrid
from synthscope.cbed.planewaves import repeat_slices
from synthscope.cbed.settings import CbedSettings
from synthscope.cbed.simulate import probe_of
from synthscope.cbed.stacks import checked_angles, directions, drawn_for
from synthscope.cbed.supercell import copies_across
from synthscope.core.errors import InputError
from synthscope.structures.model import Crystal
from synthscope.structures.symmetry.views import Direction


def planned_work(
    crystal: Crystal, views: Iterable[Direction], settings: CbedSettings, seed: int
) -> list[float]:
    """Of its patterns along each direction, at all energies: waves × slices × pixels of a grid.

    Directions are those of the settings, not the `views`.
    """
    try:
        settings = drawn_for(crystal, settings, seed)
        axes = directions(crystal, settings)
        angles = checked_angles(crystal, axes, settings)
    except InputError:
        return []
    grid = PatternGrid(settings.size_px, settings.k_step_per_A)
    found = []
    for number, axis in enumerate(axes):
        repeat = repeat_along(crystal, axis)
        each = (
            _work(repeat, conditions(settings, energy, row[number]), grid)
            for energy, row in zip(settings.energies_keV, angles)
        )
        found.append(sum(each))
    return found


def _work(repeat: Repeat, asked: Conditions, grid: PatternGrid) -> float:
    thickness, limit, motion = max(asked.thicknesses_A), asked.band_limit_per_A, asked.motion
    per_repeat = len(repeat_slices(repeat, asked.slice_A))
    slices = max(1, round(thickness / repeat.depth * per_repeat))
    if motion.kind == "phonons" and (asked.places or not repeat.periodic):
        wide = 3 * limit / grid.pixel  # of a box, whose probes are as many everywhere
        return motion.configurations * slices * wide**2
    half = probe_of(asked).reach(grid.pixel)
    waves = count_for(half, thickness, asked.wavelength, limit) ** 2
    if motion.kind != "phonons":
        layers = 1 if repeat.periodic else per_repeat
        pixels = layers * math.prod(grid_for(repeat.lateral, limit).shape)
        return waves * slices * pixels
    across = 1 if repeat.snapshots is not None else math.prod(copies_across(repeat, motion.cell_A))
    pixels = across * math.prod(grid_for(repeat.lateral, limit).shape)
    return motion.configurations * waves * slices * pixels
