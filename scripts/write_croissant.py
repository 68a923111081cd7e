"""Describe the data set in the machine-learning vocabulary Croissant.

In: key.csv and the other tables. Out: key.json, the key's columns as lists, and croissant.json.
"""

from pathlib import Path

from synthscope.jobs import job
from synthscope.manifest.about import About
from synthscope.manifest.croissant import croissant, key_columns
from synthscope.manifest.key import read_table
from synthscope.manifest.products import PRODUCTS, limits
from synthscope.manifest.tables import write_json


def main():
    params, output = snakemake.params, snakemake.output
    folder = Path(output.croissant).parent
    rows = read_table(snakemake.input.key)
    write_json(key_columns(rows), output.columns, indent=None)
    tables = [Path(table).relative_to(folder).as_posix() for table in snakemake.input]
    products = [name for name in PRODUCTS if any(row["product"] == name for row in rows)]
    about = About.of(params.dataset, params.seed, params.settings)
    write_json(croissant(folder, rows, tables, about, limits(products)), output.croissant)


if __name__ == "__main__":
    with job(snakemake):
        main()
