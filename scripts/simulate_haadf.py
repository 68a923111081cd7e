"""Simulate the HAADF images of a shard: every view, specimen and run that its sets need.

In: the shard's structures and views, and what the retrieval set was chosen to be. Out: one file of
simulations, and a table of the views that cannot be imaged, with the reasons.
"""

import sys

from synthscope.core.jobs import job
from synthscope.dataset.skipped_views import tell_skipped_views, write_skipped_views
from synthscope.haadf.device import check_device
from synthscope.haadf.retrieval import read_choices
from synthscope.haadf.settings import SimulationSettings
from synthscope.haadf.shard import requested_runs, simulate_runs
from synthscope.haadf.simulations import writing
from synthscope.structures.store import read_crystals
from synthscope.structures.symmetry.views import read_views


def main(log):
    params, given, skipped = snakemake.params, snakemake.input, []
    shown, settings = params.specimens, SimulationSettings.of(params.settings)
    check_device(settings.device, settings.memory_mb)
    crystals = read_crystals(given.structures)
    choices = [choice for table in given.selection for choice in read_choices(table)]
    runs = requested_runs(crystals, read_views(given.views), choices, "general" in shown)
    with writing(snakemake.output.simulations) as file:
        for left, simulations in simulate_runs(crystals, runs, shown, settings, params.seed, log):
            tell_skipped_views(left, log, sys.stderr)
            skipped += left
            for simulation in simulations:
                file.add(simulation)
    write_skipped_views(skipped, snakemake.output.skipped_views)


if __name__ == "__main__":
    with job(snakemake) as log:
        main(log)
