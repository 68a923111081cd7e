"""Distort and label the simulated images of a shard, and write them as the atomagined data set is.

In: the shard's simulations and structures. Out: an HDF5 file a view and a PNG an image, in the
folders of the sets, and at the end a table with a row a file.
"""

from pathlib import Path

from synthscope.core.jobs import job, job_name
from synthscope.core.progress import progress
from synthscope.dataset.key.table import job_cells, write_table
from synthscope.haadf.publish import publish_view
from synthscope.haadf.settings import HaadfSettings
from synthscope.haadf.simulations import count_views, reading
from synthscope.structures.store import read_crystals


def main(log):
    params, settings = snakemake.params, HaadfSettings.of(snakemake.params.settings)
    crystals = read_crystals(snakemake.input.structures)
    results = Path(params.folder)
    made = snakemake.input.simulations
    name, count = job_name(snakemake), count_views(made)
    views = progress(reading(made), name, "view", log, lambda view: view[0].view, count=count)
    rows = [
        row | job_cells(params)
        for view in views
        for row in publish_view(crystals, view, settings, params.seed, results)
    ]
    write_table(rows, snakemake.output[0])


if __name__ == "__main__":
    with job(snakemake) as log:
        main(log)
