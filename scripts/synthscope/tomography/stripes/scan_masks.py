"""The stripes of a range of detector rows of a scan."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from synthscope.tomography.scans.read import Scan
from synthscope.tomography.stripes.mask_archive import mask_rows
from synthscope.tomography.stripes.mask_settings import MaskSettings
from synthscope.tomography.stripes.masks import stripe_masks
from synthscope.tomography.stripes.odd_columns import OddColumns
from synthscope.tomography.stripes.row_steps import ROW_REACH


def masks_of_scan(
    scan: Scan, archives: Sequence[str], settings: MaskSettings, most_rows, first, stop, take
) -> Iterator[tuple[int, NDArray[np.bool_], NDArray[np.bool_] | None]]:
    """As `scan_masks`, or those that stand in an archive, where one is given."""
    if not archives:
        return scan_masks(scan, settings, most_rows, first, stop, take)
    shape = len(scan.projections), scan.rows, scan.columns
    given = mask_rows(archives[0], f"m{scan.name}", shape, first, stop)
    return ((row, mask, None) for row, mask in given)


def scan_masks(
    scan: Scan,
    settings: MaskSettings,
    most_rows: int,
    first: int,
    stop: int,
    take_weights: Callable[[int, NDArray[np.float32]], None] | None = None,
) -> Iterator[tuple[int, NDArray[np.bool_], NDArray[np.bool_]]]:
    """(row, mask, odd columns) for first ≤ row < stop; a few more rows to either side are read.

    Of all, `most_rows` are held at a time. Odd columns, (columns,), are marked at all angles.
    `take_weights` is that of `stripe_masks`.
    """
    shape = len(scan.projections), scan.rows, scan.columns
    given = settings.for_scan(*shape)
    if first == stop:
        return
    reach = max(given.halo, ROW_REACH)
    low, high = max(first - reach, 0), min(stop + reach, scan.rows)
    sinograms = enumerate(scan.sinograms(low, high, most_rows), low)
    columns = OddColumns(scan.rows, given.fluctuating, given.wide)
    waiting: dict[int, NDArray[np.float32]] = {}
    following = low

    def read_to(row):
        nonlocal following
        while following <= min(row, high - 1):
            number, sinogram = next(sinograms)
            columns.see(number, sinogram)
            waiting[number] = sinogram
            following = number + 1

    def read_row(row):
        read_to(row)
        for past in [number for number in waiting if number < row]:
            del waiting[past]
        return waiting.pop(row)

    for row, mask in stripe_masks(read_row, shape, given, first, stop, take_weights):
        read_to(row + ROW_REACH)
        odd = columns.of(row, scan.columns)
        yield row, mask | odd, odd
