"""What the interpolation really errs by, measured with some probes before the run.

The error expected beforehand holds for crystals of some thickness. Few atoms in a wide field make
bright spots on little, of which any error is a large share of the image's mean; in a few planes
errors do not average out; and in thick static crystals of heavy atoms electrons scatter many times,
always by the same lattice. There it is measured.
"""

import math
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from synthscope.core.seeds import generator
from synthscope.haadf.settings import StemSettings
from synthscope.multislice import interpolated
from synthscope.multislice.assembly import evaluate
from synthscope.multislice.detector_pixels import REACH
from synthscope.multislice.lattice import Lattice
from synthscope.multislice.multislice import SlicedSpecimen, scan, slice_specimen
from synthscope.optics.band_error import Band
from synthscope.optics.phonons import displaced
from synthscope.optics.slicing import Slices
from synthscope.optics.transmission import Gratings

USUAL_CONTRAST = 8.0  # up to which the error is known beforehand …
MANY = 50  # … with this many parents: thin specimens need fewer
STRONG = 1e4  # squared atomic numbers over Å², from which on a static crystal is not usual
PROBES = 32
LEAST_A = 6.0  # of the field over the distance of detector pixels: exit waves are as wide
BATCH = 4
SAFETY_FACTOR = 1.4  # few probes and one configuration leave the error uncertain


@dataclass
class Trial:
    """One configuration of the specimen, to try interpolations and detector pixels on.

    The probes are sent once, at the first trial.
    """

    settings: StemSettings
    gratings: Gratings
    positions: np.ndarray
    rms: np.ndarray
    slices: Slices
    lattice: Lattice
    band: Band
    _probes: tuple[np.ndarray, np.ndarray, np.ndarray] | None = field(default=None, init=False)

    @cached_property
    def usual(self) -> bool:
        """Whether the error expected beforehand holds for the specimen, given enough planes."""
        repeats = len(self.slices) / len(self.gratings.slices)
        squares = repeats * (self.gratings.numbers.astype(float) ** 2).sum()
        strong = squares > STRONG * math.prod(self.lattice.grid.extent)
        return self.band.contrast <= USUAL_CONTRAST and not (self.band.static and strong)

    def sparse_pixels(self, plan: interpolated.Plan, most: float) -> tuple[int, float]:
        """How far apart detector pixels may be taken, and what that costs (rms over mean).

        Measured as the difference of two ways to take them. Other configurations take other ways,
        over which errors average out. Where configurations are averaged until they scatter little,
        what these ways cost is in their scatter already.

        Parameters
        ----------
        plan
            Of a field that is no repeat of cells; a rough one will do.
        most
            What it may cost.
        """
        lattice, settings = plan.lattice, self.settings
        parents = None
        amplitudes = lattice.amplitudes(settings.aberrations)
        for stride in interpolated.STRIDES:
            wide = min(lattice.grid.extent) >= stride * LEAST_A
            if not (wide and _clear_of_the_disc(lattice, stride)):
                continue
            if settings.statistical_error is not None:
                return stride, 0.0
            if parents is None:
                parents = interpolated.parent_amplitudes(self._sample, plan)
            one, other = (
                interpolated.assembled(self._sample, plan.taking(stride, n), parents, amplitudes)
                for n in (0, 1)
            )
            ways = min(stride**2, max(1, settings.phonon_configurations))
            error = SAFETY_FACTOR * _distance(one, other) / math.sqrt(2 * ways)
            if error <= most:
                return stride, error
        return 1, 0.0

    def error(self, plan: interpolated.Plan) -> float:
        """The rms error of the image over its mean, of the worst detector and thickness.

        Known beforehand, or by probes: they stand where their positions follow the brightness of
        the first plan's image evenly, and their errors are weighted accordingly.
        """
        if len(plan.parents) >= MANY and self.usual:
            return plan.error
        lattice, amplitudes = self.lattice, self.lattice.amplitudes(self.settings.aberrations)
        cell, steps = lattice.grid.extent, [4 * half + 2 for half in lattice.half]
        x, y = (np.arange(n) * (length / n) for n, length in zip(steps, cell))
        image = evaluate(self._mean_of_ways(plan, amplitudes), cell, x, y)
        if self._probes is None:
            chosen, weights = _draw(image[0, -1])
            places = np.stack([x[chosen // len(y)], y[chosen % len(y)]], axis=1)
            self._probes = chosen, weights, self._scan(places, amplitudes, plan.exit_planes)
        chosen, weights, exact = self._probes
        difference = image.reshape(*image.shape[:2], -1)[:, :, chosen] - exact
        errors = np.sqrt((weights * difference**2).sum(-1)) / image.mean((-2, -1))
        return SAFETY_FACTOR * float(errors.max())

    def _mean_of_ways(self, plan: interpolated.Plan, amplitudes: np.ndarray) -> np.ndarray:
        """The image's spectrum, over as many ways to take detector pixels as pull their errors
        apart from those of interpolated beams."""
        stride = plan.lattice.taken.stride
        parents = interpolated.parent_amplitudes(self._sample, plan)
        ways = (plan.taking(stride, number) for number in range(stride))
        spectra = (interpolated.assembled(self._sample, one, parents, amplitudes) for one in ways)
        return sum(spectra) / stride

    def _scan(
        self, places: np.ndarray, amplitudes: np.ndarray, exit_planes: tuple[int, ...]
    ) -> np.ndarray:
        lattice, whole = self.lattice, self._sample.tiled(self.lattice.repeats)
        detectors = list(lattice.detectors)
        return scan(
            whole, places, lattice.beams, amplitudes, detectors, list(exit_planes), batch=BATCH
        )

    @cached_property
    def _sample(self) -> SlicedSpecimen:
        settings, positions = self.settings, self.positions
        if settings.phonon_configurations:
            positions = displaced(positions, self.rms, generator(0, "haadf trial"))
        return slice_specimen(self.gratings, positions, self.slices, settings.tilt_mrad)


def _clear_of_the_disc(lattice: Lattice, stride: int) -> bool:
    """Whether no pixel beside a detector's edge is across the edge of the bright disc.

    There intensities jump, and what is outside must not count for what is inside.
    """
    reach = REACH * stride * 1e3 * lattice.wavelength / min(lattice.grid.extent)
    edges = {angle for d in lattice.detectors for angle in (d.inner_mrad, d.outer_mrad)} - {0.0}
    return all(abs(angle - lattice.semiangle_mrad) > reach for angle in edges)


def _distance(one: np.ndarray, other: np.ndarray) -> float:
    """Of two images by their spectra (..., x, y): rms over mean, the largest of all."""
    middle = tuple(n // 2 for n in one.shape[-2:])
    square = (np.abs(one - other) ** 2).sum(axis=(-2, -1))
    return float((np.sqrt(square) / one[(..., *middle)].real).max())


def _draw(image: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Numbers of `PROBES` pixels, and weights that make a sum over them the mean over all."""
    density = np.maximum(image.ravel(), 0) + 0.1 * image.mean()
    density /= density.sum()
    quantiles = (np.arange(PROBES) + 0.5) / PROBES
    order = np.argsort(density, kind="stable")
    chosen = order[np.searchsorted(np.cumsum(density[order]), quantiles)]
    return chosen, 1 / (density[chosen] * density.size * PROBES)
