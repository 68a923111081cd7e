"""Write a part's HAADF images with their labels as a Parquet table.

In: key.csv and the HAADF images. Out: a table with a row an image.
"""

from pathlib import Path

from synthscope.core.jobs import job
from synthscope.dataset.key.table import read_table
from synthscope.haadf.delivery.acquisitions import acquisitions
from synthscope.haadf.delivery.training_table import write_training_table


def main():
    params, output = snakemake.params, snakemake.output
    folder = Path(params.folder)
    shown = acquisitions(read_table(snakemake.input.key), folder, params.part)
    write_training_table(shown, Path(output[0]))


if __name__ == "__main__":
    with job(snakemake):
        main()
