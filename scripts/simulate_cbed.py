"""Simulate the convergent-beam patterns of a batch of structures and write its files.

In: accepted structures with their rows of the catalog. Out: at most one file for each part (train,
dev, test), and at the end a table with a row a file.
"""

import csv
import sys
from pathlib import Path

from synthscope.cbed.batches import members
from synthscope.cbed.file import Batch
from synthscope.cbed.rows import batch_cells, sample
from synthscope.cbed.stacks import stacks
from synthscope.core.errors import InputError
from synthscope.core.jobs import job
from synthscope.dataset.key.table import file_cells, write_table
from synthscope.dataset.splits import part_of_structure
from synthscope.structures.store import read_crystals


def structures(paths, tables, sources):
    """The batch's structures, in the order of its sources."""
    rows = []
    for table in tables:
        with open(table, newline="", encoding="utf-8") as file:
            rows += csv.DictReader(file)
    return members(sources, rows, read_crystals(*paths))


def add(batch, split, index, crystal, params):
    """Write all samples of a structure; give their number, 0 where it cannot be simulated."""
    settings, condition = params.settings, 0
    hashes = {"seed": params.seed, "config_hash": params.config_hash, "code_hash": params.code}
    for stack in stacks(crystal, settings, params.seed):
        for number, patterns in enumerate(stack.patterns):
            labels = sample(crystal, stack, number, index, condition, settings)
            labels.more.update(hashes)
            batch.add(split, labels, patterns)
            condition += 1
    return condition


def main():
    params = snakemake.params
    settings, results = params.settings, Path(params.folder)
    crystals = structures(snakemake.input.structures, snakemake.input.rows, params.sources)
    written = {split: ([], 0) for split in params.fractions}
    with Batch(results / "cbed", params.number) as batch:
        for index, crystal in enumerate(crystals):
            split = part_of_structure(crystal.id, crystal.prototype, params.fractions, params.seed)
            try:
                count = add(batch, split, index, crystal, params)
            except InputError as error:
                print(error, file=sys.stderr)
                continue
            shown, samples = written[split]
            written[split] = ([*shown, crystal], samples + count)
    rows = [
        batch_cells(shown, samples, settings)
        | {"split": split, "ref_id": f"batch_{split}_{params.number}", "seed": params.seed}
        | {"config_hash": params.config_hash, "code_hash": params.code}
        | file_cells(batch.path(split), results)
        for split, (shown, samples) in written.items()
        if samples
    ]
    write_table(rows, snakemake.output[0])


if __name__ == "__main__":
    with job(snakemake):
        main()
