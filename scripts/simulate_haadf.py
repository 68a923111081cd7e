"""Simulate the HAADF images of a shard: every view, specimen and run that its sets need.

In: the shard's structures and views, and what the retrieval set was chosen to be. Out: one file of
simulations, and a table of the views that cannot be imaged, with the reasons. A killed job does not
do again what it had done.
"""

from synthscope.core.jobs import job, job_name
from synthscope.dataset.skipped_views import write_skipped_views
from synthscope.haadf.retrieval import read_choices
from synthscope.haadf.settings import SimulationSettings
from synthscope.haadf.shard import requested_runs, write_shard
from synthscope.multislice.device import check_device
from synthscope.structures.store import read_crystals
from synthscope.structures.symmetry.views import read_views


def main(log):
    params, given = snakemake.params, snakemake.input
    shown, settings = params.specimens, SimulationSettings.of(params.settings)
    check_device(settings.device, settings.memory_mb)
    crystals = read_crystals(given.structures)
    choices = [choice for table in given.selection for choice in read_choices(table)]
    runs = requested_runs(crystals, read_views(given.views), choices, "general" in shown)
    file, name = snakemake.output.simulations, job_name(snakemake)
    arguments = crystals, runs, shown, settings, params.seed, params.code, name, log, params.unfit
    left = write_shard(file, *arguments, params.lenses)
    write_skipped_views(left, snakemake.output.skipped_views)


if __name__ == "__main__":
    with job(snakemake) as log:
        main(log)
