"""Rows of key.csv for sinograms."""

from synthscope.dataset.key.columns import Row
from synthscope.dataset.key.structure_cells import crystal_cells
from synthscope.structures.model import Crystal
from synthscope.tomography.modes.simulated import scan_frames
from synthscope.tomography.settings import SimulationSettings


def sinogram_cells(
    sample: int, condition: str, pixel_size_A: float | None, crystal: Crystal | None = None
) -> Row:
    """What a sinogram's file has in its row, besides what all products have.

    Sinograms of one sample show one object: a split has to keep them together, by `ref_id`.
    """
    cells = {
        "ref_id": f"tomography-{sample:04d}",
        "source": "spheres" if crystal is None else crystal.source,
        "product": "tomography",
        "condition": condition,
        "n_images": 1,
        "pixel_size_A": pixel_size_A,
        "axis_order": "angle column",
    }
    if crystal is None:
        return cells
    return cells | crystal_cells(crystal)


def scan_cells(
    sample: int,
    settings: SimulationSettings,
    pixel_size_A: float,
    crystal: Crystal | None = None,
) -> Row:
    """What the file of a simulated scan has in its row: its images are frames, not sinograms."""
    return sinogram_cells(sample, "counts", pixel_size_A, crystal) | {
        "n_images": scan_frames(settings),
        "axis_order": "frame row column",
    }
