"""Write the images of a part of a real scan: the second of two passes.

In: the scan, the masks where the mode needs them, the ranges of all parts, and the structure that a
simulated scan shows, if one. Out: 16-bit TIFFs, and at the end a table with a row a file.
"""

from pathlib import Path

from synthscope.core.jobs import job
from synthscope.dataset.key.table import job_cells, write_table
from synthscope.tomography.drawing import drawn_cells, drawn_for
from synthscope.tomography.modes.images import ScanPart
from synthscope.tomography.modes.measured import read_measured
from synthscope.tomography.rows import artefact_cells
from synthscope.tomography.scans.job import scan_of_job
from synthscope.tomography.settings import ImageSettings, SimulationSettings
from synthscope.tomography.setup import phantom_crystal
from synthscope.tomography.shard import write_scan_part


def main():
    params, files = snakemake.params, snakemake.input
    crystal = phantom_crystal(files.structures, params.structure)
    part, measured = ScanPart.of(params, files), read_measured(files.ranges)
    stated = {"images": ImageSettings.of(params.settings)}
    if params.simulation:  # of a simulated scan
        stated["simulation"] = SimulationSettings.of(params.simulation)
    made = {name: drawn_for(one, params.seed, params.sample) for name, one in stated.items()}
    simulated = artefact_cells(made["simulation"]) if params.simulation else {"source": "scan"}
    drawn = drawn_cells(params.mode, *((stated[name], made[name]) for name in stated))
    shared = job_cells(params) | simulated
    given = made["images"], params.seed, measured, params.shifts, crystal, Path(params.folder)
    with scan_of_job(params, files) as scan:
        rows = [row | shared for row in write_scan_part(scan, part, *given, drawn)]
    write_table(rows, snakemake.output[0])


if __name__ == "__main__":
    with job(snakemake):
        main()
