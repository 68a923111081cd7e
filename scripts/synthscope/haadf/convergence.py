"""As many phonon configurations as an error needs, each relieved of what is known about it."""

import itertools
from collections.abc import Iterable, Iterator

import numpy as np

from synthscope.core.seeds import generator
from synthscope.haadf.averaging import Average, Moments, average, standard_errors
from synthscope.haadf.control import Control
from synthscope.haadf.emitters import complementing_gain
from synthscope.haadf.plan import Prepared
from synthscope.haadf.spectrum import image_spectrum
from synthscope.optics.phonons import frozen
from synthscope.structures.snapshots import available

MOST = 1000  # configurations
GAIN = 1.5  # as `complementing_gain`, of what the control leaves: 1.3 to 1.7 in SrTiO3 and gold


def thermal_mean(prepared: Prepared, seed: int, *key: str | int) -> Average:
    """The image averaged as the settings ask for: over a number, or until it has converged.

    Parameters
    ----------
    seed, key
        What configurations are drawn from: the data set's seed, and what the image is of.
    """
    wanted = prepared.settings.statistical_error is not None
    return (converged if wanted else average)(prepared, seed, *key)


def converged(prepared: Prepared, seed: int, *key: str | int) -> Average:
    """The mean over sets of configurations until `settings.statistical_error` is reached.

    Configurations of a set complement each other; sets are independent, and from the second on
    their scatter tells the error. Of each, the `Control` is taken off wherever that lessens the
    scatter in the first set: at low angles it would add to it. It holds for displacements that are
    independent; of snapshots, which are not and which may end, plain ones are averaged.
    """
    settings = prepared.settings
    size = available(settings.phonon_configurations, prepared.snapshots)
    independent = prepared.snapshots is None
    control = Control(prepared) if independent and Control.fits(prepared) else None
    plain, relieved = Moments(), Moments()
    for number, configurations in enumerate(_sets(prepared, size, seed, *key)):
        within, within_relieved = Moments(), Moments()
        for one, moved in enumerate(configurations):
            spectrum = image_spectrum(prepared, moved, number * size + one)
            within.add(spectrum)
            within_relieved.add(spectrum if control is None else spectrum - control(moved))
        plain.add(within.mean)
        relieved.add(within_relieved.mean)
        if number == 0:
            scatter = [part.variance.sum((-2, -1)) for part in (within, within_relieved)]
            better = scatter[1] < scatter[0]
            if not better.any():
                control = None
        mean = _chosen(better, relieved.mean, plain.mean)
        if number == 0:
            variance = _chosen(better, within_relieved.variance, within.variance)
            errors = standard_errors(variance, mean, size, prepared)
            if independent:
                gain = 1.0 if better.all() else complementing_gain(prepared, size)
                errors = errors / np.where(better, GAIN, gain)
        else:
            variance = _chosen(better, relieved.variance, plain.variance)
            errors = standard_errors(variance, mean, number + 1, prepared)
        told, used = float(errors.max()), size * (number + 1)
        if told <= settings.statistical_error or used + size > MOST:
            break
    return Average(prepared, mean, told, used)


def _sets(
    prepared: Prepared, size: int, seed: int, *key: str | int
) -> Iterator[Iterable[np.ndarray]]:
    """Sets of `size` configurations, without end, or until snapshots are used up."""
    positions, snapshots = prepared.positions, prepared.snapshots
    if snapshots is not None:
        order = snapshots.draw(len(snapshots), generator(seed, *key, "frozen phonons"))
        for first in range(0, len(order) - size + 1, size):
            chosen = order[first : first + size]
            yield [snapshots.displaced(positions, number) for number in chosen]
        return
    for number in itertools.count():
        drawn = generator(seed, *key, "frozen phonons", "set", number)
        yield frozen(positions, prepared.rms, size, drawn)


def _chosen(better: np.ndarray, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.where(better[:, :, None, None], one, other)
