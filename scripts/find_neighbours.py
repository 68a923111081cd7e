"""Find for each image the one of another part of the data set that looks most like it.

In: key.csv and the images. Out: neighbours.csv, a row an image. Images that look the same in two
parts end the job.
"""

from pathlib import Path

from synthscope.core.jobs import job, job_name
from synthscope.core.progress import progress
from synthscope.core.tables import write_records
from synthscope.dataset.key.table import read_table
from synthscope.dataset.neighbours import COLUMNS, find_neighbours, refuse_alike


def main(log):
    params = snakemake.params
    rows = read_table(snakemake.input.key)
    shown = progress(rows, job_name(snakemake), "file", log, lambda row: row["filename"])
    found = find_neighbours(shown, Path(params.folder))
    refuse_alike(found, params.bits)
    write_records(found, COLUMNS, snakemake.output[0])


if __name__ == "__main__":
    with job(snakemake) as log:
        main(log)
