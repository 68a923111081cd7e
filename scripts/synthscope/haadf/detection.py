"""What the detectors see of diffraction patterns by the pixels that are taken, and which may be."""

from collections.abc import Callable

import numpy as np

from synthscope.multislice.detector_pixels import REACH
from synthscope.multislice.lattice import Lattice


def detection(field: Lattice, finer: int = 1) -> Callable[[np.ndarray], np.ndarray]:
    """From diffraction patterns (probes, grid points) to what is seen (detectors, probes).

    Patterns may be of a window, `finer` times narrower than the field, which takes the detector
    pixels of the window.
    """
    [part] = field.classes()
    nx, ny = (n // finer for n in field.grid.shape)
    x, y = part.pixels.x // finer, part.pixels.y // finer
    weights = part.pixels.weights / finer**2
    held = (2 * np.abs(x) < nx) & (2 * np.abs(y) < ny)
    index = (x[held] % nx) * ny + y[held] % ny
    by_detector = weights[held] @ field.shown.astype(np.float32)
    return lambda patterns: (patterns[:, index] @ by_detector).T


def clear_of_the_disc(lattice: Lattice, stride: tuple[int, int]) -> bool:
    """Whether no pixel beside a detector's edge is across the edge of any probe's bright disc.

    There intensities jump, and what is outside must not count for what is inside.
    """
    apart = max(n / e for n, e in zip(stride, lattice.grid.extent))
    reach = REACH * apart * 1e3 * lattice.wavelength
    edges = {angle for d in lattice.detectors for angle in (d.inner_mrad, d.outer_mrad)} - {0.0}
    widest = lattice.semiangle_mrad
    narrowest = widest if lattice.narrowest_mrad is None else lattice.narrowest_mrad
    return all(angle < narrowest - reach or angle > widest + reach for angle in edges)
