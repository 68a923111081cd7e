"""Frozen-phonon probes at some places, each through a window of the specimen around it.

A probe sees little of a wide field. In a window that is as wide as the probe becomes, the
multislice calculation of one probe costs a fraction of what it does in the whole.
"""

from collections.abc import Sequence

import numpy as np

from synthscope.haadf.detection import detection
from synthscope.haadf.plan import Prepared
from synthscope.multislice.detector_pixels import Taken
from synthscope.multislice.lattice import Lattice
from synthscope.multislice.multislice import (
    SlicedSpecimen,
    probe_waves,
    slice_specimen,
    transmitted,
)
from synthscope.optics.grids import Grid, smooth_size
from synthscope.optics.limits import probe_diameter

LEAST_A = 10.0
"""A window is that wide at least."""
BATCH = 12
"""Probes at a time."""
MOST = 0.8
"""Of the field: a wider window is the whole, which repeats without a seam."""
FINE_A = 80.0
"""A field with detector pixels so fine that their edges are drawn by them; a pixel of the window
counts for its neighbours."""


def window_shape(prepared: Prepared) -> tuple[int, int]:
    """Of each window, in pixels of the field's grid."""
    settings, lattice = prepared.settings, prepared.lattice
    wide = probe_diameter(
        settings.semiangle_mrad, lattice.wavelength, settings.aberrations, prepared.slices.depth
    )
    return tuple(
        size if size < MOST * n else n
        for n, size in zip(
            lattice.grid.shape,
            (smooth_size(max(LEAST_A, wide) / step) for step in lattice.grid.sampling),
        )
    )


class Windows:
    """What detectors see of probes at some places of a specimen.

    Parameters
    ----------
    places
        (P, 2) Å. Probes stand on the pixels nearest to them: `places` has where.
    """

    def __init__(self, prepared: Prepared, places: np.ndarray):
        settings, lattice, whole = prepared.settings, prepared.lattice, prepared.lattice.grid
        shape = window_shape(prepared)
        self._prepared, self._sampling = prepared, np.array(whole.sampling)
        self._pixels = np.round(places / self._sampling).astype(int)
        self._middle = np.array(shape) // 2
        self._grid = Grid(shape, tuple(n * step for n, step in zip(shape, whole.sampling)))
        lens = (1, 1), lattice.wavelength, settings.semiangle_mrad, lattice.detectors
        self._lattice = Lattice(self._grid, *lens)
        finer = max(1, round(FINE_A / max(self._grid.extent)))
        field = Grid(tuple(finer * n for n in shape), tuple(finer * e for e in self._grid.extent))
        self._see = detection(Lattice(field, *lens, Taken((finer, finer))), finer)

    @property
    def places(self) -> np.ndarray:
        """(P, 2) Å."""
        return self._pixels * self._sampling

    def __call__(self, positions: np.ndarray) -> np.ndarray:
        """Of atoms at `positions` (N, 3) Å: the fractions of the beam, (detectors, exits, P)."""
        prepared = self._prepared
        settings, exits = prepared.settings, list(prepared.exit_planes)
        whole = slice_specimen(prepared.gratings, positions, prepared.slices, settings.tilt_mrad)
        amplitudes = self._lattice.amplitudes(settings.aberrations)
        middle = (self._middle * self._sampling)[None]
        found = np.empty((len(settings.detectors), len(exits), len(self._pixels)))
        for first in range(0, len(self._pixels), BATCH):
            some = self._pixels[first : first + BATCH]
            sample = self._around(whole, some)
            probe = probe_waves(sample, middle, self._lattice.beams, amplitudes)
            waves = np.repeat(probe, len(some), axis=0)
            for count, passed in transmitted(sample, waves, exits):
                patterns = (passed.real**2 + passed.imag**2).reshape(len(some), -1)
                found[:, exits.index(count), first : first + BATCH] = self._see(patterns)
        return found

    def _around(self, whole: SlicedSpecimen, pixels: np.ndarray) -> SlicedSpecimen:
        """The specimen as the windows around some pixels."""
        corners = (pixels - self._middle) % whole.grid.shape
        parts = _Parts(whole.transmissions, corners, self._grid.shape)
        return SlicedSpecimen(
            self._grid, whole.planes, whole.depth, parts, whole.wavelength, whole.axis
        )


class _Parts(Sequence):
    """Transmission functions in some windows, (windows, nx, ny) a slice, cut when asked for."""

    def __init__(self, whole: np.ndarray, corners: np.ndarray, shape: tuple[int, int]):
        self._whole, self._corners, self._shape = whole, corners, shape

    def __len__(self) -> int:
        return len(self._whole)

    def __getitem__(self, number: int) -> np.ndarray:
        nx, ny = self._shape
        wider = np.pad(self._whole[number], [(0, n) for n in self._shape], mode="wrap")
        return np.stack([wider[x : x + nx, y : y + ny] for x, y in self._corners])
