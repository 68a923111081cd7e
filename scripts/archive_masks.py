"""Collect the stripe masks of a sample's scans in one npz archive.

In: the parts of the masks. Out: the archive, an entry `m<scan>` a scan.
"""

from pathlib import Path

from synthscope.core.jobs import job
from synthscope.tomography.stripes.mask_archive import append_mask
from synthscope.tomography.stripes.mask_parts import MaskParts


def main():
    parts = snakemake.params.parts
    Path(snakemake.output[0]).unlink(missing_ok=True)
    for index, scan in enumerate(snakemake.params.scans):
        with MaskParts(snakemake.input[index * parts : (index + 1) * parts]) as masks:
            append_mask(snakemake.output[0], f"m{scan}", masks.planes(), masks.shape)


if __name__ == "__main__":
    with job(snakemake):
        main()
