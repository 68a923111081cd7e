"""Write the labels of a part's HAADF images as COCO has them.

In: key.csv and the HAADF images. Out: a file of columns as keypoints, and one of defects, grains
and regions as instances.
"""

from pathlib import Path

from synthscope.core.jobs import job
from synthscope.dataset.key.table import read_table
from synthscope.haadf.delivery.acquisitions import acquisitions
from synthscope.haadf.delivery.coco import write_instances, write_keypoints


def main():
    params, output = snakemake.params, snakemake.output
    rows, folder = read_table(snakemake.input.key), Path(params.folder)
    shown = acquisitions(rows, folder, params.part)
    write_keypoints(shown, Path(output.columns), params.column_box_A)
    shown = acquisitions(rows, folder, params.part)
    write_instances(shown, Path(output.instances), params.defect_box_A)


if __name__ == "__main__":
    with job(snakemake):
        main()
