"""Write the images of a part of a real scan: the second of two passes.

In: the scan, the masks of those rows where the mode needs them, the ranges of all parts of the
sample, and the structure that a simulated scan shows, if one. Out: 16-bit TIFFs by NoStripesNet's
names, and at the end a table with a row a file.
"""

import json
from pathlib import Path

from synthscope.core.jobs import job
from synthscope.dataset.key.table import file_cells, job_cells, write_table
from synthscope.tomography.modes.images import ScanPart, part_images
from synthscope.tomography.modes.rescale import Range, to_grey
from synthscope.tomography.names import make_folders
from synthscope.tomography.rows import sinogram_cells
from synthscope.tomography.setup import phantom_crystal
from synthscope.tomography.tiff import write_sinogram


def main():
    params, files, results = snakemake.params, snakemake.input, Path(snakemake.params.folder)
    folder = results / "tomography" / params.mode
    crystal = phantom_crystal(files.structures, params.structure)
    shared = job_cells(params) | ({} if params.simulated else {"source": "scan"})
    over = Range()
    for path in files.ranges:
        over |= Range(**json.loads(Path(path).read_text()))
    make_folders(folder, params.mode, params.sample, params.shifts)
    rows = []
    with part_images(ScanPart.of(params, files), params.settings, params.seed) as (_, images):
        for _, items in images:
            for item in items:
                path = folder / item.path
                write_sinogram(path, to_grey(item.image, over))
                cells = sinogram_cells(params.sample, item.condition, None, crystal)
                rows.append(cells | shared | file_cells(path, results))
    write_table(rows, snakemake.output[0])


if __name__ == "__main__":
    with job(snakemake):
        main()
