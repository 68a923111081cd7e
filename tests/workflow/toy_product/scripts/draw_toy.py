"""Count the atoms of a shard's structures on a grid.

In: the shard's accepted structures. Out: an npz a structure, and at the end a table of them.
"""

from pathlib import Path

import numpy as np
from synthscope.toy.count import count_atoms
from synthscope.toy.rows import image_cells
from synthscope.toy.settings import ToySettings

from synthscope.core.files import replacing
from synthscope.core.jobs import job
from synthscope.dataset.key.table import file_cells, job_cells, write_table
from synthscope.structures.store import read_crystals


def main():
    params, rows = snakemake.params, []
    settings = ToySettings.of(params.settings)
    for crystal in read_crystals(snakemake.input.structures).values():
        path = Path(params.folder) / "toy" / f"{crystal.id}.npz"
        with replacing(path) as beside:
            np.savez(beside, counts=count_atoms(crystal.positions, settings.edge_px))
        rows.append(image_cells(crystal) | job_cells(params) | file_cells(path, params.folder))
    write_table(rows, snakemake.output[0])


if __name__ == "__main__":
    with job(snakemake):
        main()
