"""What is calculated for a view: its specimens, by the numbers that it draws."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from synthscope.core.draws import attempts, draw, drawn_numbers
from synthscope.core.errors import InputError, NeedsMemory
from synthscope.core.extremes import varies
from synthscope.haadf.lens_settings import LensSettings, with_sharpest_lens
from synthscope.haadf.lenses import widest_probe_A
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
    widest_A
        The diameter of the widest probe of each specimen, Å, where acquisitions draw lenses.
    """

    name: str
    specimens: Mapping[str, tuple[Specimen, Prepared]]
    reasons: Mapping[str, str]
    short: bool = False
    widest_A: Mapping[str, float] = field(default_factory=dict)


def plan_specimens(
    crystal: Crystal,
    uvw: tuple[int, int, int],
    wanted: Iterable[str],
    settings: SimulationSettings,
    lens: LensSettings | None = None,
) -> ViewPlan:
    """Make the specimens of a view that are wanted, and decide on their calculation.

    Every `lens` that acquisitions may draw has to suit it; None: they have that of the settings.
    """
    name = view_name((crystal.id, uvw))
    plans, reasons, short, widest_A = {}, {}, [], {}
    try:
        perfect = perfect_specimen(vibrating(crystal, settings.phonons), uvw, settings)
    except InputError as error:
        return ViewPlan(name, {}, dict.fromkeys(wanted, str(error)))
    for level in wanted:
        try:
            specimen = with_defect(perfect, level, settings.defects)
            prepared = plan_view(specimen, settings, name, lens and lens.narrowest_mrad)
            if lens:
                widest_A[level] = widest_probe_A(prepared, lens)
            plans[level] = specimen, prepared
        except InputError as error:
            reasons[level] = str(error).removeprefix(f"haadf, view {name}: ")
            short.append(isinstance(error, NeedsMemory))
    return ViewPlan(name, plans, reasons, any(short) and all(short), widest_A)


def plan_drawn(
    crystal: Crystal,
    uvw: tuple[int, int, int],
    wanted: Iterable[str],
    settings: SimulationSettings,
    seed: int,
) -> tuple[ViewPlan, SimulationSettings, dict[str, float]]:
    """The plan of a view with numbers of its own, its settings, and what was drawn for them.

    A draw that physics forbids, or whose depths end behind one slice, is replaced by another
    (`attempts`); after the last, the view has what the first made, and its reason. One that needs
    more memory than it may have is not replaced: what is drawn does not depend on the machine, and
    the reason says what memory would do.

    Lenses are not drawn here, for each acquisition has its own: the view has the sharpest of them,
    and a plan suits them all.
    """
    name, first = view_name((crystal.id, uvw)), None
    lens = LensSettings.within(settings)
    lens = lens if varies(lens) else None
    of_view = with_sharpest_lens(settings)
    deep = varies(settings.thicknesses_A)
    for again in attempts(of_view):
        made = draw(of_view, seed, "haadf", name, "view", *again)
        plan = plan_specimens(crystal, uvw, wanted, made, lens)
        found = plan, made, drawn_numbers(of_view, made)
        if plan.short or not (plan.reasons or (deep and _end_together(plan))):
            return found
        first = first or found
    return first


def _end_together(plan: ViewPlan) -> bool:
    """Whether two depths of a specimen are one image."""
    exits = [prepared.readouts for _, prepared in plan.specimens.values()]
    return any(len(set(one)) < len(one) for one in exits)
