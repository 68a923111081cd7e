"""Simulate the HAADF images of a shard: every view, specimen and run that its sets need.

In: the shard's structures and views, and what the retrieval set was chosen to be. Out: one file of
simulations, and a table of the views that cannot be imaged, with the reasons.
"""

import json
import sys
from pathlib import Path

from synthscope.core.errors import InputError
from synthscope.core.jobs import job
from synthscope.haadf.columns import group_columns
from synthscope.haadf.device import check_device
from synthscope.haadf.retrieval import read_choices
from synthscope.haadf.sets import write_left_out
from synthscope.haadf.simulations import Simulation, writing
from synthscope.haadf.views import described, image_view, plan_view
from synthscope.specimens.specimen import perfect_specimen, same_columns, with_defect
from synthscope.structures.model import Crystal
from synthscope.structures.symmetry.views import encode, read_views
from synthscope.structures.vibrations import describe_displacements, vibrating

ALONG_Z = (0, 0, 1)


def wanted(crystals, settings):
    """The sets that each view and run belongs to: {(structure, direction): {run: names}}."""
    runs = {}
    if "general" in settings["splits"]:
        views = read_views(snakemake.input.views)
        views += [(name, ALONG_Z) for name, crystal in crystals.items() if crystal.cell is None]
        for view in views:
            runs.setdefault(view, {}).setdefault(0, []).append("general")
    for selection in snakemake.input.selection:
        for choice in read_choices(selection):
            if choice.structure_id in crystals:
                view = runs.setdefault((choice.structure_id, choice.uvw), {})
                view.setdefault(0, []).append("choices")
                if choice.target:
                    view.setdefault(1, []).append("targets")
    return dict(sorted(runs.items()))


def levels(sets, settings):
    """The specimens that some sets show."""
    return sorted({level for part in sets for level in settings["specimens"][part]})


def planned(crystal, uvw, sets, settings, name):
    """Specimen and calculation by level, and why there are none of the others."""
    plans, reasons = {}, {}
    wanted = levels(sets, settings)
    try:
        perfect = perfect_specimen(vibrating(crystal, settings["phonons"]), uvw, settings)
    except InputError as error:
        return {}, dict.fromkeys(wanted, str(error))
    for level in wanted:
        try:
            specimen = with_defect(perfect, level, settings.get("defects"))
            plans[level] = specimen, plan_view(specimen, settings, name)
        except InputError as error:
            reasons[level] = str(error).removeprefix(f"haadf, view {name}: ")
    return plans, reasons


def excused(sets, reasons, settings):
    """Why each of the sets goes without this view; a target is nothing without its choice."""
    found = {}
    for part in sets:
        needed = levels([part, "choices"] if part == "targets" else [part], settings)
        faults = [reasons[level] for level in needed if level in reasons]
        if faults:
            found[part] = faults[0]
    return found


def simulations(crystal, plans, runs, name, log):
    """All runs of one view."""
    settings, seed = snakemake.params.settings, snakemake.params.seed
    perfect, _ = plans["perfect"]
    columns = group_columns(perfect.positions, settings["column_tolerance_A"])
    about = {
        level: described(prepared, specimen, settings)
        for level, (specimen, prepared) in plans.items()
    }
    phonons = settings["phonons"]
    moving = describe_displacements(crystal, phonons) if phonons["configurations"] else ""
    for run, sets in runs.items():
        for level in levels(sets, settings):
            specimen, prepared = plans[level]
            log.write(f"{name}, run {run}, {level}: {prepared}\n")
            yield Simulation(
                name,
                run,
                level,
                image_view(prepared, specimen, settings, seed, "haadf", name, run, level),
                specimen.numbers,
                specimen.positions,
                columns if level == "perfect" else same_columns(perfect, columns, specimen),
                about[level]
                | {"structure_id": crystal.id, "sets": " ".join(sets), "seed": seed}
                | {"rms_displacements": moving},
            )


def main(log):
    settings, missed = snakemake.params.settings, []
    check_device(settings["device"], settings["memory_mb"])
    structures = json.loads(Path(snakemake.input.structures).read_text())
    crystals = {crystal["id"]: Crystal.from_dict(crystal) for crystal in structures}
    with writing(snakemake.output.simulations) as file:
        for (structure, uvw), runs in wanted(crystals, settings).items():
            name = f"{structure}.{encode(uvw)}"
            sets = [part for names in runs.values() for part in names]
            plans, reasons = planned(crystals[structure], uvw, sets, settings, name)
            without = excused(sets, reasons, settings)
            for part, reason in without.items():  # this view's own fault: the others go on
                view = {"structure_id": structure, "view": encode(uvw)}
                missed.append(view | {"set": part, "reason": reason})
                log.write(f"{name} left out of {part}: {reason}\n")
                print(f"{name} left out of {part}: {reason}", file=sys.stderr)
            left = {run: [p for p in names if p not in without] for run, names in runs.items()}
            if any(left.values()):
                for one in simulations(crystals[structure], plans, left, name, log):
                    file.add(one)
    write_left_out(missed, snakemake.output.left_out)


if __name__ == "__main__":
    with job(snakemake) as log:
        main(log)
