"""The image of one configuration of atoms, as a Fourier series."""

from collections.abc import Sequence

import numpy as np

from synthscope.haadf.plan import Prepared
from synthscope.multislice import interpolated, planewaves
from synthscope.multislice.assembly import position_grid, series
from synthscope.multislice.device import kernels_for
from synthscope.multislice.multislice import SlicedSpecimen, scan, slice_specimen


def image_spectrum(prepared: Prepared, positions: np.ndarray, number: int = 0) -> np.ndarray:
    """The image's Fourier coefficients at every exit; see `assembly.coefficients`.

    Configurations of different `number` take different detector pixels, where not all are taken.
    """
    [spectrum] = image_spectra([prepared], positions, number)
    return spectrum


def image_spectra(
    lenses: Sequence[Prepared], positions: np.ndarray, number: int = 0
) -> list[np.ndarray]:
    """The same of one propagation by each of several `lenses`, as `lenses.behind` makes them."""
    prepared = lenses[0]
    settings, lattice = prepared.settings, prepared.lattice
    amplitudes = [one.lattice.amplitudes(one.settings.aberrations) for one in lenses]
    exit_planes = list(prepared.exit_planes)
    kernels = kernels_for(settings.device, settings.memory_mb, prepared.memory_mb)
    gratings = kernels.transmissions(prepared.gratings)
    sample = slice_specimen(gratings, positions, prepared.slices, settings.tilt_mrad)
    if prepared.method == "interpolated":
        return interpolated.interpolated_spectra(
            sample, prepared.taking(number), amplitudes, kernels
        )
    if prepared.method == "exact":
        return planewaves.exact_spectra(sample, lattice, amplitudes, exit_planes, kernels)
    return [_by_probes(prepared, sample, probe) for probe in amplitudes]


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
    return series(lattice, image.reshape(*image.shape[:2], *shape))
