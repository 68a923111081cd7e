"""Write the images of a part of a real scan: the second of two passes.

In: the scan, the masks of those rows where the mode needs them, the ranges of all parts of the
sample, and the structure that a simulated scan shows, if one. Out: 16-bit TIFFs by NoStripesNet's
names, and at the end a table with a row a file.
"""

from pathlib import Path

from synthscope.core.jobs import job
from synthscope.dataset.key.table import job_cells, write_table
from synthscope.tomography.modes.images import ScanPart
from synthscope.tomography.modes.measured import read_measured
from synthscope.tomography.rows import artefact_cells
from synthscope.tomography.scans.job import scan_of_job
from synthscope.tomography.settings import BeamSettings, ImageSettings
from synthscope.tomography.setup import phantom_crystal
from synthscope.tomography.shard import write_scan_part


def main():
    params, files = snakemake.params, snakemake.input
    crystal = phantom_crystal(files.structures, params.structure)
    part, measured = ScanPart.of(params, files), read_measured(files.ranges)
    beam = params.beam and BeamSettings.of(params.beam)  # of a simulated scan
    shared = job_cells(params) | (artefact_cells(beam) if beam else {"source": "scan"})
    settings = ImageSettings.of(params.settings)
    given = settings, params.seed, measured, params.shifts, crystal, Path(params.folder)
    with scan_of_job(params, files) as scan:
        rows = [row | shared for row in write_scan_part(scan, part, *given)]
    write_table(rows, snakemake.output[0])


if __name__ == "__main__":
    with job(snakemake):
        main()
