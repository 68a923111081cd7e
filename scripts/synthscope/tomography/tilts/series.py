"""A tilt series in annular dark field: counts that add up along the beam.

At high angles scattering is incoherent, and thin specimens scatter in proportion to their mass and
thickness, the projection requirement of tomography: P. A. Midgley & M. Weyland, Ultramicroscopy
96, 413 (2003), doi 10.1016/S0304-3991(03)00105-0. A pixel counts

    Poisson(electrons · (scattered · p / p_max + background))

with p the line integral through the phantom and p_max that of the densest pixel of all views before
they are shifted.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from synthscope.core.seeds import generator
from synthscope.tomography.modes.rescale import range_of
from synthscope.tomography.simulation.detector import expose
from synthscope.tomography.simulation.geometry import Geometry
from synthscope.tomography.simulation.phantom import Spheres
from synthscope.tomography.simulation.projection import blocks, project, project_view
from synthscope.tomography.tilts.alignment import Alignment, draw_alignment, middle_of
from synthscope.tomography.tilts.memory import BLOCK_ROWS
from synthscope.tomography.tilts.settings import TiltSettings


@dataclass(frozen=True)
class TiltSeries:
    """The views of one sample; `geometry` has the tilts that the goniometer says."""

    spheres: Spheres
    geometry: Geometry
    settings: TiltSettings
    seed: int
    sample: int
    pixel_integrated: bool = False

    @cached_property
    def alignment(self) -> Alignment:
        return draw_alignment(self.settings, self.geometry.angles_deg, self.seed, self.sample)

    @cached_property
    def true(self) -> Geometry:
        """The geometry with the tilts as they are."""
        return replace(self.geometry, listed_deg=tuple(self.alignment.tilt_deg.tolist()))

    @cached_property
    def densest(self) -> float:
        found = range_of(
            project(self.spheres, self.true, first, stop, self.pixel_integrated)
            for first, stop in blocks(self.true.rows, BLOCK_ROWS)
        )
        return max(found.high, float(np.finfo(np.float32).tiny))

    @cached_property
    def places(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Where an ideal detector shows the spheres' centres: (n, views) across, (n,) along."""
        return self.true.centres(self.spheres.centres)

    def projection(self, view: int, geometry: Geometry, alignment: Alignment) -> NDArray:
        """Line integrals (rows, columns) that a detector shows of a view."""
        across, along = self.places
        ideal = np.stack([geometry.column_at(across[:, view]), geometry.row_at(along)])
        column, row = alignment.seen(view, ideal, middle_of(geometry))
        seen = geometry.across(column), geometry.along(row)
        return project_view(self.spheres, geometry, *seen, self.pixel_integrated)

    @property
    def counts_of_ray(self) -> float:
        """Counts of a line integral of 1."""
        return self.settings.electrons * self.settings.scattered / self.densest

    @property
    def background(self) -> float:
        """Counts of a ray through nothing."""
        return self.settings.electrons * self.settings.background

    def mean_counts(self, view: int) -> NDArray[np.float32]:
        """(rows, columns): what a view would show if it were taken very often."""
        mean = self.projection(view, self.geometry, self.alignment)
        mean *= np.float32(self.counts_of_ray)
        mean += np.float32(self.background)
        return mean

    def counts(self, view: int, mean: NDArray[np.float32]) -> NDArray[np.uint16]:
        """A view (rows, columns) with its Poisson noise."""
        rng = generator(self.seed, "tomography", self.sample, "tilt noise", view)
        normal = rng.standard_normal(mean.shape, np.float32)
        return np.minimum(expose(mean, normal, rng, 0.0), 65535).astype(np.uint16)
