"""Build the page that shows the data set.

In: key.csv, catalog.csv, configuration.json, where the images on contact sheets stand, and views
left out. Out: index.html beside the sheets.
"""

import json
from pathlib import Path

from synthscope.core.jobs import job
from synthscope.core.tables import read_records, write_text
from synthscope.dataset.about import About
from synthscope.dataset.coverage import covered
from synthscope.dataset.key.table import read_table
from synthscope.dataset.skipped_views import read_skipped_views
from synthscope.figures.gallery import GRAPHS, LINKS, Examples, gallery


def main():
    params, files = snakemake.params, snakemake.input
    about = About.of(params.about)
    sheets = {
        product: Examples(f"{product}.png", json.loads(Path(path).read_text(encoding="utf-8")))
        for product, path in zip(params.products, files.labels, strict=True)
    }
    rows, catalog = read_table(files.key), read_records(files.catalog)
    skipped_views = read_skipped_views(files.skipped_views)
    configuration = json.loads(Path(files.configuration).read_text(encoding="utf-8"))
    varied = covered(rows, configuration)
    page = gallery(about, rows, catalog, sheets, GRAPHS, LINKS, skipped_views, varied)
    write_text(page, snakemake.output[0])


if __name__ == "__main__":
    with job(snakemake):
        main()
