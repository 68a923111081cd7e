"""Draw examples of a product's images, with their labels over them, on one sheet.

In: key.csv. Out: a PNG, and a JSON file that tells where each image and its labels stand.
"""

from pathlib import Path

from synthscope.core.jobs import job
from synthscope.dataset.key.table import read_table
from synthscope.figures.examples import draw_examples
from synthscope.registry.sheets import SHEETS


def main():
    params = snakemake.params
    folder, product = Path(params.folder), params.product
    rows = [row for row in read_table(snakemake.input[0]) if row["product"] == product]
    examples = SHEETS[product](rows, folder, params.images)
    draw_examples(examples, snakemake.output.sheet, snakemake.output.labels, params.tile_px)


if __name__ == "__main__":
    with job(snakemake):
        main()
