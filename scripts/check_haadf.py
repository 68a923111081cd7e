"""Compare the HAADF images with what was asked for.

In: the tables of the images of all shards, and of what they left out. Out: all that was left out,
with the reasons. That there is no image at all is an error.
"""

from synthscope.core.jobs import job
from synthscope.dataset.key.table import read_table
from synthscope.dataset.skipped_views import collect_skipped_views, read_skipped_views
from synthscope.haadf.remarks import remarks


def main(log):
    rows = [row for table in snakemake.input.tables for row in read_table(table)]
    skipped_views = read_skipped_views(snakemake.input.skipped_views)
    told = remarks(rows, skipped_views, snakemake.params.wanted)
    collect_skipped_views(rows, skipped_views, told, snakemake.output[0], log)


if __name__ == "__main__":
    with job(snakemake) as log:
        main(log)
