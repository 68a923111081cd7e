"""Write the dataset card.

In: key.csv, catalog.csv, configuration.json, and views left out. Out: README.md of the data set.
"""

import json
from pathlib import Path

from synthscope.core.jobs import job
from synthscope.core.tables import read_records, write_text
from synthscope.dataset.about import About
from synthscope.dataset.card import dataset_card
from synthscope.dataset.key.table import read_table
from synthscope.dataset.skipped_views import read_skipped_views
from synthscope.registry.products import PRODUCTS


def main():
    params, files = snakemake.params, snakemake.input
    about = About.of(params.about)
    configuration = json.loads(Path(files.configuration).read_text(encoding="utf-8"))
    rows, catalog = read_table(files.key), read_records(files.catalog)
    skipped = read_skipped_views(files.skipped_views)
    card = dataset_card(about, rows, catalog, configuration, PRODUCTS, skipped)
    write_text(card, snakemake.output[0])


if __name__ == "__main__":
    with job(snakemake):
        main()
