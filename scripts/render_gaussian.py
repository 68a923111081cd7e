"""Draw the structures of a shard as Gaussians in many orientations, with their labels.

In: the shard's accepted structures. Out: stacks in a folder a structure, and at the end a table
with a row a file. The frames of one file make one stack, in the order of the file.
"""

from pathlib import Path

from synthscope.core.jobs import job, job_name
from synthscope.core.progress import progress
from synthscope.dataset.key.table import job_cells, write_table
from synthscope.gaussian.settings import GaussianSettings
from synthscope.gaussian.shard import group_frames, name_of, write_stacks
from synthscope.structures.store import read_crystals


def main(log):
    params, crystals = snakemake.params, read_crystals(snakemake.input.structures)
    settings, groups = GaussianSettings.of(params.settings), group_frames(crystals.values())
    rows = [
        row | job_cells(params)
        for group in progress(groups, job_name(snakemake), "structure", log, name_of)
        for row in write_stacks(group, settings, params.seed, Path(params.folder))
    ]
    write_table(rows, snakemake.output[0])


if __name__ == "__main__":
    with job(snakemake) as log:
        main(log)
