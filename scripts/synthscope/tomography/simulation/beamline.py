"""Complex mode: a phantom scanned on a beamline with flat fields, defects and noise.

The detector is taller than the scan by the vertical shifts: every shift sees the same sample
through other detector rows, so the stripes move and the sample does not. Everything random has a
generator of its own, keyed by the sample, the detector row or the frame, so that rows can be made
in any order and in blocks of any size.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from synthscope.core.seeds import generator
from synthscope.tomography.artefacts.drift import BEFORE, MovingBeam
from synthscope.tomography.artefacts.passage import PassingRow, passing_rows
from synthscope.tomography.artefacts.settings import ArtefactSettings
from synthscope.tomography.artefacts.zingers import Zingers, draw_zingers
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
        """(detector rows, columns): the beam without noise, at most 1, before the scan."""
        return flat_field(self.rng("flat field"), self.detector_shape)

    @cached_property
    def moving(self) -> MovingBeam:
        return MovingBeam(self.flat, self.settings.artefacts.drift)

    @cached_property
    def zingers(self) -> list[Zingers]:
        """Those of each shift, rows as in the scan."""
        shape = self.geometry.angles, self.geometry.rows, self.geometry.columns
        given = self.settings.artefacts.zingers
        return [
            draw_zingers(given, self.rng("zingers", shift), *shape)
            for shift in range(self.settings.shifts)
        ]

    @cached_property
    def defects(self) -> Defects:
        return draw_defects(self.rng("defects"), self.detector_shape, self.geometry.angles)

    @cached_property
    def faults(self) -> list[Fault]:
        about = self.settings.faults, lambda kind, number: self.rng("fault", kind, number)
        return draw_faults(*about, self.detector_shape, self.geometry.angles)

    @property
    def flat_frames(self) -> int:
        """Before the scan and after it."""
        return self.settings.flats_number + self.settings.artefacts.drift.flats_after

    def flat_beam(self, number: int) -> NDArray[np.float32]:
        """(detector rows, columns): the beam when a flat-field frame is taken."""
        if not self.settings.artefacts.drift.on:
            return self.flat
        time = BEFORE if number < self.settings.flats_number else 1.0
        return self.moving.frame(time, self.rng("vibration", "flat", number).standard_normal(2))

    def flat_frame(self, number: int) -> NDArray[np.float32]:
        """(detector rows, columns): the counts of one flat-field frame."""
        rng = self.rng("flat frame", number)
        normal = rng.standard_normal(self.detector_shape, np.float32)
        return expose(np.float32(self.settings.I0) * self.flat_beam(number), normal, rng)

    @cached_property
    def mean_flat(self) -> NDArray[np.float32]:
        """(detector rows, columns): the mean counts of all flat-field frames."""
        return self._mean_over_flats(self.flat_frame)

    @cached_property
    def mean_beam(self) -> NDArray[np.float32]:
        """(detector rows, columns): the mean of the beam in all flat-field frames."""
        return self._mean_over_flats(self.flat_beam)

    def _mean_over_flats(self, frame: Callable[[int], NDArray]) -> NDArray[np.float32]:
        total = np.zeros(self.detector_shape)
        for number in range(self.flat_frames):
            total += frame(number)
        return (total / self.flat_frames).astype(np.float32)

    def beam_of_row(self, row: int, shift: int | None) -> NDArray[np.float32]:
        """(columns,) or, where it drifts, (angles, columns): the beam on a row of the detector."""
        if shift is None or not self.settings.artefacts.drift.on:
            return self.flat[row]
        wobble = self.rng("vibration", shift).standard_normal((self.geometry.angles, 2))
        return self.moving.row(row, np.linspace(0, 1, self.geometry.angles), wobble)

    def transmission(self, first: int, stop: int) -> NDArray[np.float32]:
        """(rows, angles, columns): the share of the beam that passes the sample."""
        block = project(self.spheres, self.geometry, first, stop, self.pixel_integrated)
        block *= np.float32(-self.settings.attenuation / self.densest)
        return np.exp(block, out=block)

    def passing(
        self, first: int, stop: int, alone: bool = False, ideal: bool = False
    ) -> Iterator[PassingRow]:
        """What of the beam passes the sample, row by row; with its artefacts unless `ideal`."""
        artefacts = ArtefactSettings() if ideal else self.settings.artefacts
        about = artefacts, self.settings.pixel_size_um
        return passing_rows(self.transmission, *about, first, stop, alone)

    def expected(
        self, row: int, transmission: NDArray[np.float32], shift: int | None
    ) -> NDArray[np.float32]:
        """The mean counts (angles, columns) of one row; without defects where `shift` is None."""
        place = self.detector_row(row, shift)
        photons = np.float32(self.settings.I0)
        expected = transmission * (photons * self.beam_of_row(place, shift))
        if shift is not None:
            offset = np.float32(self.settings.miscalibration) * photons
            where = np.flatnonzero(self.defects.maps[:, place].any(axis=0))
            expected[:, where] += offset * self.defects.row(place)[:, where]
            for fault in faults_of_row(self.faults, place):
                fault.apply(expected, photons * self.flat[place])
        return expected

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
        counts = expose(expected, normal, self.rng("few photons", view, row))
        if shift is not None and self.settings.artefacts.zingers.per_frame:
            self.zingers[shift].of_row(row).add_to(counts, self.settings.I0)
        return counts

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

    def views(self, shifts: list[int | None], alone: bool = False) -> Iterator["RowView"]:
        """Every row of the scan in each of the views that are asked for, one after the other.

        `alone` asks for what each artefact does by itself as well.
        """
        ideal = all(shift is None for shift in shifts)
        for row, passing in enumerate(self.passing(0, self.geometry.rows, alone, ideal)):
            normals = {}
            for shift in shifts:
                key = 0 if self.settings.shared_noise else shift
                if key not in normals:
                    normals = {key: self.normals(row, shift)}
                share = passing.ideal if shift is None else passing.arriving
                mean = self.expected(row, share, shift)
                counts = self.counted(row, mean, shift, normals[key])
                yield RowView(row, shift, passing, mean, counts)

    def clean_range(self) -> Range:
        """The range of the clean target, which is the scale of all views."""
        return range_of(self.sinogram(seen.row, seen.counts, None) for seen in self.views([None]))


@dataclass(frozen=True)
class RowView:
    """A row of a scan in one view, the clean one where `shift` is None: the shares of the beam that
    pass, the mean counts and the counts, all (angles, columns)."""

    row: int
    shift: int | None
    passing: PassingRow
    expected: NDArray[np.float32]
    counts: NDArray[np.float32]
