"""Simulate the tilt series of samples as an electron microscope records them in dark field.

In: the structure whose atoms are the phantom, if one is. Out: counts, mean counts and a
reconstruction in a folder a sample, and at the end a table with a row a file.
"""

from pathlib import Path

from synthscope.core.jobs import job, job_name
from synthscope.core.progress import progress
from synthscope.dataset.key.table import job_cells, write_table
from synthscope.tomography.settings import TiltSeriesSettings
from synthscope.tomography.setup import phantom_crystal
from synthscope.tomography.tilts.shard import write_tilts


def main(log):
    params, results = snakemake.params, Path(snakemake.params.folder)
    settings = TiltSeriesSettings.of(params.settings)
    crystal = phantom_crystal(snakemake.input, settings.phantom.structure)
    rows = [
        row | job_cells(params)
        for sample in progress(params.samples, job_name(snakemake), "sample", log)
        for row in write_tilts(settings, params.seed, sample, crystal, results)
    ]
    write_table(rows, snakemake.output[0])


if __name__ == "__main__":
    with job(snakemake) as log:
        main(log)
