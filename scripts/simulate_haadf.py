"""Simulate the HAADF images of a shard: every view, specimen and run that its sets need.

In: the shard's structures and views, and what the retrieval set was chosen to be. Out: one file of
simulations.
"""

import json
import sys
from pathlib import Path

from synthscope.errors import InputError
from synthscope.formats.simulations import Simulation, writing
from synthscope.imaging.columns import group_columns
from synthscope.imaging.haadf_views import described, image_view, plan_view
from synthscope.jobs import job
from synthscope.structures.model import Crystal
from synthscope.structures.retrieval import read_choices
from synthscope.structures.specimens import perfect_specimen, same_columns, with_defect
from synthscope.structures.views import encode, read_views

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


def prepared_specimens(crystal, uvw, runs, settings):
    """The specimens that the runs of one view show, by name."""
    perfect = perfect_specimen(crystal, uvw, settings)
    shown = {part for names in runs.values() for part in names}
    levels = sorted({level for part in shown for level in settings["specimens"][part]})
    return {level: with_defect(perfect, level, settings["defects"]) for level in levels}


def simulations(crystal, uvw, specimens, runs, log):
    """All runs of one view."""
    settings, seed = snakemake.params.settings, snakemake.params.seed
    name, perfect = f"{crystal.id}.{encode(uvw)}", specimens["perfect"]
    columns = group_columns(perfect.positions, settings["column_tolerance_A"])
    for run, sets in runs.items():
        for level in dict.fromkeys(one for part in sets for one in settings["specimens"][part]):
            specimen = specimens[level]
            prepared = plan_view(specimen, settings, name)
            log.write(f"{name}, run {run}, {level}: {prepared}\n")
            yield Simulation(
                name,
                run,
                level,
                image_view(prepared, specimen, settings, seed, "haadf", name, run, level),
                specimen.numbers,
                specimen.positions,
                columns if level == "perfect" else same_columns(perfect, columns, specimen),
                described(prepared, specimen, settings)
                | {"structure_id": crystal.id, "sets": " ".join(sets), "seed": seed},
            )


def main(log):
    params = snakemake.params
    structures = json.loads(Path(snakemake.input.structures).read_text())
    crystals = {crystal["id"]: Crystal.from_dict(crystal) for crystal in structures}
    with writing(snakemake.output[0]) as file:
        for (structure, uvw), runs in wanted(crystals, params.settings).items():
            try:
                crystal = crystals[structure]
                specimens = prepared_specimens(crystal, uvw, runs, params.settings)
            except InputError as error:  # this structure's own fault: the others go on
                log.write(f"{structure}.{encode(uvw)} left out: {error}\n")
                print(f"{structure}.{encode(uvw)} left out: {error}", file=sys.stderr)
                continue
            for one in simulations(crystal, uvw, specimens, runs, log):
                file.add(one)


if __name__ == "__main__":
    with job(snakemake) as log:
        main(log)
