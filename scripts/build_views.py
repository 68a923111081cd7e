"""Collect the views of all shards into one table, sorted by structure and direction.

In: the shards' tables of views. Out: views.csv.
"""

from synthscope.core.jobs import job
from synthscope.structures.symmetry.views import merge_views


def main():
    merge_views(snakemake.input, snakemake.output[0])


if __name__ == "__main__":
    with job(snakemake):
        main()
