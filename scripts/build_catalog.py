"""Collect the catalogs of all shards into one table, and refuse ids that occur twice.

In: the shards' rows. Out: catalog.csv, sorted by id.
"""

from synthscope.core.jobs import job
from synthscope.structures.checking.catalog import merge_catalogs


def main():
    merge_catalogs(snakemake.input, snakemake.output[0], snakemake.params.licence)


if __name__ == "__main__":
    with job(snakemake):
        main()
