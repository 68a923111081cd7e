"""Choose the prototypes, views and targets of the retrieval set.

In: the catalog and all distinct views. Out: a table with a row a view, which says whether it is a
target as well.
"""

import csv

from synthscope.jobs import job
from synthscope.structures.retrieval import choose, write_choices
from synthscope.structures.views import read_views


def main():
    settings = snakemake.params.settings
    with open(snakemake.input.catalog, newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["status"] == "accepted"]
    choices = choose(
        {row["id"]: row["prototype"] for row in rows},
        read_views(snakemake.input.views),
        (settings["prototypes"], settings["views"], settings["targets"]),
        snakemake.params.seed,
    )
    write_choices(choices, snakemake.output[0])


if __name__ == "__main__":
    with job(snakemake):
        main()
