"""What every mode for real scans does with a range of detector rows: normalise, name, measure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from synthscope.core.seeds import generator
from synthscope.tomography.modes import paired, patch
from synthscope.tomography.modes.dynamic import dynamic_items
from synthscope.tomography.modes.labelled_image import SINOGRAM_SHAPE, Item
from synthscope.tomography.modes.raw import raw_items
from synthscope.tomography.modes.rescale import Range
from synthscope.tomography.scans.read import Scan
from synthscope.tomography.stripes.model import StripeModel

Mode = Literal["raw", "paired", "dynamic", "patch"]
MaskRow = Callable[[int], NDArray[np.bool_]]
EDGE_ROWS = 20


@dataclass(frozen=True)
class RealSettings:
    """How a scan becomes images.

    Attributes
    ----------
    mode
        'raw', 'paired', 'dynamic' or 'patch'.
    shape
        Size of the sinograms, (angles, columns); None: that of the scan. Patches are never resized.
    frame_angles
        Angles of a time frame (dynamic).
    patch_size
        Height and width of a patch.
    stripes
        Model of the drawn stripes; None: NoStripesNet's for the mode.
    clean_estimate
        A function of a sinogram and its mask that removes stripes, or None.
    """

    mode: Mode
    shape: tuple[int, int] | None = SINOGRAM_SHAPE
    frame_angles: int = 900
    patch_size: tuple[int, int] = patch.PATCH_SHAPE
    stripes: StripeModel | None = None
    clean_estimate: Callable[[NDArray, NDArray], NDArray] | None = field(
        default=None, compare=False
    )

    @property
    def needs_mask(self) -> bool:
        return self.mode in ("paired", "patch")


def part_rows(rows: int, part: int, parts: int) -> tuple[int, int]:
    """The range of detector rows that is one of `parts` nearly equal parts; it may be empty."""
    return rows * part // parts, rows * (part + 1) // parts


def scan_items(
    scan: Scan,
    settings: RealSettings,
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
        yield row, _items(settings, sinogram, seed, sample, shift, row, mask_row)


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


def _items(settings, sinogram, seed, sample, shift, row, mask_row) -> list[Item]:
    if settings.mode == "raw":
        return raw_items(sinogram, sample, shift, row, settings.shape)
    if settings.mode == "dynamic":
        return dynamic_items(sinogram, sample, row, settings.frame_angles, settings.shape)
    rng = generator(seed, "tomography", sample, settings.mode, shift, row)
    common = (sinogram, mask_row(row), rng, sample, shift, row)
    estimate = settings.clean_estimate
    if settings.mode == "paired":
        model = settings.stripes or paired.NOSTRIPESNET
        return paired.paired_items(*common, model, settings.shape, estimate)
    model = settings.stripes or patch.NOSTRIPESNET
    return patch.patch_items(*common, model, settings.patch_size, estimate)
