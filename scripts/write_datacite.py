"""Write what a repository asks for when it registers a DOI for the data set.

In: key.csv and catalog.csv. Out: datacite.json.
"""

from synthscope.core.jobs import job
from synthscope.core.tables import read_records, write_json
from synthscope.dataset.about import About
from synthscope.dataset.datacite import datacite
from synthscope.dataset.key.table import read_table
from synthscope.registry.products import PRODUCTS


def main():
    files = snakemake.input
    rows, catalog = read_table(files.key), read_records(files.catalog)
    made = {row["product"] for row in rows}
    products = [product for name, product in PRODUCTS.items() if name in made]
    content = datacite(About.of(snakemake.params.about), rows, catalog, products)
    write_json(content, snakemake.output[0])


if __name__ == "__main__":
    with job(snakemake):
        main()
