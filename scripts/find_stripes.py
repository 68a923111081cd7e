"""Find the stripes in a range of detector rows of a scan, or take them from a mask archive.

In: the scan, and a file with its flat fields or an archive with its mask where there is one.
Out: the masks of those rows.
"""

from synthscope.core.jobs import job
from synthscope.tomography.modes.real import part_rows
from synthscope.tomography.scans.job import scan_of_job
from synthscope.tomography.stripes.mask_archive import mask_rows
from synthscope.tomography.stripes.mask_parts import write_part
from synthscope.tomography.stripes.mask_settings import MaskSettings
from synthscope.tomography.stripes.scan_masks import scan_masks


def main(log):
    params, files = snakemake.params, snakemake.input
    with scan_of_job(params, files) as scan:
        for note in scan.notes:
            log.write(f"{note}\n")
        first, stop = part_rows(scan.rows, params.part, params.parts)
        shape = (len(scan.projections), scan.rows, scan.columns)
        if files.mask:
            given = mask_rows(files.mask[0], f"m{scan.name}", shape, first, stop)
            masks = ((row, mask, None) for row, mask in given)
        else:
            block = scan.block_rows(params.chunk_size, params.memory_MB)
            masks = scan_masks(scan, MaskSettings.of(params.settings), block, first, stop)
        write_part(snakemake.output[0], masks, first, stop, shape)


if __name__ == "__main__":
    with job(snakemake) as log:
        main(log)
