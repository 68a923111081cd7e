"""How much work the structures of a data set are, told from more of them than are measured."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from synthscope.core.seeds import generator
from synthscope.core.usage import processor_s
from synthscope.settings.model import Configuration
from synthscope.settings.trial import Run, Trial, core_s, subset_made
from synthscope.specimens.specimen import with_clusters
from synthscope.structures.model import Crystal
from synthscope.structures.store import read_crystals
from synthscope.structures.symmetry.views import Seen, read_views, view_name

MOST = 400  # structures
SHARE = 0.25  # of what an estimate may spend


@dataclass(frozen=True)
class Survey:
    """Structures that were planned, and not made.

    Attributes
    ----------
    accepted
        Structures a source, of those that were looked at.
    works
        By product and structure, the work of each of its images (`registry.work`).
    structure_of
        The structure that an item of a job is of, by the item's name.
    """

    accepted: float = 1.0
    works: Mapping[str, Mapping[str, Sequence[float]]] = field(default_factory=dict)
    structure_of: Mapping[str, str] = field(default_factory=dict)


def survey(
    run: Run,
    settings: Configuration,
    planned_work: Mapping[str, Callable[..., list[float]]],
    trial: Trial,
    structures: int,
    seconds: float,
) -> Survey:
    """Plan the structures of a subset, and others at random while time is left.

    Parameters
    ----------
    planned_work
        By product, what plans a structure (`registry.work`).
    trial
        What was made.
    structures
        How many the data set has.
    seconds
        Of processor time that the whole estimate may spend.
    """
    products = [name for name in settings.products if name in planned_work]
    if not products or not trial.structures:
        return Survey()
    checks = ("check_structures", "list_views")
    each = core_s([job for job in trial.usages if job.rule in checks]) / trial.count
    more = min(MOST, int(SHARE * seconds / each) if each else MOST)
    count = min(structures, max(trial.count, more))
    with subset_made(run, count, "views.csv") as (folder, _):
        crystals = read_crystals(*sorted((folder / "structures").glob("*.json")))
        seen = with_clusters(read_views(folder / "views.csv"), crystals)
    works = {name: {} for name in products}
    end = processor_s() + SHARE * seconds
    for crystal in _in_turn(crystals, trial.structures, settings.seed):
        if crystal.id not in trial.structures and processor_s() > end:
            break
        views = [uvw for name, uvw in seen if name == crystal.id]
        for name in products:
            section = getattr(settings, name)
            works[name][crystal.id] = planned_work[name](crystal, views, section, settings.seed)
    return Survey(len(crystals) / count, works, _items(crystals, seen))


def _in_turn(crystals: Mapping[str, Crystal], first: Sequence[str], seed: int) -> Iterator[Crystal]:
    """Those that come first, then the others in a random order."""
    rest = sorted(crystals.keys() - set(first))
    generator(seed, "estimate").shuffle(rest)
    return (crystals[name] for name in [*first, *rest] if name in crystals)


def _items(crystals: Mapping[str, Crystal], seen: Sequence[Seen]) -> dict[str, str]:
    return {name: name for name in crystals} | {view_name(one): one[0] for one in seen}
