"""Find the range of values in a part of a real scan: the first of two passes.

In: the scan, and the masks of those rows where the mode needs them. Out: the range as JSON.
"""

import json
from pathlib import Path

from synthscope.core.files import replacing
from synthscope.core.jobs import job
from synthscope.tomography.modes.images import ScanPart, part_images
from synthscope.tomography.modes.real import measure


def main(log):
    params, part = snakemake.params, ScanPart.of(snakemake.params, snakemake.input)
    with part_images(part, params.settings, params.seed) as (scan, items):
        for note in scan.notes:
            log.write(f"{note}\n")
        found = measure(items, scan.rows, params.settings["outside_percent"])
    with replacing(snakemake.output[0]) as beside:
        Path(beside).write_text(json.dumps(found.to_dict()) + "\n")


if __name__ == "__main__":
    with job(snakemake) as log:
        main(log)
