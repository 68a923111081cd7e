"""Distort and label the simulated images of a shard, and write them as the atomagined data set is.

In: the shard's simulations and structures. Out: an HDF5 file a view and a PNG an image, in the
folders of the sets, and at the end a table with a row a file.
"""

from pathlib import Path

from synthscope.core.jobs import job
from synthscope.dataset.key.table import job_cells, write_table
from synthscope.haadf.publish import publish_view
from synthscope.haadf.settings import HaadfSettings
from synthscope.haadf.simulations import reading
from synthscope.structures.store import read_crystals


def main():
    params, settings = snakemake.params, HaadfSettings.of(snakemake.params.settings)
    crystals = read_crystals(snakemake.input.structures)
    results = Path(params.folder)
    rows = [
        row | job_cells(params)
        for view in reading(snakemake.input.simulations)
        for row in publish_view(crystals, view, settings, params.seed, results)
    ]
    write_table(rows, snakemake.output[0])


if __name__ == "__main__":
    with job(snakemake):
        main()
