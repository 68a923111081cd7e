"""Simulate the HAADF images of a shard: every view, specimen and run that its sets need.

In: the shard's structures and views, and what the retrieval set was chosen to be. Out: one file of
simulations, and a table of the views that cannot be imaged, with the reasons.
"""

import sys

from synthscope.core.jobs import job
from synthscope.haadf.device import check_device
from synthscope.haadf.retrieval import read_choices
from synthscope.haadf.sets import write_skipped_views
from synthscope.haadf.shard import plan_specimens, requested_runs, simulate_view, skip_reasons
from synthscope.haadf.simulations import writing
from synthscope.structures.store import read_crystals
from synthscope.structures.symmetry.views import encode, read_views


def main(log):
    settings, given, skipped = snakemake.params.settings, snakemake.input, []
    check_device(settings["device"], settings["memory_mb"])
    crystals = read_crystals(given.structures)
    choices = [choice for table in given.selection for choice in read_choices(table)]
    runs_of = requested_runs(crystals, read_views(given.views), choices, settings["sets"])
    with writing(snakemake.output.simulations) as file:
        for (structure, uvw), runs in runs_of.items():
            sets = [name for names in runs.values() for name in names]
            plan = plan_specimens(crystals[structure], uvw, sets, settings)
            reasons = skip_reasons(plan, sets, settings)
            for name, reason in reasons.items():  # this view's own fault: the others go on
                view = {"structure_id": structure, "view": encode(uvw)}
                skipped.append(view | {"set": name, "reason": reason})
                for stream in (log, sys.stderr):
                    print(f"{plan.name} left out of {name}: {reason}", file=stream)
            left = {run: [n for n in names if n not in reasons] for run, names in runs.items()}
            if any(left.values()):
                arguments = crystals[structure], plan, left, settings, snakemake.params.seed, log
                for simulation in simulate_view(*arguments):
                    file.add(simulation)
    write_skipped_views(skipped, snakemake.output.skipped_views)


if __name__ == "__main__":
    with job(snakemake) as log:
        main(log)
