"""The stripes of a range of detector rows of a scan."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from synthscope.tomography.scans.read import Scan
from synthscope.tomography.stripes.mask_settings import MaskSettings
from synthscope.tomography.stripes.masks import stripe_masks


def scan_masks(
    scan: Scan, settings: MaskSettings, most_rows: int, first: int, stop: int
) -> Iterator[tuple[int, NDArray[np.bool_]]]:
    """(row, mask) for first ≤ row < stop; a few more rows to either side are read for them.

    Of all, `most_rows` are held at a time.
    """
    shape = len(scan.projections), scan.rows, scan.columns
    given = settings.for_scan(*shape)
    if first == stop:
        return
    low, high = max(first - given.halo, 0), min(stop + given.halo, scan.rows)
    sinograms = enumerate(scan.sinograms(low, high, most_rows), low)

    def read_row(row):
        number, sinogram = next(sinograms)
        assert number == row, f"row {number} came for {row}"
        return sinogram

    yield from stripe_masks(read_row, shape, given, first, stop)
