"""Write masks of a part's HAADF images.

In: key.csv and the HAADF images. Out: an archive of PNG files.
"""

from pathlib import Path

from synthscope.core.jobs import job
from synthscope.dataset.key.table import read_table
from synthscope.haadf.delivery.acquisitions import acquisitions
from synthscope.haadf.delivery.masks import write_masks


def main():
    params, output = snakemake.params, snakemake.output
    folder = Path(params.folder)
    shown = acquisitions(read_table(snakemake.input.key), folder, params.part)
    write_masks(shown, Path(output[0]), params.part, params.column_box_A)


if __name__ == "__main__":
    with job(snakemake):
        main()
