"""Write the labels of a part's HAADF images as Parquet tables.

In: key.csv and the HAADF images. Out: tables of its images, atoms, columns and defects.
"""

from pathlib import Path

from synthscope.core.jobs import job
from synthscope.dataset.key.table import read_table
from synthscope.haadf.delivery.acquisitions import acquisitions
from synthscope.haadf.delivery.tables import TABLES, write_tables


def main():
    params, output = snakemake.params, snakemake.output
    folder = Path(params.folder)
    shown = acquisitions(read_table(snakemake.input.key), folder, params.part)
    write_tables(shown, dict(zip(TABLES, map(Path, output))))


if __name__ == "__main__":
    with job(snakemake):
        main()
