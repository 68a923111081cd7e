"""As many phonon configurations as an error needs, each relieved of what is known about it."""

import functools
import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

import numpy as np

from synthscope.core.errors import NeedsMemory
from synthscope.core.seeds import generator
from synthscope.haadf.absorptive import absorptive_mean
from synthscope.haadf.averaging import Average, Moments, average, averages, standard_errors
from synthscope.haadf.control import Control
from synthscope.haadf.emitters import complementing_gain
from synthscope.haadf.plan import Prepared, by_waves
from synthscope.haadf.shared_configurations import SharedConfigurations
from synthscope.haadf.spectrum import image_spectrum
from synthscope.haadf.symmetry import Copies, Symmetry
from synthscope.multislice.configurations import configurations
from synthscope.structures.snapshots import available

MOST = 1000  # configurations
SETS = ((0.13, 2), (0.065, 3), (0.0, 5))
"""From which error of averaging on how many complementing configurations are a set.

About as many as reach it in SrTiO₃ and gold, 24 Å thick, at 100 to 150 mrad: 2 leave 0.11, 3 leave
0.08, 5 leave 0.06.
"""
GAIN = 1.25  # as `complementing_gain`, of what the control leaves of images without symmetry
COPIES = 4.0  # of an image, from which on they tell its scatter
ONE_WAY = 0.02
"""What one way to take sparse detector pixels costs, rms over mean, behind symmetry.

0.002 at 100 to 150 mrad, 0.001 to 0.011 at 60 to 100 and 0.017 to 0.025 at 40 to 60, in SrTiO₃,
gold, silicon and a sheet of WSe₂. Copies of an image by shifts err alike, so their scatter does not
tell it; that of configurations, which take different ways, does.
"""
WORTH = 0.25  # of the variance; a control that takes off less is left alone
MOST_SHARE = 1.5  # of the control that is taken off


def thermal_mean(prepared: Prepared, seed: int, *key: str | int) -> Average:
    """The image averaged as the settings ask for: over a number, or until it has converged.

    Parameters
    ----------
    seed, key
        What configurations are drawn from: the data set's seed, and what the image is of.
    """
    return ThermalMeans(prepared)(seed, *key)


