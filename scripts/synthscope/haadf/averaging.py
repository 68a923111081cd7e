"""The mean image over thermal vibration, and how far it is from that of all configurations."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from synthscope.core.seeds import generator
from synthscope.haadf.emitters import complementing_gain
from synthscope.haadf.plan import Prepared
from synthscope.haadf.spectrum import image_spectra
from synthscope.multislice.assembly import evaluate, frequencies
from synthscope.multislice.configurations import configurations
from synthscope.optics.own_area import own_share


@dataclass(frozen=True)
class Average:
    """An image as the mean over frozen-phonon configurations.

    Attributes
    ----------
    prepared
        What it was calculated by.
    spectrum
        (detectors, exits, x, y) Fourier coefficients; see `assembly.coefficients`.
    statistical_error
        What averaging over no more configurations leaves, as `standard_errors` tells it, of the
        worst detector and exit. 0 for a static lattice, None where a single configuration cannot
        tell.
    configurations
        How many were averaged; 0 for a static lattice.
    """

    prepared: Prepared
    spectrum: np.ndarray
    statistical_error: float | None
    configurations: int

    def image(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """At the positions `x` by `y` (Å from the corner of the box), any number of them.

        Returns
        -------
        (detectors, thicknesses, len(x), len(y)) float64
            The fraction of the beam on each detector, as it would be written without noise.
        """
        shown = self.spectrum[:, self.prepared.readouts]
        sigma = self.prepared.settings.source_sigma_A
        return evaluate(shown, self.prepared.lattice.grid.extent, x, y, sigma)


def average(
    prepared: Prepared,
    seed: int,
    *key: str | int,
    gain: Callable[[int], float] | None = None,
) -> Average:
    """The mean over `settings.phonon_configurations`, with nothing but plain frozen phonons.

    Parameters
    ----------
    seed, key
        What configurations are drawn from: the data set's seed, and what the image is of.
    gain
        The plan's `complementing_gain` by the number of configurations, where it is kept.
    """
    [mean] = averages([prepared], seed, *key, gain=gain)
    return mean


def averages(
    lenses: Sequence[Prepared],
    seed: int,
    *key: str | int,
    gain: Callable[[int], float] | None = None,
) -> list[Average]:
    """The same behind each of several `lenses`, as `lenses.behind` makes them, of one propagation.

    `gain` is that of the first.
    """
    prepared = lenses[0]
    count = prepared.settings.phonons.configurations
    if not count:
        spectra = image_spectra(lenses, prepared.positions)
        return [Average(lens, spectrum, 0.0, 0) for lens, spectrum in zip(lenses, spectra)]
    drawn = generator(seed, *key, "frozen phonons")
    all_moments = [Moments() for _ in lenses]
    atoms = prepared.positions, prepared.rms, prepared.snapshots
    for number, moved in enumerate(configurations(*atoms, count, drawn)):
        for moments, spectrum in zip(all_moments, image_spectra(lenses, moved, number)):
            moments.add(spectrum)
    if count == 1:
        return [Average(lens, one.mean, None, 1) for lens, one in zip(lenses, all_moments)]
    if gain is None:
        gain = partial(complementing_gain, prepared)
    lessened = gain(count) if prepared.snapshots is None else 1.0
    told = [
        float(standard_errors(one.variance, one.mean, count, lens).max()) / lessened
        for lens, one in zip(lenses, all_moments)
    ]
    return [
        Average(lens, one.mean, error, count) for lens, one, error in zip(lenses, all_moments, told)
    ]


class Moments:
    """Mean and scatter of spectra as they come (Welford, Technometrics 4 (1962) 419)."""

    def __init__(self):
        self.count, self.mean, self._squares = 0, 0.0, 0.0

    def add(self, spectrum: np.ndarray) -> None:
        self.count += 1
        before = spectrum - self.mean
        self.mean = self.mean + before / self.count
        self._squares = self._squares + (before * (spectrum - self.mean).conj()).real

    @property
    def variance(self) -> np.ndarray:
        """Of one spectrum about the mean of all; of at least two."""
        return self._squares / (self.count - 1)


def standard_errors(
    variance: np.ndarray, mean: np.ndarray, count: int, prepared: Prepared
) -> np.ndarray:
    """Of a mean of `count` independent images: rms over the image's mean, (detectors, exits).

    Or over that of its own area, where much is dark; see `optics.own_area`.

    By Parseval's theorem the scatter over an image is the sum of its Fourier coefficients'; that of
    what is shown, behind the blur by the source.
    """
    squares = (variance * _blur(mean, prepared)).sum((-2, -1)) / count
    own, middle = means(mean, prepared)
    return own * np.sqrt(squares) / middle


def means(mean: np.ndarray, prepared: Prepared) -> tuple[np.ndarray, np.ndarray]:
    """(detectors, exits) of images: the share of their own area, and their mean."""
    middle = mean[..., mean.shape[-2] // 2, mean.shape[-1] // 2].real
    seen = (np.abs(mean) ** 2 * _blur(mean, prepared)).sum((-2, -1)) / middle**2
    own = own_share(np.minimum(prepared.band.contrast, seen))  # a bright field is not dark
    return own, middle


def _blur(spectrum: np.ndarray, prepared: Prepared) -> np.ndarray:
    """What the source leaves of the squares of Fourier coefficients."""
    x, y = (
        frequencies(spectrum, axis, period)
        for axis, period in enumerate(prepared.lattice.grid.extent)
    )
    sigma = prepared.settings.source_sigma_A
    return np.exp(-4 * (math.pi * sigma) ** 2 * (x[:, None] ** 2 + y**2))
