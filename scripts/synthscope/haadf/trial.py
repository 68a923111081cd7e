"""What few parents and few detector pixels cost, measured with some probes before the run.

The error expected beforehand holds for crystals of some thickness. Few atoms in a wide field make
bright spots on little, of which any error is a large share of the image's mean; in a few planes
errors do not average out; and in thick static crystals of heavy atoms electrons scatter many times,
always by the same lattice. There it is measured, in the brightest part of the field.
"""

import math
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from synthscope.core.seeds import generator
from synthscope.haadf.bright_part import bright_part
from synthscope.haadf.detection import clear_of_the_disc, detection
from synthscope.haadf.probe_places import probe_places
from synthscope.haadf.settings import StemSettings
from synthscope.multislice import interpolated
from synthscope.multislice.cpu.accumulator import AtPlaces
from synthscope.multislice.detector_pixels import ALL, THIN_A, Taken, strides
from synthscope.multislice.lattice import Lattice
from synthscope.multislice.multislice import SlicedSpecimen, diffraction, slice_specimen
from synthscope.optics import limits
from synthscope.optics.band_error import Band
from synthscope.optics.contrast import contrast, plane_squares
from synthscope.optics.grids import Grid, smooth_size
from synthscope.optics.own_area import CRYSTALS, own_share
from synthscope.optics.phonons import displaced
from synthscope.optics.slicing import Slices
from synthscope.optics.transmission import Gratings

MANY = 50  # parents, from which on a crystal's error is known beforehand: thin ones need fewer
STRONG = 1e4  # squared atomic numbers over Å², from which on a static crystal is not usual
PART_A = 10.0  # least width of the part that parents are tried on
PROBES = 32
WAYS = 8  # to take detector pixels at a distance, at most, that are looked at
BATCH = 4
SAFETY_FACTOR = 1.4  # few probes and one configuration leave the error uncertain


