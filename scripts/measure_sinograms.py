"""Find the range of values in a part of a real scan: the first of two passes.

In: the scan, and the masks of those rows where the mode needs them. Out: the range as JSON.
"""

import json
from contextlib import ExitStack
from pathlib import Path

from synthscope.core.files import replacing
from synthscope.core.jobs import job
from synthscope.tomography.modes.images import images
from synthscope.tomography.modes.real import measure
from synthscope.tomography.stripes.mask_parts import MaskParts


def main(log):
    params, files = snakemake.params, snakemake.input
    with ExitStack() as stack:
        masks = stack.enter_context(MaskParts(files.masks)).row if files.masks else None
        scan, items = stack.enter_context(
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
        for note in scan.notes:
            log.write(f"{note}\n")
        found = measure(items, scan.rows, params.settings["outside_percent"])
    with replacing(snakemake.output[0]) as beside:
        Path(beside).write_text(json.dumps(found.to_dict()) + "\n")


if __name__ == "__main__":
    with job(snakemake) as log:
        main(log)
