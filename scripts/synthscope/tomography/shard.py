"""The files of a job: the sinograms of a simulated sample, or the images of a part of a scan."""

from collections.abc import Iterator
from pathlib import Path

from synthscope.dataset.key.columns import Row
from synthscope.dataset.key.table import file_cells
from synthscope.structures.model import Crystal
from synthscope.tomography.drawing import drawn_cells, drawn_for
from synthscope.tomography.modes.images import ScanPart, part_images
from synthscope.tomography.modes.measured import Measured
from synthscope.tomography.modes.rescale import to_grey
from synthscope.tomography.modes.sample_truth import truth_of
from synthscope.tomography.modes.simulated import simulated_scans, simulated_sinograms
from synthscope.tomography.names import make_folders
from synthscope.tomography.rows import (
    artefact_cells,
    sample_cells,
    scan_cells,
    sinogram_cells,
    truth_cells,
)
from synthscope.tomography.scans.read import Scan
from synthscope.tomography.settings import ImageSettings, SimulationSettings
from synthscope.tomography.setup import phantom_of
from synthscope.tomography.simulation.geometry import Geometry
from synthscope.tomography.tiff import write_sinogram


def write_sample(
    mode: str,
    settings: SimulationSettings,
    seed: int,
    sample: int,
    crystal: Crystal | None,
    results: Path,
) -> Iterator[Row]:
    """Write a sample's sinograms, and its scans where they are asked for; give the row of each.

    `crystal` is the structure whose atoms are the phantom, or None for spheres; `results` is the
    data set's folder.
    """
    folder = results / "tomography" / mode
    stated, settings = settings, drawn_for(settings, seed, sample)
    spheres, pixel = phantom_of(settings, seed, sample, crystal)
    about = settings, spheres, seed, sample
    make_folders(folder, mode, sample, settings.shifts)
    shared = sample_cells(sample, crystal) | drawn_cells(mode, (stated, settings))
    drawn, angles = shared.get("drawn", ""), Geometry.of(settings).angles_deg
    with truth_of(mode, settings, spheres, seed, sample) as truth:
        for made in simulated_sinograms(mode, *about):
            path = folder / made.path
            write_sinogram(path, made.grey, drawn)
            truth.add(made)
            cells = sinogram_cells(made.condition, made.over, made.strength, angles, pixel)
            if made.condition.startswith("shift"):
                cells |= artefact_cells(settings, made.zingers)
            yield shared | cells | file_cells(path, results)
        for what, path, images in truth.save(results / "tomography"):
            yield shared | truth_cells(what, images, pixel) | file_cells(path, results)
    if mode == "complex" and settings.nxtomo:
        for path in simulated_scans(*about, pixel, folder, drawn):
            yield shared | scan_cells(settings, pixel) | file_cells(path, results)


def write_scan_part(
    scan: Scan,
    part: ScanPart,
    settings: ImageSettings,
    seed: int,
    measured: Measured,
    shifts: int,
    crystal: Crystal | None,
    results: Path,
    drawn: Row,
) -> Iterator[Row]:
    """Write the images of a part of a scan; give the row of each.

    `measured` is what the first pass found of the whole sample, which has so many `shifts`;
    `drawn` is the cell of what was drawn for it.

    Raises
    ------
    InputError
        If none of the sample's images is clean, or none has stripes, and that is not wanted.
    """
    if part.mode in ("paired", "patch"):
        measured.check_sides(part.sample, settings.striped.one_sided)
    over = measured.range(settings.outside_percent)
    folder = results / "tomography" / part.mode
    make_folders(folder, part.mode, part.sample, shifts)
    shared = sample_cells(part.sample, crystal) | {"assumed": "; ".join(scan.notes) or None} | drawn
    with part_images(scan, part, settings, seed) as images:
        for _, items in images:
            for item in items:
                path = folder / item.path
                write_sinogram(path, to_grey(item.image, over), drawn.get("drawn", ""))
                pixel = scan.pixel_size_m and item.column_step * scan.pixel_size_m * 1e10
                angles = item.angles_of(scan.angles_deg)
                cells = sinogram_cells(item.condition, over, item.strength, angles, pixel)
                yield shared | cells | file_cells(path, results)
