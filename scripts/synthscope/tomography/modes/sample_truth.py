"""What is known of a simulated sample, gathered while its sinograms are made."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from synthscope.tomography.modes.simulated import Sinogram
from synthscope.tomography.modes.truth import MaskFile, write_phantom, write_stripes
from synthscope.tomography.names import truth_path
from synthscope.tomography.settings import SimulationSettings
from synthscope.tomography.setup import beamline_of
from synthscope.tomography.simulation.artefact_list import ArtefactList
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
    artefacts = None
    if mode == "complex":
        beam = beamline_of(settings, spheres, seed, sample)
        if "stripes" in settings.truth:
            stripes = [row for k in range(settings.shifts) for row in listed_defects(beam, k)]
        if "artefacts" in settings.truth and settings.artefacts.on:
            artefacts = ArtefactList(beam)
    shape = geometry.angles, geometry.rows, geometry.columns
    with MaskFile(shape) as masks, MaskFile(shape) as kinds:
        yield SampleTruth(mode, settings, spheres, sample, masks, kinds, stripes, artefacts)


class SampleTruth:
    """The truth of a sample; made by `truth_of`."""

    def __init__(
        self,
        mode: str,
        settings: SimulationSettings,
        spheres: Spheres,
        sample: int,
        masks: MaskFile,
        kinds: MaskFile,
        stripes: list[dict[str, Any]],
        artefacts: ArtefactList | None,
    ):
        self._mode = mode
        self._wanted, self._size = settings.truth, settings.size
        self._spheres, self._sample = spheres, sample
        self._masks, self._kinds, self._stripes = masks, kinds, stripes
        self._artefacts = artefacts

    def add(self, made: Sinogram) -> None:
        """Take over what is known of a sinogram."""
        if made.mask is not None and "masks" in self._wanted:
            self._masks.write(made.condition, made.row, made.mask)
        for kind, mask in made.kinds.items():
            self._kinds.write(f"{made.condition}_{kind}", made.row, mask)
        self._stripes += made.stripes
        if self._artefacts is not None:
            self._artefacts.see(made.condition, made.changes)

    def save(self, folder: Path) -> Iterator[tuple[str, Path, int]]:
        """Write the files below the product's folder; gives kind, path and images of each."""
        for what, masks in (("mask", self._masks), ("kinds", self._kinds)):
            if masks.written:
                path = folder / truth_path(self._mode, self._sample, f"{what}.npz")
                masks.save(path)
                yield what, path, masks.written
        if "stripes" in self._wanted:
            path = folder / truth_path(self._mode, self._sample, "stripes.csv")
            write_stripes(path, self._stripes)
            yield "stripes", path, 0
        if self._artefacts is not None:
            path = folder / truth_path(self._mode, self._sample, "artefacts.csv")
            write_stripes(path, self._artefacts.rows())
            yield "artefacts", path, 0
        about = self._mode, self._sample, self._spheres, self._size
        yield from write_phantom(self._wanted, folder, *about)
