"""Find the stripes in a range of detector rows of a scan, or take them from a mask archive.

In: the scan, and a file with its flat fields or an archive with its mask where there is one.
Out: the masks of those rows, and the weights behind them where they are wanted.
"""

from synthscope.core.jobs import job
from synthscope.tomography.modes.real import part_rows
from synthscope.tomography.scans.job import scan_of_job
from synthscope.tomography.stripes.mask_parts import writing_part
from synthscope.tomography.stripes.mask_settings import MaskSettings
from synthscope.tomography.stripes.scan_masks import masks_of_scan


def main(log):
    params, files = snakemake.params, snakemake.input
    with scan_of_job(params, files) as scan:
        for note in scan.notes:
            log.write(f"{note}\n")
        first, stop = part_rows(scan.rows, params.part, params.parts)
        shape = (len(scan.projections), scan.rows, scan.columns)
        weighted = params.weights and not files.mask
        with writing_part(snakemake.output[0], first, stop, shape, weighted=weighted) as writer:
            take = writer.write_weights if weighted else None
            block = scan.block_rows(params.chunk_size, params.memory_MB)
            about = MaskSettings.of(params.settings), block, first, stop, take
            for row, mask, odd in masks_of_scan(scan, files.mask, *about):
                writer.write(row, mask, odd)


if __name__ == "__main__":
    with job(snakemake) as log:
        main(log)
