"""Which settings simulations depend on; all others only matter for what is made of them later."""

from dataclasses import replace

from synthscope.core.extremes import at_extremes, varies
from synthscope.haadf.conditions import PERFECT, Condition, conditions, named, needed_specimens
from synthscope.haadf.lens_settings import LensSettings
from synthscope.haadf.sets import image_sets
from synthscope.haadf.settings import HaadfSettings, SimulationSettings
from synthscope.specimens.settings import DefectSettings

Shown = dict[str, list[str]]
"""The specimens of each set of images: perfect, L1, L2."""


def shown_conditions(settings: HaadfSettings) -> dict[str, list[Condition]]:
    """The conditions that each set of images shows."""
    known = conditions(settings.conditions, settings.comb2_defect)
    return {name: named(one.conditions, known) for name, one in image_sets(settings).items()}


def shown_specimens(settings: HaadfSettings) -> Shown:
    """The specimens that each set of images shows."""
    return {name: needed_specimens(shown) for name, shown in shown_conditions(settings).items()}


def count_lenses(settings: HaadfSettings) -> int:
    """How many lenses a view is simulated behind: each acquisition's, where lenses are drawn."""
    return settings.general.acquisitions if varies(LensSettings.within(settings)) else 1


def simulation_settings(settings: HaadfSettings) -> SimulationSettings:
    """What simulations depend on; defects that no image shows are those of the defaults.

    Distributions stay, of which each view draws, and each acquisition its lens; but the source is
    the least that an acquisition may draw: errors are those of the sharpest image.
    """
    least, _ = at_extremes(settings)
    needed = replace(SimulationSettings.within(settings), source_size_A=least.source_size_A)
    if all(set(names) == {PERFECT} for names in shown_specimens(settings).values()):
        return replace(needed, defects=DefectSettings())
    return needed
