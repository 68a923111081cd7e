"""What is calculated for a view: its specimens, by the numbers that it draws."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from synthscope.core.draws import attempts, draw, drawn_numbers
from synthscope.core.errors import InputError, NeedsMemory
from synthscope.haadf.plan import Prepared
from synthscope.haadf.settings import SimulationSettings
from synthscope.haadf.views import plan_view
from synthscope.specimens.changed import with_defect
from synthscope.specimens.specimen import Specimen, perfect_specimen
from synthscope.structures.model import Crystal
from synthscope.structures.symmetry.views import view_name
from synthscope.structures.vibrations import vibrating


@dataclass(frozen=True)
class ViewPlan:
    """What is calculated for a view.

    Attributes
    ----------
    name
        That its files carry.
    specimens
        By name (perfect, L1, L2), each specimen with its calculation.
    reasons
        Why there are none of the others.
    short
        Whether one of the reasons is that memory is short, and none what physics forbids.
    """

    name: str
    specimens: Mapping[str, tuple[Specimen, Prepared]]
    reasons: Mapping[str, str]
    short: bool = False


def plan_specimens(
    crystal: Crystal,
    uvw: tuple[int, int, int],
    wanted: Iterable[str],
    settings: SimulationSettings,
) -> ViewPlan:
    """Make the specimens of a view that are wanted, and decide on their calculation."""
    name = view_name((crystal.id, uvw))
    plans, reasons, short = {}, {}, []
    try:
        perfect = perfect_specimen(vibrating(crystal, settings.phonons), uvw, settings)
    except InputError as error:
        return ViewPlan(name, {}, dict.fromkeys(wanted, str(error)))
    for level in wanted:
        try:
            specimen = with_defect(perfect, level, settings.defects)
            plans[level] = specimen, plan_view(specimen, settings, name)
        except InputError as error:
            reasons[level] = str(error).removeprefix(f"haadf, view {name}: ")
            short.append(isinstance(error, NeedsMemory))
    return ViewPlan(name, plans, reasons, any(short) and all(short))


def plan_drawn(
    crystal: Crystal,
    uvw: tuple[int, int, int],
    wanted: Iterable[str],
    settings: SimulationSettings,
    seed: int,
) -> tuple[ViewPlan, SimulationSettings, dict[str, float]]:
    """The plan of a view with numbers of its own, its settings, and what was drawn for them.

    A draw that physics forbids is replaced by another (`attempts`); after the last, the view has
    the reason of the first. One that needs more memory than it may have is not replaced: what is
    drawn does not depend on the machine, and the reason says what memory would do.
    """
    name, first = view_name((crystal.id, uvw)), None
    for again in attempts(settings):
        made = draw(settings, seed, "haadf", name, "view", *again)
        plan = plan_specimens(crystal, uvw, wanted, made)
        found = plan, made, drawn_numbers(settings, made)
        if not plan.reasons or plan.short:
            return found
        first = first or found
    return first
