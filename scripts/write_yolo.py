"""Write a part's HAADF images with their labels as YOLO takes them.

In: key.csv and the HAADF images. Out: an archive of PNG files and a text file each.
"""

from pathlib import Path

from synthscope.core.jobs import job
from synthscope.dataset.key.table import read_table
from synthscope.haadf.delivery.acquisitions import acquisitions
from synthscope.haadf.delivery.yolo import write_yolo


def main():
    params, output = snakemake.params, snakemake.output
    folder = Path(params.folder)
    shown = acquisitions(read_table(snakemake.input.key), folder, params.part)
    archive = Path(output[0])
    write_yolo(shown, archive, folder, params.part, params.parts, params.column_box_A)


if __name__ == "__main__":
    with job(snakemake):
        main()
