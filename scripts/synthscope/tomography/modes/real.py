"""What every mode for real scans does with a range of detector rows: normalise, name, measure."""

from collections.abc import Callable, Iterator
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from synthscope.core.seeds import generator
from synthscope.tomography.modes.dynamic import dynamic_items
from synthscope.tomography.modes.labelled_image import Item
from synthscope.tomography.modes.paired import paired_items
from synthscope.tomography.modes.patch import patch_items
from synthscope.tomography.modes.raw import raw_items
from synthscope.tomography.modes.rescale import Range
from synthscope.tomography.scans.read import Scan
from synthscope.tomography.settings import ImageSettings

Mode = Literal["raw", "paired", "dynamic", "patch"]
MaskRow = Callable[[int], NDArray[np.bool_]]
EDGE_ROWS = 20


def part_rows(rows: int, part: int, parts: int) -> tuple[int, int]:
    """The range of detector rows that is one of `parts` nearly equal parts; it may be empty."""
    return rows * part // parts, rows * (part + 1) // parts


def scan_items(
    scan: Scan,
    mode: Mode,
    settings: ImageSettings,
    seed: int,
    sample: int,
    shift: int,
    first: int,
    stop: int,
    block: int,
    mask_row: MaskRow | None = None,
) -> Iterator[tuple[int, list[Item]]]:
    """(row, images) for the detector rows first ≤ row < stop, `block` of them read at a time."""
    for row, sinogram in enumerate(scan.sinograms(first, stop, block), first):
        yield row, _items(mode, settings, sinogram, seed, sample, shift, row, mask_row)


def counts_for_range(row: int, rows: int) -> bool:
    """Whether a row takes part in finding the range of grey values.

    The first and the last 20 rows of a scan, where the beam is weak, do not; of a scan of no more
    than 40 rows all do.
    """
    return rows <= 2 * EDGE_ROWS or EDGE_ROWS <= row < rows - EDGE_ROWS


def measure(
    items: Iterator[tuple[int, list[Item]]], rows: int, outside_percent: float = 0.0
) -> Range:
    """The range of all images of the rows that count for it; see `Range.including`.

    The percentage is that of each image, so parts of a scan need to know nothing of each other.
    """
    found = Range()
    for row, images in items:
        if counts_for_range(row, rows):
            for item in images:
                found = found.including(item.image, outside_percent)
    return found


def _items(mode, settings, sinogram, seed, sample, shift, row, mask_row) -> list[Item]:
    shape = settings.sinogram_shape
    if mode == "raw":
        return raw_items(sinogram, sample, shift, row, shape)
    if mode == "dynamic":
        return dynamic_items(sinogram, sample, row, settings.frame_angles, shape)
    rng = generator(seed, "tomography", sample, mode, shift, row)
    common = (sinogram, mask_row(row), rng, sample, shift, row)
    estimate = _estimate if settings.real_clean == "estimate" else None
    if mode == "paired":
        return paired_items(*common, settings.paired_stripes, shape, estimate)
    return patch_items(*common, settings.patch_stripes, settings.patch_size, estimate)


def _estimate(sinogram: NDArray, mask: NDArray) -> NDArray:
    # algotom takes seconds to import; only sinograms with real stripes need it.
    from synthscope.tomography.baselines.algotom import remove_masked

    return remove_masked(sinogram, mask)