@dataclass
class Trial:
    """One configuration of the specimen, to try interpolations and detector pixels on.

    Attributes
    ----------
    exit_planes
        Numbers of planes passed where images are read out.
    """

    settings: StemSettings
    gratings: Gratings
    positions: np.ndarray
    rms: np.ndarray
    slices: Slices
    lattice: Lattice
    band: Band
    exit_planes: tuple[int, ...]
    _sent: Any = field(default=None, init=False)  # amplitudes of the parents that were tried

    @cached_property
    def usual(self) -> bool:
        """Whether the error expected beforehand holds for the specimen, given enough planes."""
        repeats = len(self.slices) / len(self.gratings.slices)
        squares = repeats * (self.gratings.numbers.astype(float) ** 2).sum()
        strong = squares > STRONG * math.prod(self.lattice.grid.extent)
        return self.band.contrast <= CRYSTALS and not (self.band.static and strong)

    @property
    def plane_weights(self) -> np.ndarray | None:
        """(planes,) what they count for in choosing parents; None: all alike, as in crystals."""
        if self.usual:
            return None
        squares = plane_squares(self.gratings.numbers, self.gratings.slices)
        return np.tile(squares, len(self.slices) // len(squares))

    def known(self, parents: int) -> bool:
        """Whether what so many parents cost needs no measuring."""
        return parents >= MANY and self.usual

    def sparse_pixels(self, most: float, parents: int) -> tuple[tuple[int, int], float]:
        """How far apart detector pixels may be taken, and what that costs (rms over mean).

        Other configurations take other ways to do so, over which errors average out. Where they are
        averaged until they scatter little, what these ways cost is in their scatter already; but
        wider distances than others need are taken there if even one way costs little.

        Parameters
        ----------
        most
            What it may cost.
        parents
            As many will be tried.
        """
        averaged = self.settings.statistical_error is not None
        if averaged and not self.known(parents):
            for narrow in self._narrow:
                stride = tuple(n * m for n, m in zip(narrow, self._parts))
                if clear_of_the_disc(self.lattice, stride):
                    error = self._beside_part * self._part._cost(narrow)
                    if error <= most:
                        return stride, error
        for stride in self._strides:
            if not clear_of_the_disc(self.lattice, stride):
                continue
            if averaged:
                return stride, 0.0
            together = min(math.prod(stride), max(1, self.settings.phonons.configurations))
            error = self._cost(stride) / math.sqrt(together)
            if error <= most:
                return stride, error
        return ALL.stride, 0.0

    def _cost(self, stride: tuple[int, int]) -> float:
        """Of one way to take pixels."""
        ways = [self._error(self._seen[taken], self._seen[ALL]) for taken in _ways(stride)]
        return SAFETY_FACTOR * math.sqrt(np.mean(np.square(ways)))

    def error(self, plan: interpolated.Plan) -> float:
        """What interpolated beams cost, rms over mean, of the worst detector and thickness.

        Known beforehand, or by probes on a part, with as many parents. Both are seen by the same
        pixels, of a wide part by the fewest, whatever the plan takes: what those cost is no part
        of it.
        """
        if self.known(len(plan.parents)):
            return plan.error
        error = self._part.measured(len(plan.parents), self.plane_weights)
        return self._beside_part * error

    def measured(self, count: int, plane_weights: np.ndarray | None) -> float:
        """What `count` parents cost here. More of them than before are some more beside those."""
        lattice = replace(self.lattice, taken=Taken.way(self._fewest))
        plan = interpolated.plan(
            lattice, self.slices.planes, self.exit_planes, 1.0, count, count, plane_weights
        )
        amplitudes = self.lattice.amplitudes(self.settings.aberrations)
        known = 0 if self._sent is None else self._sent.shape[2]
        more = interpolated.parent_amplitudes(self._sample, plan, known=known)
        self._sent = more if self._sent is None else np.concatenate([self._sent, more], axis=2)
        found = AtPlaces(lattice, len(plan.exit_planes), self._places)
        interpolated.add_up(self._sample, plan, self._sent, [amplitudes], [found])
        return SAFETY_FACTOR * self._error(found.intensities(), self._seen[lattice.taken])

    @cached_property
    def _parts(self) -> tuple[int, int]:
        """Of how many along x and y the brightest is tried."""
        settings, lattice = self.settings, self.lattice
        if lattice.repeats != (1, 1):
            return 1, 1
        least = limits.probe_diameter(
            settings.semiangle_mrad, lattice.wavelength, settings.aberrations, self.slices.depth
        )
        return tuple(max(1, int(e / max(least, PART_A))) for e in lattice.extent)

    @cached_property
    def _part(self) -> "Trial":
        """The brightest part, if only one cell is calculated with, as a specimen by itself."""
        settings, lattice, parts = self.settings, self.lattice, self._parts
        if parts == (1, 1):
            return self
        whole, gratings = lattice.grid, self.gratings
        which, positions = bright_part(gratings.numbers, self.positions, whole.extent, parts)
        extent = tuple(e / m for e, m in zip(whole.extent, parts))
        shape = tuple(smooth_size(e / step) for e, step in zip(extent, whole.sampling))
        grid, numbers = Grid(shape, extent), gratings.numbers[which]
        own = Slices(gratings.slices.index[which], gratings.slices.planes, gratings.slices.depth)
        made_for = settings.energy_keV, settings.potential
        return replace(
            self,
            gratings=Gratings(grid, numbers, own, *made_for, edge=gratings.edge),
            positions=positions,
            rms=self.rms[which],
            lattice=replace(lattice, grid=grid),
            band=replace(self.band, contrast=contrast(numbers, positions, extent)),
        )

    def _error(self, found: np.ndarray, right: np.ndarray) -> float:
        """Of intensities (detectors, exits, probes): rms over mean, the largest of all."""
        squares = (self._weights * (found - right) ** 2).sum(-1)
        mean = (self._weights * right).sum(-1)
        seen = (self._weights * right**2).sum(-1) / mean**2  # a bright field is not dark
        own = own_share(np.minimum(self.band.contrast, seen))
        return float((own * np.sqrt(squares) / mean).max())

    @cached_property
    def _strides(self) -> list[tuple[int, int]]:
        repeats = self.lattice.repeats != (1, 1)
        return [] if repeats else strides(self.lattice.extent)

    @property
    def _beside_part(self) -> float:
        """What an error of the part, over the mean of its own area, is of the field's, at least 1.

        As if errors were everywhere the same share of the image, so that their rms goes with its.
        """
        whole, part = self.band.contrast, self._part.band.contrast
        return max(1.0, math.sqrt(whole / part) * float(own_share(whole) / own_share(part)))

    @property
    def widest(self) -> tuple[int, int]:
        """The widest distance of detector pixels that may be taken, along x and y."""
        averaged = self.settings.statistical_error is not None
        wide = [[n * m for n, m in zip(one, self._parts)] for one in self._narrow if averaged]
        return tuple(map(max, zip(self._fewest, *wide)))

    @property
    def _narrow(self) -> list[tuple[int, int]]:
        """Wider distances than usual, for narrow exit waves, in a part."""
        if self.lattice.repeats != (1, 1):
            return []
        extent = tuple(e / m for e, m in zip(self.lattice.extent, self._parts))
        return [one for one in strides(extent, THIN_A) if one not in strides(extent)]

    @property
    def _fewest(self) -> tuple[int, int]:
        """The widest distance of detector pixels."""
        return next(iter(self._strides), ALL.stride)

    @cached_property
    def _drawn(self) -> tuple[np.ndarray, np.ndarray]:
        """See `probe_places`."""
        return probe_places(self.gratings.numbers, self.positions, self.lattice.grid.extent, PROBES)

    @property
    def _places(self) -> np.ndarray:
        return self._drawn[0]

    @property
    def _weights(self) -> np.ndarray:
        return self._drawn[1]

    @cached_property
    def _seen(self) -> dict[Taken, np.ndarray]:
        """What the detectors see of the probes, (detectors, exits, probes), by the pixels taken."""
        whole, exit_planes = self._sample.tiled(self.lattice.repeats), self.exit_planes
        field = replace(self.lattice, grid=whole.grid, repeats=(1, 1))
        amplitudes = self.lattice.amplitudes(self.settings.aberrations)
        if self.settings.statistical_error is None:
            ways = [ALL, *(taken for stride in self._strides for taken in _ways(stride))]
        else:
            ways = [ALL, *(taken for stride in self._narrow for taken in _ways(stride))]
            ways.append(Taken.way(self._fewest))
        see = {taken: detection(replace(field, taken=taken)) for taken in ways}
        shape = len(field.detectors), len(exit_planes), PROBES
        seen = {taken: np.empty(shape) for taken in ways}
        for count, part, patterns in diffraction(
            whole, self._places, self.lattice.beams, amplitudes, exit_planes, BATCH
        ):
            for taken in ways:
                seen[taken][:, exit_planes.index(count), part] = see[taken](patterns)
        return seen

    @cached_property
    def _sample(self) -> SlicedSpecimen:
        settings, positions = self.settings, self.positions
        if not settings.static:
            positions = displaced(positions, self.rms, generator(0, "haadf trial"))
        return slice_specimen(self.gratings, positions, self.slices, settings.tilt_mrad)


def _ways(stride: tuple[int, int]) -> list[Taken]:
    return [Taken.way(stride, number) for number in range(min(math.prod(stride), WAYS))]
