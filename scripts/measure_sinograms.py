"""Find the values in a part of a real scan, and how much is striped: the first of two passes.

In: the scan, and the masks of those rows where the mode needs them. Out: what was found, as JSON.
"""

import json
from pathlib import Path

from synthscope.core.files import replacing
from synthscope.core.jobs import job
from synthscope.tomography.drawing import drawn_for
from synthscope.tomography.modes.images import ScanPart, part_images
from synthscope.tomography.modes.real import measure, to_measure
from synthscope.tomography.scans.job import scan_of_job
from synthscope.tomography.settings import ImageSettings


def main(log):
    params, part = snakemake.params, ScanPart.of(snakemake.params, snakemake.input)
    settings = to_measure(drawn_for(ImageSettings.of(params.settings), params.seed, params.sample))
    with scan_of_job(params, snakemake.input) as scan:
        for note in scan.notes:
            log.write(f"{note}\n")
        with part_images(scan, part, settings, params.seed) as items:
            found = measure(items, scan.rows)
    for kind, count in sorted(found.images.items()):
        log.write(f"{count} images count as {kind}\n")
    with replacing(snakemake.output[0]) as beside:
        Path(beside).write_text(json.dumps(found.to_dict()) + "\n")


if __name__ == "__main__":
    with job(snakemake) as log:
        main(log)
