"""Record the patterns of a batch under a condition: a dose and a camera.

In: the table of the clean batch. Out: its files as the camera gives them, beside the clean ones,
and at the end a table with a row a file.
"""

from pathlib import Path

from synthscope.cbed.detection import Detection
from synthscope.cbed.exposure import expose_batch
from synthscope.cbed.settings import Positions
from synthscope.core.jobs import job, job_name
from synthscope.core.progress import progress
from synthscope.dataset.key.table import job_cells, read_table, write_table
from synthscope.optics.aberrations import Aberrations


def main(log):
    params = snakemake.params
    made = expose_batch(
        read_table(snakemake.input.table),
        params.number,
        params.condition,
        Detection.of(params.settings),
        (Aberrations.of(params.aberrations), Positions.of(params.positions)),
        job_cells(params),
        Path(params.folder),
        lambda samples: progress(samples, job_name(snakemake), "sample", log, lambda one: one.name),
    )
    write_table(made, snakemake.output[0])


if __name__ == "__main__":
    with job(snakemake) as log:
        main(log)
