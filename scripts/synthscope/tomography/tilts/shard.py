"""The files of a job of tilt mode, and what is known of its samples."""

from collections.abc import Iterator
from pathlib import Path

from synthscope.dataset.key.columns import Row
from synthscope.dataset.key.table import file_cells
from synthscope.structures.model import Crystal
from synthscope.tomography.drawing import drawn_cells, drawn_for
from synthscope.tomography.modes.truth import write_phantom
from synthscope.tomography.names import truth_path
from synthscope.tomography.rows import sample_cells, tilt_cells, truth_cells
from synthscope.tomography.settings import TiltSeriesSettings
from synthscope.tomography.setup import phantom_of
from synthscope.tomography.simulation.geometry import Geometry
from synthscope.tomography.tilts.alignment import write_alignment
from synthscope.tomography.tilts.files import write_series
from synthscope.tomography.tilts.series import TiltSeries


def write_tilts(
    settings: TiltSeriesSettings, seed: int, sample: int, crystal: Crystal | None, results: Path
) -> Iterator[Row]:
    """Write a sample's tilt series, its reconstruction and its truth; give the row of each file.

    `crystal` is the structure whose atoms are the phantom, or None for spheres; `results` is the
    data set's folder.
    """
    stated, settings = settings, drawn_for(settings, seed, sample)
    spheres, pixel = phantom_of(settings, seed, sample, crystal)
    about = settings.tilt, seed, sample, settings.pixel_integrated
    series = TiltSeries(spheres, Geometry.of(settings), *about)
    folder = results / "tomography" / "tilt"
    shared = sample_cells(sample, crystal) | drawn_cells("tilt", (stated, settings))
    for made in write_series(series, pixel, folder, shared.get("drawn", "")):
        cells = tilt_cells(made.condition, series.alignment, pixel)
        cells |= {"n_images": made.images, "axis_order": made.axis_order}
        if made.condition == "counts":
            cells["dose_e_per_A2"] = settings.tilt.electrons / pixel**2
        yield shared | cells | file_cells(made.path, results)
    for what, path, images in _write_truth(settings, series, results / "tomography"):
        yield shared | truth_cells(what, images, pixel) | file_cells(path, results)


def _write_truth(
    settings: TiltSeriesSettings, series: TiltSeries, folder: Path
) -> Iterator[tuple[str, Path, int]]:
    """Write what is known of a sample; gives kind, path and images of each file."""
    path = folder / truth_path("tilt", series.sample, "alignment.csv")
    write_alignment(path, series.alignment)
    yield "alignment", path, 0
    about = "tilt", series.sample, series.spheres, settings.size
    yield from write_phantom(settings.truth, folder, *about)
