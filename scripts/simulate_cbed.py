"""Simulate the convergent-beam patterns of a batch of structures and write its files.

In: accepted structures with their rows of the catalog. Out: at most one file for each part (train,
dev, test), and at the end a table with a row a file.
"""

import sys
from pathlib import Path

from synthscope.cbed.batches import members
from synthscope.cbed.file import Batch
from synthscope.cbed.rows import batch_cells
from synthscope.cbed.samples import add_samples
from synthscope.core.errors import InputError
from synthscope.core.jobs import job
from synthscope.core.tables import read_records
from synthscope.dataset.key.table import file_cells, job_cells, write_table
from synthscope.dataset.splits import part_of_structure
from synthscope.structures.store import read_crystals


def main():
    params, settings, results = snakemake.params, snakemake.params.settings, snakemake.params.folder
    rows = [row for table in snakemake.input.rows for row in read_records(table)]
    crystals = members(params.sources, rows, read_crystals(*snakemake.input.structures))
    written = {part: ([], 0) for part in params.fractions}
    with Batch(Path(results) / "cbed", params.number) as batch:
        for index, crystal in enumerate(crystals):
            part = part_of_structure(crystal.id, crystal.prototype, params.fractions, params.seed)
            try:
                count = add_samples(batch, part, index, crystal, settings, job_cells(params))
            except InputError as error:
                print(error, file=sys.stderr)
                continue
            shown, samples = written[part]
            written[part] = ([*shown, crystal], samples + count)
    rows = [
        batch_cells(shown, samples, settings)
        | {"split": part, "ref_id": f"batch_{part}_{params.number}"}
        | job_cells(params)
        | file_cells(batch.path(part), results)
        for part, (shown, samples) in written.items()
        if samples
    ]
    write_table(rows, snakemake.output[0])


if __name__ == "__main__":
    with job(snakemake):
        main()
