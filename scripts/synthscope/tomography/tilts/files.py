"""The files of a tilt series: MRC, the goniometer's tilts beside it, a TIFF stack, the volume."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import mrcfile
import numpy as np

from synthscope.formats.mrc import writing_mrc
from synthscope.formats.tiff_stack import tiff_stack
from synthscope.tomography.names import tilt_path
from synthscope.tomography.tilts.alignment import missing_wedge_deg, write_rawtlt
from synthscope.tomography.tilts.reconstruction import aligned_views, exact_views, volume_slices
from synthscope.tomography.tilts.series import TiltSeries

KINDS = {"counts": np.dtype(np.uint16), "clean": np.dtype(np.float32)}


@dataclass(frozen=True)
class TiltFile:
    """A file that was written: what it shows, its images (0 of a table) and their axes."""

    path: Path
    condition: str
    images: int = 0
    axis_order: str | None = None


def write_series(
    series: TiltSeries, pixel_size_A: float, folder: Path, drawn: str = ""
) -> Iterator[TiltFile]:
    """Write the counts and the mean counts of all views, at the tilts' order, and the volume.

    `drawn` is what was drawn for the sample, as JSON.
    """
    geometry = series.geometry
    shape = geometry.angles, geometry.rows, geometry.columns
    paths = {kind: folder / tilt_path(series.sample, kind) for kind in KINDS}
    with ExitStack() as stack:
        writers = {}
        for kind, dtype in KINDS.items():
            about = shape, dtype, pixel_size_A, _label(kind, series)
            mrc = stack.enter_context(
                writing_mrc(paths[kind].with_suffix(".mrc"), *about, drawn=drawn)
            )
            size = dtype.itemsize * int(np.prod(shape))
            tiff = stack.enter_context(
                tiff_stack(paths[kind].with_suffix(".tif"), size, drawn or None)
            )
            writers[kind] = mrc, tiff
        for view in range(geometry.angles):
            mean = series.mean_counts(view)
            for kind, image in (("counts", series.counts(view, mean)), ("clean", mean)):
                mrc, tiff = writers[kind]
                mrc.append(image)
                tiff.append(image[None], [pixel_size_A])
    for kind, path in paths.items():
        write_rawtlt(path.with_suffix(".rawtlt"), series.alignment.nominal_deg)
        for suffix in (".mrc", ".tif"):
            yield TiltFile(path.with_suffix(suffix), kind, geometry.angles, "view row column")
        yield TiltFile(path.with_suffix(".rawtlt"), kind)
    if series.settings.reconstruction != "none":
        yield _write_volume(
            series, pixel_size_A, folder, paths["counts"].with_suffix(".mrc"), drawn
        )


def _write_volume(
    series: TiltSeries, pixel: float, folder: Path, counts: Path, drawn: str
) -> TiltFile:
    path = folder / tilt_path(series.sample, "reconstruction.mrc")
    rows, size = series.geometry.rows, series.geometry.size
    with mrcfile.mmap(counts, "r") as measured:
        exact = series.settings.reconstruction == "exact"
        # mrcfile gives a stack of one image without its first axis.
        counts_of_views = measured.data.reshape(-1, rows, series.geometry.columns)
        views = exact_views(series) if exact else aligned_views(series, counts_of_views)
        label = _label("weighted back-projection", series)
        about = (rows, size, size), "f4", pixel, label
        with writing_mrc(path, *about, volume=True, drawn=drawn) as volume:
            for plane in volume_slices(views, series.alignment.tilt_deg, size):
                volume.append(plane)
    return TiltFile(path, "reconstruction", rows, "z x y")


def _label(what: str, series: TiltSeries) -> str:
    tilt = series.alignment.nominal_deg
    wedge = missing_wedge_deg(tilt)
    return f"{what}, tilts {tilt.min():.2f} to {tilt.max():.2f} deg, missing wedge {wedge:.2f} deg"
