"""What the jobs for real scans have in common: the images of a range of rows, and their masks."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synthscope.tomography.modes.labelled_image import Item
from synthscope.tomography.modes.real import part_rows, scan_items
from synthscope.tomography.scans.read import Scan, open_scan
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
    scan, flats
        The NXtomo file, and one with its flat fields where they are not in it.
    masks
        Files with the stripes of the rows, where the mode needs them.
    """

    mode: str
    sample: int
    shift: int
    part: int
    parts: int
    scan: Path
    flats: Path | None
    masks: tuple[Path, ...]

    @classmethod
    def of(cls, params: Any, files: Any) -> "ScanPart":
        """From the parameters and the inputs of a job."""
        given = (params.mode, params.sample, params.shift, params.part, params.parts)
        flats = Path(files.flats[0]) if files.flats else None
        return cls(*given, Path(files.scan), flats, tuple(map(Path, files.masks)))


@contextmanager
def part_images(
    part: ScanPart, settings: ImageSettings, seed: int
) -> Iterator[tuple[Scan, Iterator[tuple[int, list[Item]]]]]:
    """The open scan and (row, images) of a part of its detector rows."""
    with ExitStack() as stack:
        masks = stack.enter_context(MaskParts(part.masks)) if part.masks else None
        scan = stack.enter_context(open_scan(part.scan, part.flats))
        first, stop = part_rows(scan.rows, part.part, part.parts)
        block = scan.block_rows(settings.chunk_size, settings.memory_MB)
        about = part.mode, settings, seed, part.sample, part.shift
        yield scan, scan_items(scan, *about, first, stop, block, masks)
