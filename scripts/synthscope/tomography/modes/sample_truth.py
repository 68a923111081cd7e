"""What is known of a simulated sample, gathered while its sinograms are made."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from synthscope.tomography.modes.simulated import Sinogram
from synthscope.tomography.modes.truth import (
    MaskFile,
    write_spheres,
    write_stripes,
    write_volume,
)
from synthscope.tomography.names import truth_path
from synthscope.tomography.settings import SimulationSettings
from synthscope.tomography.setup import beamline_of
from synthscope.tomography.simulation.defect_list import listed_defects
from synthscope.tomography.simulation.geometry import Geometry
from synthscope.tomography.simulation.phantom import Spheres


@contextmanager
def truth_of(
    mode: str, settings: SimulationSettings, spheres: Spheres, seed: int, sample: int
) -> Iterator["SampleTruth"]:
    """Gathers what the settings ask for."""
    geometry = Geometry.of(settings)
    stripes: list[dict[str, Any]] = []
    if mode == "complex" and "stripes" in settings.truth:
        beam = beamline_of(settings, spheres, seed, sample)
        stripes = [row for k in range(settings.shifts) for row in listed_defects(beam, k)]
    with MaskFile((geometry.angles, geometry.rows, geometry.columns)) as masks:
        yield SampleTruth(mode, settings, spheres, sample, masks, stripes)


class SampleTruth:
    """The truth of a sample; made by `truth_of`."""

    def __init__(
        self,
        mode: str,
        settings: SimulationSettings,
        spheres: Spheres,
        sample: int,
        masks: MaskFile,
        stripes: list[dict[str, Any]],
    ):
        self._mode = mode
        self._wanted, self._size = settings.truth, settings.size
        self._spheres, self._sample = spheres, sample
        self._masks, self._stripes = masks, stripes
        self._masks_made = 0

    def add(self, made: Sinogram) -> None:
        """Take over what is known of a sinogram."""
        if made.mask is not None and "masks" in self._wanted:
            self._masks.write(made.condition, made.row, made.mask)
            self._masks_made += 1
        self._stripes += made.stripes

    def save(self, folder: Path) -> Iterator[tuple[str, Path, int]]:
        """Write the files below the product's folder; gives kind, path and images of each."""
        if self._masks_made:
            path = folder / truth_path(self._mode, self._sample, "mask.npz")
            self._masks.save(path)
            yield "mask", path, self._masks_made
        if "stripes" in self._wanted:
            path = folder / truth_path(self._mode, self._sample, "stripes.csv")
            write_stripes(path, self._stripes)
            yield "stripes", path, 0
        if "spheres" in self._wanted:
            path = folder / truth_path(self._mode, self._sample, "spheres.csv")
            write_spheres(path, self._spheres, self._size)
            yield "spheres", path, 0
        if "volume" in self._wanted:
            path = folder / truth_path(self._mode, self._sample, "volume.npz")
            write_volume(path, self._spheres, self._size)
            yield "volume", path, self._size
