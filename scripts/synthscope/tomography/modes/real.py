"""What every mode for real scans does with a range of detector rows: normalise, name, measure."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Literal

from numpy.typing import NDArray

from synthscope.core.seeds import generator
from synthscope.tomography.modes.dynamic import dynamic_items
from synthscope.tomography.modes.labelled_image import Item
from synthscope.tomography.modes.measured import Measured
from synthscope.tomography.modes.paired import paired_items
from synthscope.tomography.modes.patch import patch_items
from synthscope.tomography.modes.raw import raw_items
from synthscope.tomography.scans.read import Scan
from synthscope.tomography.settings import ImageSettings
from synthscope.tomography.stripes.mask_parts import MaskParts
from synthscope.tomography.stripes.striped import column_offsets, is_striped, marked_strength

Mode = Literal["raw", "paired", "dynamic", "patch"]
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
    masks: MaskParts | None = None,
) -> Iterator[tuple[int, list[Item]]]:
    """(row, images) for the detector rows first ≤ row < stop, `block` of them read at a time."""
    for row, sinogram in enumerate(scan.sinograms(first, stop, block), first):
        yield row, _items(mode, settings, sinogram, seed, sample, shift, row, masks)


def counts_for_range(row: int, rows: int) -> bool:
    """Whether a row takes part in finding the range of grey values.

    The first and the last 20 rows of a scan, where the beam is weak, do not; of a scan of no more
    than 40 rows all do.
    """
    return rows <= 2 * EDGE_ROWS or EDGE_ROWS <= row < rows - EDGE_ROWS


def measure(items: Iterator[tuple[int, list[Item]]], rows: int) -> Measured:
    """The values of all images of the rows that count for the range, and how many have stripes."""
    found = Measured()
    for row, images in items:
        for item in images:
            if counts_for_range(row, rows):
                found |= Measured.of(item.image)
            if item.real is not None and item.condition == "stripe":
                found |= Measured(images=Counter(["striped" if item.real else "clean"]))
    return found


def to_measure(settings: ImageSettings) -> ImageSettings:
    """The same without the costly estimates of what is clean.

    An estimate stays within the values of the image that it is made of, so it changes no range.
    """
    return replace(settings, real_clean="none")


def _items(mode, settings, sinogram, seed, sample, shift, row, masks) -> list[Item]:
    shape = settings.sinogram_shape
    if mode == "raw":
        return raw_items(sinogram, sample, shift, row, shape)
    if mode == "dynamic":
        return dynamic_items(sinogram, sample, row, settings.frame_angles, shape)
    rng = generator(seed, "tomography", sample, mode, shift, row)
    mask, odd = masks.row(row), masks.odd(row)
    striped = partial(is_striped, settings=settings.striped, known=masks.known)
    common = (rng, sample, shift, row)
    estimate = _estimate if settings.real_clean == "estimate" else None
    if mode == "paired":
        found = marked_strength(column_offsets(sinogram), mask)
        given = (*common, settings.paired_stripes, shape, estimate)
        return paired_items(sinogram, mask, found, striped(found, bool(odd.any())), *given)
    return patch_items(
        sinogram, mask, odd, striped, *common, settings.patch_stripes, settings.patch_size, estimate
    )


def _estimate(sinogram: NDArray, mask: NDArray) -> NDArray:
    # algotom takes seconds to import; only sinograms with real stripes need it.
    from synthscope.tomography.baselines.algotom import remove_masked

    return remove_masked(sinogram, mask)
