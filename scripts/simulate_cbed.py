"""Simulate the convergent-beam patterns of a batch of structures and write its files.

In: accepted structures with their rows of the catalog. Out: at most one file for each part (train,
dev, test), and at the end a table with a row a file.
"""

from pathlib import Path

from synthscope.cbed.batches import members
from synthscope.cbed.settings import CbedSettings
from synthscope.cbed.shard import write_batch
from synthscope.core.jobs import job, job_name
from synthscope.core.progress import progress
from synthscope.core.tables import read_records
from synthscope.dataset.key.table import job_cells, write_table
from synthscope.multislice.device import check_device
from synthscope.structures.store import read_crystals


def main(log):
    params, given = snakemake.params, snakemake.input
    rows = [row for table in given.rows for row in read_records(table)]
    crystals = members(params.sources, rows, read_crystals(*given.structures))
    shared, results = job_cells(params), Path(params.folder)
    settings = CbedSettings.of(params.settings)
    check_device(settings.device, settings.memory_mb)
    shown = progress(crystals, job_name(snakemake), "structure", log, lambda crystal: crystal.id)
    made = write_batch(shown, params.number, settings, params.fractions, shared, results)
    write_table(made, snakemake.output[0])


if __name__ == "__main__":
    with job(snakemake) as log:
        main(log)
