"""Collect the tables of all jobs into key.csv.

In: the tables and the parts of the structures. Out: key.csv, in an order that does not depend on
how the work was cut into jobs. Each row gets the part of its structure, or of its sample where no
structure is behind it; a prototype, structure or sample in two parts ends the job, and so
does a product without an image.
"""

import sys
from pathlib import Path

from synthscope.core.jobs import job
from synthscope.core.tables import read_records
from synthscope.dataset.key.table import merge_tables, read_table, write_table
from synthscope.dataset.left_out import refuse_empty
from synthscope.dataset.leftovers import remove_unlisted
from synthscope.dataset.splits import add_parts, refuse_leaks
from synthscope.registry.products import PRODUCTS


def main():
    params = snakemake.params
    rows = merge_tables(map(read_table, snakemake.input.tables))
    structures = read_records(snakemake.input.splits)
    add_parts(rows, structures, params.fractions, params.seed, params.split_by)
    refuse_leaks(rows, structures, params.split_by)
    products = [PRODUCTS[name] for name in params.products]
    refuse_empty(rows, [structure["id"] for structure in structures], products)
    key = Path(snakemake.output[0])
    removed = remove_unlisted(key.parent, [row["filename"] for row in rows], params.others)
    if removed:
        line = f"removed {len(removed)} images that are no longer made, such as {removed[0]}"
        print(f"{key.parent}: {line}", file=sys.stderr)
    write_table(rows, key)


if __name__ == "__main__":
    with job(snakemake):
        main()