class ThermalMeans:
    """The averages of one plan; what depends on the plan alone is made once for all of them.

    `widest_A` is the diameter of the widest probe that they are made behind.
    """

    def __init__(self, prepared: Prepared, widest_A: float = 0.0):
        self.prepared, self.widest_A = prepared, widest_A

    def __call__(self, seed: int, *key: str | int) -> Average:
        """See `thermal_mean`."""
        if self.prepared.settings.statistical_error is None:
            return average(self.prepared, seed, *key, gain=self._gain)
        if self.prepared.method == "absorptive":
            return self._in_closed_form(seed, *key)
        return self._converged(seed, *key)

    def behind(self, lenses: Sequence[Prepared], seed: int, *key: str | int) -> list[Average]:
        """Those behind other lenses (see `lenses.behind`), all of one propagation.

        Each is averaged until its own error is reached, over the first of the same configurations:
        another lens changes none of the others.
        """
        if self.prepared.settings.statistical_error is None:
            return averages(lenses, seed, *key, gain=self._gain)
        drawn = generator(seed, *key, "frozen phonons")
        size = _set_size(self.prepared, self._symmetry)
        shared = SharedConfigurations(lenses, _moved(self.prepared, size, drawn))
        found, means = {}, {}
        symmetries = [self._symmetry] * len(lenses)
        if self.prepared.snapshots is None:
            symmetries = Symmetry.behind(self.prepared, lenses)
        for number, (lens, symmetry) in enumerate(zip(lenses, symmetries)):
            control = self._control and self._control.behind(lens)
            seen = shared.seen(number)
            means[number] = _means(lens, symmetry, control, size, seen, self._gain)
        while means:
            for number in list(means):
                mean = next(means[number], None)
                if mean is not None:
                    found[number] = mean
                    if mean.statistical_error > self.prepared.settings.statistical_error:
                        continue
                del means[number]
                shared.leave(number)
        return [found[number] for number in range(len(lenses))]

    def _in_closed_form(self, seed: int, *key: str | int) -> Average:
        """By `absorptive_mean`, or by waves where that errs too much and there is memory for it."""
        mean = None
        if self._control:
            mean = absorptive_mean(self._control, seed, *key)
            if mean.statistical_error <= self.prepared.settings.statistical_error:
                return mean
        try:
            return self._by_waves(seed, *key)
        except NeedsMemory:
            if mean is None:
                raise
            return mean

    @cached_property
    def _by_waves(self) -> "ThermalMeans":
        return ThermalMeans(by_waves(self.prepared), self.widest_A)

    def _converged(self, seed: int, *key: str | int) -> Average:
        """The mean over configurations until `settings.statistical_error` is reached.

        Every image is averaged over the specimen's `Symmetry`, and of each the `Control` is taken
        off in the share that lessens the scatter most: about all of it at high angles, nothing at
        low ones. Both hold for displacements that are independent; of snapshots, which are not and
        which may end, plain ones are averaged.
        """
        drawn = generator(seed, *key, "frozen phonons")
        prepared, size = self.prepared, _set_size(self.prepared, self._symmetry)
        seen = (
            (moved, image_spectrum(prepared, moved, number))
            for number, moved in enumerate(_moved(prepared, size, drawn))
        )
        for mean in _means(prepared, self._symmetry, self._control, size, seen, self._gain):
            if mean.statistical_error <= self.prepared.settings.statistical_error:
                break
        return mean

    @property
    def memory_mb(self) -> float:
        """Of the calculation and of what is kept for all of its averages."""
        converged = self.prepared.settings.statistical_error is not None
        control = self._control if converged else None
        return self.prepared.memory_mb + (control.memory_mb if control else 0.0)

    @cached_property
    def _symmetry(self) -> Symmetry:
        independent = self.prepared.snapshots is None
        return Symmetry.of(self.prepared) if independent else Symmetry.none()

    @cached_property
    def _control(self) -> Control | None:
        independent = self.prepared.snapshots is None
        fits = independent and Control.fits(self.prepared, self.widest_A)
        return Control(self.prepared, self.widest_A) if fits else None

    @cached_property
    def _gain(self) -> Callable[[int], float]:
        return functools.cache(functools.partial(complementing_gain, self.prepared))


def _set_size(prepared: Prepared, symmetry: Symmetry) -> int:
    """How many configurations are a set."""
    asked = prepared.settings.statistical_error * math.sqrt(symmetry.copies)
    return available(next(size for least, size in SETS if asked >= least), prepared.snapshots)


def _means(
    prepared: Prepared,
    symmetry: Symmetry,
    control: Control | None,
    size: int,
    seen: Iterator[tuple[np.ndarray, np.ndarray]],
    complementing: Callable[[int], float],
) -> Iterator[Average]:
    """Better and better means, over sets of configurations that complement each other.

    Copies tell the error of the first configuration, if there are several. Then the scatter of all
    configurations tells it, within a set as if they were independent, and from the second set on
    also that of the sets, which are: the larger counts, because a few may agree by chance.
    """
    every, sets, gain = Sample(), Sample(), 1.0
    for number in itertools.count():
        together = []
        for one, (moved, spectrum) in enumerate(itertools.islice(seen, size)):
            emitted = np.zeros_like(spectrum) if control is None else control(moved)
            both = spectrum, emitted
            averaged = tuple(map(symmetry.averaged, both))
            every.add(*averaged)
            together.append(averaged)
            if symmetry.copies >= COPIES and every.count == 1:
                first = Sample(lambda: Copies(symmetry))
                first.add(*both)
                share = first.share
                told = _error(prepared, first, share)
                if prepared.sparse:
                    told = math.hypot(told, ONE_WAY)
                yield Average(prepared, first.mean(share), told, 1)
            elif 1 < every.count and one + 1 < size:
                share = share if number else every.share
                yield _mean(prepared, every, sets, size, share, gain)
        if not together:
            return
        sets.add(*np.mean(together, axis=0))
        if number == 0:
            share = every.share
            control = control if share.any() else None
            if prepared.snapshots is None and symmetry.order == 1:
                gain = _gain(size, share, complementing)
        yield _mean(prepared, every, sets, size, share, gain)


