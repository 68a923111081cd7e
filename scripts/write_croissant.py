"""Describe the data set in the machine-learning vocabulary Croissant.

In: key.csv and the other tables. Out: key.json, the key's columns as lists, and croissant.json.
"""

from pathlib import Path

from synthscope.core.jobs import job
from synthscope.core.tables import write_json
from synthscope.dataset.about import About
from synthscope.dataset.croissant import croissant, key_columns
from synthscope.dataset.key.table import read_table
from synthscope.dataset.product import limits
from synthscope.registry.products import PRODUCTS


def main():
    params, output = snakemake.params, snakemake.output
    folder = Path(output.croissant).parent
    rows = read_table(snakemake.input.key)
    write_json(key_columns(rows), output.columns, indent=None)
    tables = [Path(table).relative_to(folder).as_posix() for table in snakemake.input]
    made = {row["product"] for row in rows}
    products = [product for name, product in PRODUCTS.items() if name in made]
    about = About.of(params.about)
    write_json(croissant(folder, rows, tables, about, limits(products)), output.croissant)


if __name__ == "__main__":
    with job(snakemake):
        main()
