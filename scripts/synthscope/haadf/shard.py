"""The simulations of a shard: every view, specimen and run that the sets of images need."""

import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TextIO

import numpy as np

from synthscope.core.draws import as_text
from synthscope.core.kept import keeping, part_name
from synthscope.core.progress import progress
from synthscope.dataset.key.structure_cells import scene_facts
from synthscope.dataset.skipped_views import tell_skipped_views
from synthscope.haadf.columns import group_columns
from synthscope.haadf.conditions import PERFECT
from synthscope.haadf.convergence import ThermalMeans
from synthscope.haadf.lens_settings import LensSettings, lenses_of_view
from synthscope.haadf.retrieval import Choice
from synthscope.haadf.settings import SimulationSettings
from synthscope.haadf.simulations import Cell, Simulation, is_whole, writing
from synthscope.haadf.stages import Shown
from synthscope.haadf.through_lenses import images_through
from synthscope.haadf.view_plan import ViewPlan, plan_drawn
from synthscope.haadf.views import merged, metadata
from synthscope.specimens.changed import perfect_places, same_columns
from synthscope.specimens.marks import middle_defect
from synthscope.specimens.specimen import (
    Specimen,
    with_clusters,
)
from synthscope.structures.model import Crystal
from synthscope.structures.scenes.scene import Mark
from synthscope.structures.symmetry.views import Seen, encode, view_name
from synthscope.structures.vibrations import describe_displacements

Runs = dict[int, list[str]]
"""By the number of the run, the sets that show it."""


def requested_runs(
    crystals: Mapping[str, Crystal],
    views: Collection[Seen],
    choices: Iterable[Choice],
    general: bool,
) -> dict[Seen, Runs]:
    """The runs that each view needs, in the order of the views.

    Parameters
    ----------
    crystals
        Of the shard, by id.
    views
        All distinct directions of the shard's crystals; clusters without any are seen along z.
    choices
        Of the whole data set.
    general
        Whether the general set is made, which shows all views.
    """
    runs: dict[Seen, Runs] = {}
    if general:
        for view in with_clusters(views, crystals):
            runs.setdefault(view, {}).setdefault(0, []).append("general")
    for choice in choices:
        if choice.structure_id in crystals:
            view = runs.setdefault((choice.structure_id, choice.uvw), {})
            view.setdefault(0, []).append("choices")
            if choice.target:
                view.setdefault(1, []).append("targets")
    return dict(sorted(runs.items()))


def skip_reasons(plan: ViewPlan, sets: Iterable[str], shown: Shown) -> dict[str, str]:
    """Why sets go without this view, by set; a target is left out with its choice."""
    found = {}
    for part in sets:
        needed = _specimens([part, "choices"] if part == "targets" else [part], shown)
        faults = [plan.reasons[level] for level in needed if level in plan.reasons]
        if faults:
            found[part] = faults[0]
    return found


def simulate_view(
    crystal: Crystal,
    plan: ViewPlan,
    runs: Runs,
    shown: Shown,
    settings: SimulationSettings,
    seed: int,
    log: TextIO,
    lenses: Sequence[LensSettings] = (),
) -> Iterator[Simulation]:
    """All runs of a view, behind each of its acquisitions' lenses where they have their own."""
    perfect, _ = plan.specimens[PERFECT]
    parts = crystal.truth and crystal.truth.grains[perfect.sites]
    columns = group_columns(perfect.positions, settings.column_tolerance_A, parts)
    phonons = settings.phonons
    moving = describe_displacements(crystal, phonons) if phonons.configurations else ""
    about = {
        level: metadata(prepared, specimen, settings)
        | _place(specimen)
        | {"structure_id": crystal.id, "seed": seed, "rms_displacements": moving}
        | scene_facts(crystal)
        for level, (specimen, prepared) in plan.specimens.items()
    }
    shows = {run: _specimens(sets, shown) for run, sets in runs.items()}
    for level, (specimen, prepared) in plan.specimens.items():
        means = ThermalMeans(prepared, plan.widest_A.get(level, 0.0))
        for run, sets in runs.items():
            if level not in shows[run]:
                continue
            log.write(f"{plan.name}, run {run}, {level}: {prepared}\n")
            images = images_through(means, lenses, specimen, seed, "haadf", plan.name, run, level)
            yield Simulation(
                plan.name,
                run,
                level,
                images[0].series,
                specimen.numbers,
                specimen.positions,
                columns if level == PERFECT else same_columns(perfect, columns, specimen),
                specimen.sites,
                merged(about[level], images[0].parameters) | {"sets": " ".join(sets)},
                cell_of(perfect, specimen),
                marks_of(perfect, specimen),
                tuple(images) if lenses else (),
            )


