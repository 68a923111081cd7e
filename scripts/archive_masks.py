"""Collect the stripe masks of a sample's scans in one npz archive.

In: the parts of the masks, and an archive to begin with where one is named. Out: the archive, an
entry `m<scan>` a scan, and `m<scan>_weights` where weights are wanted.
"""

from pathlib import Path

from synthscope.core.jobs import job
from synthscope.tomography.stripes.mask_archive import append_mask, copy_archive
from synthscope.tomography.stripes.mask_parts import MaskParts


def main():
    parts, archive = snakemake.params.parts, Path(snakemake.output[0])
    archive.unlink(missing_ok=True)
    if snakemake.input.add_to:
        copy_archive(snakemake.input.add_to[0], archive)
    for index, scan in enumerate(snakemake.params.scans):
        own = snakemake.input.masks[index * parts : (index + 1) * parts]
        with MaskParts(own) as masks:
            if snakemake.params.weights:
                append_mask(archive, f"m{scan}_weights", masks.weights(), masks.shape, "<f4")
            append_mask(archive, f"m{scan}", masks.planes(), masks.shape)


if __name__ == "__main__":
    with job(snakemake):
        main()
