"""What simulations depend on, and what is only made of them later."""

from collections.abc import Mapping
from typing import Any

from synthscope.haadf.conditions import PERFECT, Condition, conditions, named, needed_specimens
from synthscope.haadf.sets import image_sets

_LATER = {"files", "conditions", "comb2_defect", "general", "retrieval", "peak_reach_px"}


def shown_conditions(section: Mapping[str, Any]) -> dict[str, list[Condition]]:
    """The conditions that each set of a `haadf` section shows."""
    known = conditions(section["conditions"], section["comb2_defect"])
    return {name: named(one.conditions, known) for name, one in image_sets(section).items()}


def simulation_settings(section: Mapping[str, Any]) -> dict[str, Any]:
    """What simulations depend on; the rest of the section changes only what is made of them.

    `specimens` has the specimens of each set: perfect, L1, L2.
    """
    specimens = {name: needed_specimens(shown) for name, shown in shown_conditions(section).items()}
    settings = {key: value for key, value in section.items() if key not in _LATER}
    if not any(set(names) - {PERFECT} for names in specimens.values()):
        del settings["defects"]
    return settings | {"specimens": specimens}
