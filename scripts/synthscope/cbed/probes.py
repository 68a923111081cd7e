"""Probes through a box of atoms: diffraction by the definition, for any arrangement of atoms."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.fft

from synthscope.cbed.pattern import PatternGrid, Probe
from synthscope.cbed.stamping import StampedGratings
from synthscope.multislice.arrays import HOST, Arrays
from synthscope.multislice.multislice import SlicedSpecimen, transmitted
from synthscope.optics.constants import wavelength
from synthscope.optics.grids import Grid, smooth_size
from synthscope.optics.slicing import Slices, own_planes
from synthscope.structures.model import Atoms


@dataclass(frozen=True)
class Displaced:
    """The transmission functions of one set of positions, each made when it is asked for."""

    gratings: StampedGratings
    positions: np.ndarray
    arrays: Arrays

    def __len__(self) -> int:
        return len(self.gratings.slices)

    def __getitem__(self, index: int) -> Any:
        return self.arrays.put(self.gratings.slice(index, self.positions))


class Box:
    """A box of atoms and the grid on which probes go through it.

    Parameters
    ----------
    atoms
        Its box is as wide as the pattern's pixels are fine: edge = 1 / pixel.
    energy_keV
        Of the electrons.
    limit
        Band limit in 1/Å, at 2/3 of the grid's.
    slice_A
        Longest slice in Å.
    arrays
        Where waves are propagated.
    """

    def __init__(
        self,
        atoms: Atoms,
        energy_keV: float,
        limit: float,
        slice_A: float,
        table: str = "lobato",
        arrays: Arrays = HOST,
    ):
        self._arrays, edge = arrays, float(atoms.box[0])
        size = smooth_size(3 * limit * edge)
        self.atoms, self.grid = atoms, Grid((size, size), (edge, edge))
        weights = atoms.numbers.astype(float) ** 1.6
        self.slices: Slices = own_planes(
            atoms.positions[:, 2], weights, float(atoms.box[2]), slice_A
        )
        self.gratings = StampedGratings(self.grid, atoms.numbers, self.slices, energy_keV, table)

    def patterns(
        self,
        positions: np.ndarray,
        probe: Probe,
        places: np.ndarray,
        thicknesses: Sequence[float],
        pattern: PatternGrid,
        specimen_tilt: tuple[float, float] = (0.0, 0.0),
    ) -> np.ndarray:
        """Mean pattern of the probes behind each thickness, float64 (thicknesses, size, size).

        Parameters
        ----------
        positions
            (N, 3) of the atoms in Å, displaced or not.
        places
            (P, 2) of the probes in Å, from the middle of the box.
        """
        specimen = SlicedSpecimen(
            self.grid,
            self.slices.planes,
            self.slices.depth,
            Displaced(self.gratings, positions, self._arrays),
            wavelength(self.gratings.energy_keV),
            specimen_tilt,
        )
        exit_planes = [max(1, specimen.reached(t)) for t in thicknesses]
        result = np.zeros((len(thicknesses), pattern.size, pattern.size))
        centre = np.array(self.grid.extent) / 2
        together = self._arrays.sharing(8 * math.prod(self.grid.shape))
        for part in np.array_split(places, -(-len(places) // together)):
            waves = self._probes(part + centre, probe, pattern, specimen)
            waves, frames = self._arrays.put(waves), self._arrays.frames
            for passed, exit_waves in transmitted(specimen, waves, exit_planes, frames=frames):
                for i, stop in enumerate(exit_planes):
                    if stop == passed:
                        result[i] += _read(self._arrays.get(exit_waves), pattern)
        return result / len(places)

    def _probes(self, places, probe, pattern, specimen) -> np.ndarray:
        kx, ky = self.grid.kx, self.grid.ky
        reach = probe.reach(pattern.pixel)
        x, y = np.flatnonzero(np.abs(kx) <= reach), np.flatnonzero(np.abs(ky) <= reach)
        kx, ky = kx[x][:, None], ky[y][None, :]
        amplitude = np.sqrt(probe.intensity(kx, ky, pattern.pixel))
        wave = amplitude * np.exp(-1j * probe.aberrations.phase(kx, ky, probe.wavelength))
        wave = wave * np.exp(
            -1j
            * np.pi
            * specimen.wavelength
            * specimen.planes[0]
            * ((kx - specimen.axis[0]) ** 2 + (ky - specimen.axis[1]) ** 2)
        )
        waves = np.zeros((len(places), *self.grid.shape), np.complex64)
        for i, (px, py) in enumerate(places):
            shifted = wave * np.exp(-2j * np.pi * kx * px) * np.exp(-2j * np.pi * ky * py)
            waves[i][np.ix_(x, y)] = shifted
        return scipy.fft.ifft2(waves, overwrite_x=True)


def _read(waves: np.ndarray, pattern: PatternGrid) -> np.ndarray:
    """The intensities of the waves at the pattern's pixels, summed; 0 where there are no waves."""
    index = np.arange(pattern.size) - pattern.size // 2
    total = np.zeros((pattern.size, pattern.size))
    half = waves.shape[-1] // 2
    known = np.flatnonzero(np.abs(index) < half)
    rows = index[known]
    for wave in waves:
        part = wave[np.ix_(rows, rows)]
        total[np.ix_(known, known)] += part.real**2 + part.imag**2
    return total.T