def _mean(
    prepared: Prepared,
    every: "Sample",
    sets: "Sample",
    size: int,
    share: np.ndarray,
    gain: np.ndarray | float,
) -> Average:
    """Of all configurations, those of the last set as if independent while it is not whole."""
    whole = sets.count * size
    gains = np.sqrt(every.count / (whole / gain**2 + every.count - whole))
    told = _error(prepared, every, share, gains)
    if sets.count > 1:
        told = max(told, _error(prepared, sets, share) * math.sqrt(whole / every.count))
    return Average(prepared, every.mean(share), told, every.count)


def _moved(prepared: Prepared, size: int, drawn: np.random.Generator) -> Iterator[np.ndarray]:
    """Sets of `size` configurations, up to `MOST` in all, or until snapshots are used up."""
    atoms = prepared.positions, prepared.rms, prepared.snapshots
    if prepared.snapshots is None:
        for _ in range(MOST // size):
            yield from configurations(*atoms, size, drawn)
    else:
        count = len(prepared.snapshots)
        yield from itertools.islice(configurations(*atoms, count, drawn), count // size * size)


def _gain(size: int, share: np.ndarray, complementing: Callable[[int], float]) -> np.ndarray:
    """How far the scatter within a set lies above what it stands for, (detectors, exits).

    Without symmetry, which averages over the sides of columns as complementing configurations do:
    not both count.
    """
    return np.where(share > 0, GAIN, 1.0 if share.all() else complementing(size))


def _error(
    prepared: Prepared, sample: "Sample", share: np.ndarray, gain: np.ndarray | float = 1.0
) -> float:
    """Of the mean of a sample, rms over mean, of the worst detector and exit."""
    errors = standard_errors(sample.variance(share), sample.mean(share), sample.count, prepared)
    return float((errors / gain).max())


class Sample:
    """Spectra, and what the control makes of each configuration: their moments.

    Parameters
    ----------
    moments
        Makes an accumulator with a mean and a variance.
    """

    def __init__(self, moments: Callable[[], Moments] = Moments):
        self._plain, self._control, self._apart = moments(), moments(), moments()

    def add(self, spectrum: np.ndarray, control: np.ndarray) -> None:
        self._plain.add(spectrum)
        self._control.add(control)
        self._apart.add(spectrum - control)

    @property
    def count(self) -> int:
        return self._plain.count

    @property
    def share(self) -> np.ndarray:
        """Of the control, that leaves least scatter (detectors, exits): 0 where none helps."""
        plain, control, common = (part.sum((-2, -1)) for part in self._variances())
        helps = common**2 > WORTH * plain * control
        share = common / np.where(helps, control, 1.0)
        return np.where(helps, np.clip(share, 0.0, MOST_SHARE), 0.0)

    def mean(self, share: np.ndarray) -> np.ndarray:
        return self._plain.mean - share[..., None, None] * self._control.mean

    def variance(self, share: np.ndarray) -> np.ndarray:
        """Of one spectrum less a share of its control."""
        plain, control, common = self._variances()
        share = share[..., None, None]
        return plain - 2 * share * common + share**2 * control

    def _variances(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        plain, control = self._plain.variance, self._control.variance
        return plain, control, (plain + control - self._apart.variance) / 2
