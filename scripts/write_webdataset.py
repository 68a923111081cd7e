"""Write a part's HAADF images with their labels as WebDataset has them.

In: key.csv and the HAADF images. Out: tar files, among which the acquisitions are dealt out.
"""

from pathlib import Path

from synthscope.core.jobs import job
from synthscope.dataset.key.table import read_table
from synthscope.haadf.delivery.acquisitions import listed, opened
from synthscope.haadf.delivery.webdataset import write_webdataset


def main():
    params, output = snakemake.params, snakemake.output
    found = listed(read_table(snakemake.input.key), params.part)
    for shard, path in enumerate(output):
        shown = opened(found[shard :: len(output)], Path(params.folder))
        write_webdataset(shown, Path(path))


if __name__ == "__main__":
    with job(snakemake):
        main()
