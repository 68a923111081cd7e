"""Tell which views have no 4D-STEM scan.

In: the tables of the scans of all shards, and of what they left out. Out: all that was left out,
with the reasons. That there is no scan at all is an error.
"""

from synthscope.core.jobs import job
from synthscope.dataset.key.table import read_table
from synthscope.dataset.skipped_views import collect_skipped_views, read_skipped_views, summarise


def main(log):
    rows = [row for table in snakemake.input.tables for row in read_table(table)]
    skipped_views = read_skipped_views(snakemake.input.skipped_views)
    told = summarise(skipped_views)
    collect_skipped_views(rows, skipped_views, told, snakemake.output[0], log)


if __name__ == "__main__":
    with job(snakemake) as log:
        main(log)
