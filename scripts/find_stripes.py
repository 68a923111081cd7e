"""Find the stripes in a range of detector rows of a scan, or take them from a mask archive.

In: the scan, and a file with its flat fields or an archive with its mask where there is one.
Out: the masks of those rows.
"""

from pathlib import Path

from synthscope.core.jobs import job
from synthscope.tomography.modes.real import part_rows
from synthscope.tomography.scans.read import open_scan
from synthscope.tomography.setup import masks_of
from synthscope.tomography.stripes.mask_archive import mask_rows
from synthscope.tomography.stripes.mask_parts import write_part
from synthscope.tomography.stripes.masks import stripe_masks


def found(scan, settings, first, stop):
    """The masks of the rows; a few more rows to either side are read for them."""
    given = masks_of(settings).for_rows(scan.rows)
    if first == stop:
        return
    low, high = max(first - given.halo, 0), min(stop + given.halo, scan.rows)
    block = scan.block_rows(settings["chunk_size"], settings["memory_MB"])
    sinograms = enumerate(scan.sinograms(low, high, block), low)

    def read_row(row):
        number, sinogram = next(sinograms)
        assert number == row, f"row {number} came for {row}"
        return sinogram

    yield from stripe_masks(read_row, scan.rows, given, first, stop)


def main(log):
    params, files = snakemake.params, snakemake.input
    flats = Path(files.flats[0]) if files.flats else None
    with open_scan(Path(files.scan), flats) as scan:
        for note in scan.notes:
            log.write(f"{note}\n")
        first, stop = part_rows(scan.rows, params.part, params.parts)
        shape = (len(scan.projections), scan.rows, scan.columns)
        if files.mask:
            masks = mask_rows(files.mask[0], f"m{scan.name}", shape, first, stop)
        else:
            masks = found(scan, params.settings, first, stop)
        write_part(snakemake.output[0], masks, first, stop, shape)


if __name__ == "__main__":
    with job(snakemake) as log:
        main(log)