def _place(specimen: Specimen) -> dict[str, np.ndarray]:
    """Where a scene's own axes and origin lie, by the names of the file of simulations."""
    place = specimen.place
    return {"place_axes": place.axes, "place_shift_A": place.shift} if place else {}


def cell_of(perfect: Specimen, specimen: Specimen) -> Cell | None:
    """What repeats sideways of a specimen; None where nothing does."""
    if specimen.period is None:
        return None
    ideal, added = perfect_places(perfect, specimen)
    atoms = specimen.atoms
    period = float(atoms.box[0]), float(atoms.box[1])
    return Cell(atoms.numbers, atoms.positions, ideal[:, :2], added, period, atoms.sites)


def marks_of(perfect: Specimen, specimen: Specimen) -> tuple[Mark, ...]:
    """The defects of a specimen, from the field's pixel 0."""
    origin = np.append(specimen.origin, 0.0)
    return tuple(
        replace(mark, at=tuple((np.array(mark.at) - origin).tolist()))
        for mark in middle_defect(perfect, specimen)
    )


def write_shard(
    path: Path,
    crystals: Mapping[str, Crystal],
    runs_of: Mapping[Seen, Runs],
    shown: Shown,
    settings: SimulationSettings,
    seed: int,
    code: str,
    job: str,
    log: TextIO,
    unfit: str = "",
    lenses: int = 1,
) -> list[dict[str, str]]:
    """Write the simulations of all views; return the sets that go without a view, with the reasons.

    Each view is kept as soon as it is done, so that the job goes on from there when it was killed.

    Parameters
    ----------
    code
        The hash of the code behind the simulations: what other code kept is made again.
    job
        What lines on the progress begin with.
    unfit
        Why the general set goes without specimens that do not repeat sideways; "" where it does
        not.
    lenses
        How many acquisitions draw one, where it varies (`stages.count_lenses`).
    """
    skipped = []
    # The parts go last, once the file is whole: the disk may be full until then.
    with keeping(path) as kept, writing(path) as file:
        parts = {}
        for (name, uvw), runs in runs_of.items():
            reasons = crystals[name].to_dict(), uvw, runs, shown, asdict(settings)
            parts[name, uvw] = kept / part_name(*reasons, seed, code, unfit, lenses)
        left = [view for view, part in parts.items() if not is_whole(part)]
        if len(left) < len(parts):
            log.write(f"{job}: {len(parts) - len(left)} of {len(parts)} views were kept\n")
        for view in progress(left, job, "view", log, view_name):
            rest = runs_of[view], shown, settings, seed, log, unfit, lenses
            _write_view(parts[view], crystals[view[0]], view[1], *rest)
        for part in parts.values():
            rows = file.take_over(part)
            tell_skipped_views(rows, log, sys.stderr)
            skipped += rows
    return skipped


def _write_view(
    path: Path,
    crystal: Crystal,
    uvw: tuple[int, int, int],
    runs: Runs,
    shown: Shown,
    settings: SimulationSettings,
    seed: int,
    log: TextIO,
    unfit: str,
    lenses: int,
) -> None:
    """Write a file with all simulations of a view, and the sets that go without it."""
    sets = [name for names in runs.values() for name in names]
    lens = LensSettings.within(settings)
    plan, settings, drawn = plan_drawn(crystal, uvw, _specimens(sets, shown), settings, seed)
    reasons = skip_reasons(plan, sets, shown)
    if unfit and "general" in sets and not _repeats(plan):
        reasons.setdefault("general", unfit)
    view = {"structure_id": crystal.id, "view": encode(uvw)}
    left = {run: [n for n in names if n not in reasons] for run, names in runs.items()}
    with writing(path) as file:
        file.skip([view | {"set": name, "reason": reason} for name, reason in reasons.items()])
        if any(left.values()):
            own = lenses_of_view(lens, lenses, seed, plan.name)
            for simulation in simulate_view(crystal, plan, left, shown, settings, seed, log, own):
                if drawn:
                    simulation.parameters["drawn"] = as_text(drawn)
                file.add(simulation)


def _repeats(plan: ViewPlan) -> bool:
    """Whether the view's specimens go on beyond the simulated field."""
    return all(specimen.period is not None for specimen, _ in plan.specimens.values())


def _specimens(sets: Iterable[str], shown: Shown) -> list[str]:
    """The specimens that some sets show."""
    return sorted({level for part in sets for level in shown[part]})
