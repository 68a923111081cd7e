"""Describe the data set in the machine-learning vocabulary Croissant.

In: key.csv, key.parquet and the other tables. Out: croissant.json.
"""

from pathlib import Path

from synthscope.core.jobs import job
from synthscope.core.tables import write_json
from synthscope.dataset.about import About
from synthscope.dataset.croissant import croissant
from synthscope.dataset.key.table import read_table
from synthscope.dataset.product import limits
from synthscope.registry.products import PRODUCTS


def main():
    params, output = snakemake.params, Path(snakemake.output[0])
    folder = output.parent
    rows = read_table(snakemake.input.key)
    tables = [Path(table).relative_to(folder).as_posix() for table in snakemake.input]
    made = {row["product"] for row in rows}
    products = [product for name, product in PRODUCTS.items() if name in made]
    about = About.of(params.about)
    write_json(croissant(folder, rows, tables, about, limits(products)), output)


if __name__ == "__main__":
    with job(snakemake):
        main()
