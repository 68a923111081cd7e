"""Complex mode: a phantom scanned on a beamline with flat fields, defects and noise.

The detector is taller than the scan by the vertical shifts: every shift sees the same sample
through other detector rows, so the stripes move and the sample does not. Everything random has a
generator of its own, keyed by the sample, the detector row or the frame, so that rows can be made
in any order and in blocks of any size.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from synthscope.core.seeds import generator
from synthscope.tomography.modes.rescale import Range, range_of
from synthscope.tomography.settings import BeamSettings
from synthscope.tomography.simulation.detector import expose
from synthscope.tomography.simulation.faults import Fault, draw_faults, faults_of_row
from synthscope.tomography.simulation.flats import flat_field
from synthscope.tomography.simulation.geometry import Geometry
from synthscope.tomography.simulation.phantom import Spheres
from synthscope.tomography.simulation.pixel_faults import Defects, draw_defects
from synthscope.tomography.simulation.projection import blocks, project

BLOCK_ROWS = 16
LEAST_COUNTS = 0.5  # what a pixel without counts is taken for before the logarithm


@dataclass(frozen=True)
class Beamline:
    """One sample on its beamline.

    Sinograms are in units of the phantom's line integrals: `densest` is their maximum.
    """

    spheres: Spheres
    geometry: Geometry
    settings: BeamSettings
    seed: int
    sample: int
    pixel_integrated: bool = False

    def rng(self, *purpose: str | int) -> np.random.Generator:
        return generator(self.seed, "tomography", self.sample, *purpose)

    @property
    def detector_shape(self) -> tuple[int, int]:
        extra = (self.settings.shifts - 1) * self.settings.shift_step
        return self.geometry.rows + extra, self.geometry.columns

    def detector_row(self, row: int, shift: int | None) -> int:
        """The row of the detector that sees a row of the scan; None: the unshifted detector."""
        s = self.settings
        unshifted = s.shifts // 2 * s.shift_step
        offset = 0 if shift is None else shift * s.shift_step - unshifted
        return row - offset + (s.shifts - 1) * s.shift_step - unshifted

    @cached_property
    def densest(self) -> float:
        found = range_of(
            project(self.spheres, self.geometry, first, stop, self.pixel_integrated)
            for first, stop in blocks(self.geometry.rows, BLOCK_ROWS)
        )
        return max(found.high, np.finfo(np.float32).tiny)

    @cached_property
    def flat(self) -> NDArray[np.float32]:
        """(detector rows, columns): the beam without noise, at most 1."""
        return flat_field(self.rng("flat field"), self.detector_shape)

    @cached_property
    def defects(self) -> Defects:
        return draw_defects(self.rng("defects"), self.detector_shape, self.geometry.angles)

    @cached_property
    def faults(self) -> list[Fault]:
        about = self.settings.faults, lambda kind, number: self.rng("fault", kind, number)
        return draw_faults(*about, self.detector_shape, self.geometry.angles)

    def flat_frame(self, number: int) -> NDArray[np.float32]:
        """(detector rows, columns): the counts of one flat-field frame."""
        rng = self.rng("flat frame", number)
        normal = rng.standard_normal(self.detector_shape, np.float32)
        return expose(np.float32(self.settings.I0) * self.flat, normal, rng)

    @cached_property
    def mean_flat(self) -> NDArray[np.float32]:
        """(detector rows, columns): the mean counts of all flat-field frames."""
        total = np.zeros(self.detector_shape)
        for number in range(self.settings.flats_number):
            total += self.flat_frame(number)
        return (total / self.settings.flats_number).astype(np.float32)

    def transmission(self, first: int, stop: int) -> NDArray[np.float32]:
        """(rows, angles, columns): the share of the beam that passes the sample."""
        block = project(self.spheres, self.geometry, first, stop, self.pixel_integrated)
        block *= np.float32(-self.settings.attenuation / self.densest)
        return np.exp(block, out=block)

    def expected(
        self, row: int, transmission: NDArray[np.float32], shift: int | None
    ) -> NDArray[np.float32]:
        """The mean counts (angles, columns) of one row; without defects where `shift` is None."""
        place = self.detector_row(row, shift)
        photons = np.float32(self.settings.I0)
        expected = transmission * (photons * self.flat[place])
        if shift is not None:
            offset = np.float32(self.settings.miscalibration) * photons
            where = np.flatnonzero(self.defects.maps[:, place].any(axis=0))
            expected[:, where] += offset * self.defects.row(place)[:, where]
            for fault in faults_of_row(self.faults, place):
                fault.apply(expected, photons * self.flat[place])
        return expected

    def faulty_columns(self, row: int, shift: int) -> NDArray[np.intp]:
        """The columns of a row that have defects."""
        place = self.detector_row(row, shift)
        faulty = self.defects.maps[:, place].any(axis=0)
        for fault in faults_of_row(self.faults, place):
            faulty[fault.columns] = True
        return np.flatnonzero(faulty)

    def true_offset(
        self,
        row: int,
        transmission: NDArray[np.float32],
        shift: int,
        expected: NDArray[np.float32] | None = None,
    ) -> NDArray[np.float32]:
        """What the defects add to the line integrals (angles, columns), in units of full scale.

        Full scale is the attenuation of the densest ray. Noise has no part in it. `expected` are
        the mean counts, where they are known already.
        """
        expected = self.expected(row, transmission, shift) if expected is None else expected
        out = np.zeros(expected.shape, np.float32)
        columns = self.faulty_columns(row, shift)
        if len(columns):
            beam = np.float32(self.settings.I0) * self.flat[self.detector_row(row, shift), columns]
            perfect = np.maximum(transmission[:, columns] * beam, np.float32(LEAST_COUNTS))
            found = np.maximum(expected[:, columns], np.float32(LEAST_COUNTS))
            out[:, columns] = np.log(perfect / found) / np.float32(self.settings.attenuation)
        return out

    def true_mask(
        self, row: int, offset: NDArray[np.float32], shift: int, least: float
    ) -> NDArray[np.bool_]:
        """(angles, columns): what stripes change by more than `least`, in units of full scale.

        `offset` is that of `true_offset`. Of faults whose error comes and goes (fluctuating,
        unresponsive) all is marked, also where it happens to be small.
        """
        mask = np.abs(offset) > least
        for fault in faults_of_row(self.faults, self.detector_row(row, shift)):
            if fault.kind in ("fluctuating", "unresponsive"):
                mask[fault.angles, fault.columns] = True
        return mask

    def counts(
        self, row: int, transmission: NDArray[np.float32], shift: int | None, normal: NDArray
    ) -> NDArray[np.float32]:
        """The counts (angles, columns) of one row; without defects where `shift` is None."""
        return self.counted(row, self.expected(row, transmission, shift), shift, normal)

    def counted(
        self, row: int, expected: NDArray[np.float32], shift: int | None, normal: NDArray
    ) -> NDArray[np.float32]:
        """The counts of one row of which the mean counts are known."""
        view = "clean" if shift is None else shift
        return expose(expected, normal, self.rng("few photons", view, row))

    def normals(self, row: int, shift: int | None) -> NDArray[np.float32]:
        """The standard normal numbers behind the noise of a row."""
        view = "clean" if shift is None else shift
        purpose = ("noise", row) if self.settings.shared_noise else ("noise", row, view)
        shape = (self.geometry.angles, self.geometry.columns)
        return self.rng(*purpose).standard_normal(shape, np.float32)

    def sinogram(
        self, row: int, counts: NDArray[np.float32], shift: int | None
    ) -> NDArray[np.float32]:
        """Line integrals (angles, columns) of a row's counts.

        A shifted view is divided by the mean of the measured flats, as any scan is. The clean
        target is divided by the beam itself: the flats' own noise would be the same in all
        projections and put faint stripes into it.
        """
        place = self.detector_row(row, shift)
        photons = np.float32(self.settings.I0)
        beam = photons * self.flat[place] if shift is None else self.mean_flat[place]
        beam = np.maximum(beam, np.float32(LEAST_COUNTS))
        out = np.maximum(counts, np.float32(LEAST_COUNTS))
        out /= beam
        np.log(out, out=out)
        out *= np.float32(-self.densest / self.settings.attenuation)
        return out

    def views(self, shifts: list[int | None]) -> Iterator["RowViews"]:
        """Every row of the scan in the views that are asked for."""
        for first, stop in blocks(self.geometry.rows, BLOCK_ROWS):
            for row, passing in enumerate(self.transmission(first, stop), first):
                normals = {}
                counts, means = [], []
                for shift in shifts:
                    key = 0 if self.settings.shared_noise else shift
                    if key not in normals:
                        normals = {key: self.normals(row, shift)}
                    means.append(self.expected(row, passing, shift))
                    counts.append(self.counted(row, means[-1], shift, normals[key]))
                sinograms = [self.sinogram(row, c, s) for c, s in zip(counts, shifts)]
                yield RowViews(row, passing, means, counts, sinograms)

    def clean_range(self) -> Range:
        """The range of the clean target, which is the scale of all views."""
        return range_of(seen.sinograms[0] for seen in self.views([None]))


@dataclass(frozen=True)
class RowViews:
    """A row of a scan: the share of the beam that passes (angles, columns), and of each view the
    mean counts, the counts and the line integrals."""

    row: int
    transmission: NDArray[np.float32]
    expected: list[NDArray[np.float32]]
    counts: list[NDArray[np.float32]]
    sinograms: list[NDArray[np.float32]]
