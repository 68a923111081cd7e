"""Draw examples of a product's images, with their labels over them, on one sheet.

In: key.csv. Out: a PNG.
"""

from pathlib import Path

import numpy as np

from synthscope.core.jobs import job
from synthscope.dataset.key.table import read_table
from synthscope.dataset.sheet import Tile
from synthscope.figures.contact_sheet import contact_sheet
from synthscope.registry.sheets import SHEETS


def main():
    params = snakemake.params
    folder, product = Path(params.folder), params.product
    rows = [row for row in read_table(snakemake.input[0]) if row["product"] == product]
    sheet = SHEETS[product](rows, folder, params.images)
    contact_sheet(
        sheet.rows or [[Tile(np.zeros((8, 64)), "no image to show")]],
        snakemake.output[0],
        row_labels=sheet.row_labels,
        column_labels=sheet.column_labels,
        tile_px=params.tile_px,
    )


if __name__ == "__main__":
    with job(snakemake):
        main()
