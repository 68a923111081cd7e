"""What the jobs for real scans have in common: the images of a range of rows, and their masks."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synthscope.tomography.modes.labelled_image import Item
from synthscope.tomography.modes.real import part_rows, scan_items
from synthscope.tomography.scans.read import Scan
from synthscope.tomography.settings import ImageSettings
from synthscope.tomography.stripes.mask_parts import MaskParts


@dataclass(frozen=True)
class ScanPart:
    """Some of the detector rows of a scan, for the images of one mode.

    Attributes
    ----------
    mode, sample, shift
        What the images are of.
    part, parts
        Which of how many parts of the rows.
    masks
        Files with the stripes of the rows, where the mode needs them.
    """

    mode: str
    sample: int
    shift: int
    part: int
    parts: int
    masks: tuple[Path, ...]

    @classmethod
    def of(cls, params: Any, files: Any) -> "ScanPart":
        """From the parameters and the inputs of a job."""
        given = (params.mode, params.sample, params.shift, params.part, params.parts)
        return cls(*given, tuple(map(Path, files.masks)))


@contextmanager
def part_images(
    scan: Scan, part: ScanPart, settings: ImageSettings, seed: int
) -> Iterator[Iterator[tuple[int, list[Item]]]]:
    """(row, images) of a part of the detector rows of an open scan."""
    with ExitStack() as stack:
        masks = stack.enter_context(MaskParts(part.masks)) if part.masks else None
        first, stop = part_rows(scan.rows, part.part, part.parts)
        block = scan.block_rows(settings.chunk_size, settings.memory_MB)
        about = part.mode, settings, seed, part.sample, part.shift
        yield scan_items(scan, *about, first, stop, block, masks)
