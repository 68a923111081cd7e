"""What the jobs for real scans have in common: the images of a range of rows, and their masks."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from numpy.typing import NDArray

from synthscope.tomography.modes.labelled_image import Item
from synthscope.tomography.modes.real import RealSettings, part_rows, scan_items
from synthscope.tomography.scans.read import Scan, open_scan
from synthscope.tomography.setup import Settings, stripes_of


def real_settings(settings: Settings, mode: str) -> RealSettings:
    """How a mode turns sinograms into images."""
    shape = settings["sinogram_shape"]
    stripes = {"paired": "paired_stripes", "patch": "patch_stripes"}.get(mode)
    return RealSettings(
        mode=mode,
        shape=None if shape is None else tuple(shape),
        frame_angles=settings["frame_angles"],
        patch_size=tuple(settings["patch_size"]),
        stripes=stripes_of(settings[stripes]) if stripes else None,
        clean_estimate=_estimate if settings["real_clean"] == "estimate" else None,
    )


def _estimate(sinogram: NDArray, mask: NDArray) -> NDArray:
    # algotom takes seconds to import; only sinograms with real stripes need it.
    from synthscope.tomography.baselines.algotom import remove_masked

    return remove_masked(sinogram, mask)


@contextmanager
def images(
    settings: Settings,
    mode: str,
    scan_path: str,
    flats_path: str | None,
    seed: int,
    sample: int,
    shift: int,
    part: int,
    parts: int,
    mask_row=None,
) -> Iterator[tuple[Scan, Iterator[tuple[int, list[Item]]]]]:
    """The open scan and (row, images) of one part of its detector rows."""
    with open_scan(Path(scan_path), Path(flats_path) if flats_path else None) as scan:
        first, stop = part_rows(scan.rows, part, parts)
        block = scan.block_rows(settings["chunk_size"], settings["memory_MB"])
        given = real_settings(settings, mode)
        yield scan, scan_items(scan, given, seed, sample, shift, first, stop, block, mask_row)
