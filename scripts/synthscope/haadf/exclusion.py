"""Views of a structure that cannot be imaged, and why, before anything is computed."""

from collections.abc import Callable
from typing import TextIO

from synthscope.core.errors import InputError
from synthscope.haadf.settings import SimulationSettings
from synthscope.haadf.stages import Shown
from synthscope.haadf.views import check_view
from synthscope.specimens.changed import with_defect
from synthscope.specimens.specimen import perfect_specimen
from synthscope.structures.store import CrystalStore
from synthscope.structures.symmetry.views import Direction, view_name


def exclusion(
    structures: CrystalStore, settings: SimulationSettings, shown: Shown, log: TextIO
) -> Callable[[str, Direction], str]:
    """A function that returns why a view cannot be a choice or a target, or an empty text.

    Parameters
    ----------
    structures
        All that may be chosen, by id.
    settings
        What simulations depend on.
    shown
        The specimens of each set.
    log
        Takes a line for each view that cannot be chosen.
    """
    levels = {level for part in ("choices", "targets") for level in shown[part]}

    def why(structure: str, uvw: Direction) -> str:
        name = view_name((structure, uvw))
        try:
            perfect = perfect_specimen(structures[structure], uvw, settings)
            check_view(perfect, settings, name)
            for level in sorted(levels):
                with_defect(perfect, level, settings.defects)
        except InputError as error:
            log.write(f"{name} is not chosen: {error}\n")
            return str(error)
        return ""

    return why
