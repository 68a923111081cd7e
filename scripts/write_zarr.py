"""Write a part's HAADF images with their labels as Zarr arrays.

In: key.csv and the HAADF images. Out: an archive with an array of the images of each
condition, and those of the labels.
"""

from pathlib import Path

from synthscope.core.jobs import job
from synthscope.dataset.key.table import read_table
from synthscope.haadf.delivery.acquisitions import acquisitions
from synthscope.haadf.delivery.zarr_store import write_zarr


def main():
    params, output = snakemake.params, snakemake.output
    folder = Path(params.folder)
    shown = acquisitions(read_table(snakemake.input.key), folder, params.part)
    write_zarr(shown, Path(output[0]))


if __name__ == "__main__":
    with job(snakemake):
        main()
