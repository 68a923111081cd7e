"""STEM images of a specimen: one calculation for all detectors, thicknesses and positions."""

import math
from collections.abc import Iterator

import numpy as np
import scipy.fft

from synthscope.core.seeds import generator
from synthscope.haadf.device import kernels_for
from synthscope.haadf.plan import Prepared, prepare
from synthscope.haadf.settings import StemSettings
from synthscope.multislice import interpolated, planewaves
from synthscope.multislice.assembly import evaluate, position_grid
from synthscope.multislice.multislice import SlicedSpecimen, scan, slice_specimen
from synthscope.optics.phonons import frozen

FWHM = 2 * math.sqrt(2 * math.log(2))  # of a Gaussian, in units of its sigma


def simulate(
    numbers: np.ndarray,
    positions: np.ndarray,
    box: np.ndarray,
    settings: StemSettings,
    seed: int,
    *key: str | int,
    shape: tuple[int, int] = (256, 256),
    rms: np.ndarray | None = None,
    repeats: tuple[int, int, int] = (1, 1, 1),
) -> np.ndarray:
    """Images over the whole specimen: `prepare`, then `images`.

    Returns
    -------
    (detectors, thicknesses, x, y) float64
        The fraction of the beam on each detector; the last thickness is the exit surface.
    """
    prepared = prepare(numbers, positions, box, settings, rms, repeats)
    x, y = (np.arange(n) * (e / n) for n, e in zip(shape, prepared.field_A))
    return images(prepared, x, y, seed, *key)


def images(
    prepared: Prepared, x: np.ndarray, y: np.ndarray, seed: int, *key: str | int
) -> np.ndarray:
    """Images at the positions `x` by `y` (Å from the corner of the box), any number of them.

    Parameters
    ----------
    seed, key
        What the phonon configurations are drawn from: the data set's seed, and what the image is
        of. Their number is the settings'.

    Returns
    -------
    (detectors, thicknesses, len(x), len(y)) float64
        The mean over configurations of the fraction of the beam on each detector, as it would be
        written to a detector without noise.
    """
    settings = prepared.settings
    count = settings.phonon_configurations
    configurations = [prepared.positions]
    if count:
        drawn = generator(seed, *key, "frozen phonons")
        configurations = _configurations(prepared, count, drawn)
    spectra = (image_spectrum(prepared, moved, n) for n, moved in enumerate(configurations))
    total = sum(spectra) / max(1, count)
    sigma = settings.source_size_A / FWHM
    total = total[:, prepared.readouts]
    return evaluate(total, prepared.lattice.grid.extent, x, y, sigma)


def _configurations(
    prepared: Prepared, count: int, drawn: np.random.Generator
) -> Iterator[np.ndarray]:
    """Positions of the atoms in `count` of their snapshots, or displaced each by itself."""
    positions, snapshots = prepared.positions, prepared.snapshots
    if snapshots is None:
        return frozen(positions, prepared.rms, count, drawn)
    return (snapshots.displaced(positions, number) for number in snapshots.draw(count, drawn))


def image_spectrum(prepared: Prepared, positions: np.ndarray, number: int = 0) -> np.ndarray:
    """The image's Fourier coefficients at every exit; see `assembly.coefficients`.

    Configurations of different `number` take different detector pixels, where not all are taken.
    """
    settings, lattice = prepared.settings, prepared.lattice
    amplitudes = lattice.amplitudes(settings.aberrations)
    kernels, exit_planes = kernels_for(prepared), list(prepared.exit_planes)
    gratings = kernels.transmissions(prepared.gratings)
    sample = slice_specimen(gratings, positions, prepared.slices, settings.tilt_mrad)
    if prepared.method == "interpolated":
        return interpolated.interpolated_spectrum(
            sample, prepared.taking(number), amplitudes, kernels
        )
    if prepared.method == "exact":
        return planewaves.exact_spectrum(sample, lattice, amplitudes, exit_planes, kernels)
    return _by_probes(prepared, sample, amplitudes)


def _by_probes(prepared: Prepared, sample: SlicedSpecimen, amplitudes: np.ndarray) -> np.ndarray:
    """As many probes as the image has degrees of freedom, and its Fourier series through them."""
    lattice = prepared.lattice
    shape = position_grid(lattice)
    x, y = (np.arange(n) * (e / n) for n, e in zip(shape, lattice.extent))
    places = np.stack(np.meshgrid(x, y, indexing="ij"), -1).reshape(-1, 2)
    image = scan(
        sample,
        places,
        lattice.beams,
        amplitudes,
        list(lattice.detectors),
        list(prepared.exit_planes),
    )
    series = scipy.fft.fft2(image.reshape(*image.shape[:2], *shape)) / math.prod(shape)
    ix, iy = (np.arange(-2 * half, 2 * half + 1) for half in lattice.half)
    return series[:, :, ix[:, None] % shape[0], iy[None, :] % shape[1]]
