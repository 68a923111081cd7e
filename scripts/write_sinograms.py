"""Write the images of a part of a real scan: the second of two passes.

In: the scan, the masks of those rows where the mode needs them, the ranges of all parts of the
sample, and the structure that a simulated scan shows, if one. Out: 16-bit TIFFs by NoStripesNet's
names, and at the end a table with a row a file.
"""

import json
from contextlib import ExitStack
from pathlib import Path

from synthscope.core.jobs import job
from synthscope.dataset.key.table import file_cells, write_table
from synthscope.tomography.modes.images import images
from synthscope.tomography.modes.rescale import Range, to_grey
from synthscope.tomography.names import folders
from synthscope.tomography.rows import sinogram_cells
from synthscope.tomography.setup import phantom_crystal
from synthscope.tomography.stripes.mask_parts import MaskParts
from synthscope.tomography.tiff import write_sinogram


def main():
    params, files = snakemake.params, snakemake.input
    results = Path(params.folder)
    folder = results / "tomography" / params.mode
    crystal = phantom_crystal(files.structures, params.structure)
    over = Range()
    for path in files.ranges:
        over |= Range(**json.loads(Path(path).read_text()))
    for empty in folders(params.mode, params.sample, params.shifts):
        (folder / empty).mkdir(parents=True, exist_ok=True)
    rows = []
    with ExitStack() as stack:
        masks = stack.enter_context(MaskParts(files.masks)).row if files.masks else None
        _, parts = stack.enter_context(
            images(
                params.settings,
                params.mode,
                files.scan,
                files.flats[0] if files.flats else None,
                params.seed,
                params.sample,
                params.shift,
                params.part,
                params.parts,
                masks,
            )
        )
        for _, items in parts:
            for item in items:
                write_sinogram(folder / item.path, to_grey(item.image, over))
                cells = sinogram_cells(params.sample, item.condition, None, crystal) | {
                    "seed": params.seed,
                    "config_hash": params.config_hash,
                    "code_hash": params.code,
                }
                if not params.simulated:
                    cells["source"] = "scan"
                rows.append(cells | file_cells(folder / item.path, results))
    write_table(rows, snakemake.output[0])


if __name__ == "__main__":
    with job(snakemake):
        main()
