"""Probes through a box of atoms: diffraction by the definition, for any arrangement of atoms."""

import math
from collections.abc import Sequence

import numpy as np
import scipy.fft

from synthscope.cbed.gridding import GriddedPotential
from synthscope.cbed.pattern import PatternGrid, Probe
from synthscope.multislice.multislice import Specimen, transmitted
from synthscope.multislice.transforms import Transforms
from synthscope.optics.bandlimit import band_mask
from synthscope.optics.constants import interaction_parameter, wavelength
from synthscope.optics.grids import Grid, smooth_size
from synthscope.optics.slicing import Slices, own_planes
from synthscope.structures.model import Atoms

WAVES_BYTES = 320_000_000
"""Probes go through together up to this size, since they share what is costly: the gratings."""


class Gratings:
    """The transmission functions of a specimen on `grid`, each made when it is asked for.

    exp(iσV) is taken on the potential's own grid, which may be finer by a whole number (see
    `cbed.potential.transmissions`), and band-limited as `optics.potential.transmission` does it,
    without transforming the columns that are cut off anyway.
    """

    def __init__(
        self, potential: GriddedPotential, positions: np.ndarray, sigma: float, grid: Grid
    ):
        self._potential, self._positions, self._sigma = potential, positions, sigma
        self._fourier = Transforms(grid)
        self._inside = band_mask(grid)
        self._finer = potential.grid.shape[0] // grid.shape[0]

    def __len__(self) -> int:
        return len(self._potential.slices)

    def __getitem__(self, index: int) -> np.ndarray:
        phase = self._potential.slice(index, self._positions)
        phase *= np.float32(self._sigma)
        wave = np.empty(phase.shape, np.complex64)
        # NumPy's vectorised loops write without gaps only
        wave.real = np.cos(phase)
        wave.imag = np.sin(phase, out=phase)
        wave = self._fourier.forward(wave) if self._finer == 1 else self._coarse(wave)
        wave *= self._inside
        return self._fourier.backward(wave)

    def _coarse(self, fine: np.ndarray) -> np.ndarray:
        """The frequencies of the waves' grid, of values on the finer one."""
        n, m = self._inside.shape
        fine = scipy.fft.fft(fine, axis=1, overwrite_x=True)
        wave = np.empty((n, m), np.complex64)
        for columns in (slice(0, m // 2), slice(m // 2 - m, None)):
            block = scipy.fft.fft(fine[:, columns], axis=0, overwrite_x=True)
            wave[: n // 2, columns] = block[: n // 2]
            wave[n // 2 :, columns] = block[n // 2 - n :]
        wave *= np.float32(1 / self._finer**2)
        return wave


class Box:
    """A box of atoms and the grid on which probes go through it.

    Parameters
    ----------
    atoms
        Its box is as wide as the pattern's pixels are fine: edge = 1 / pixel.
    limit
        Band limit in 1/Å, at 2/3 of the grid's.
    slice_A
        Longest slice in Å.
    finer
        How many times finer than the waves exp(iσV) is taken; 1 is customary.
    """

    def __init__(
        self,
        atoms: Atoms,
        limit: float,
        slice_A: float,
        table: str = "lobato",
        finer: int = 1,
    ):
        edge = float(atoms.box[0])
        size = smooth_size(3 * limit * edge)
        self.atoms, self.grid = atoms, Grid((size, size), (edge, edge))
        weights = atoms.numbers.astype(float) ** 1.6
        self.slices: Slices = own_planes(
            atoms.positions[:, 2], weights, float(atoms.box[2]), slice_A
        )
        fine = Grid((finer * size, finer * size), (edge, edge))
        self._potential = GriddedPotential(fine, atoms.numbers, self.slices, table)

    def patterns(
        self,
        positions: np.ndarray,
        energy_keV: float,
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
        lam = wavelength(energy_keV)
        sigma = interaction_parameter(energy_keV)
        gratings = Gratings(self._potential, positions, sigma, self.grid)
        specimen = Specimen(
            self.grid, self.slices.planes, self.slices.depth, gratings, lam, specimen_tilt
        )
        exits = [max(1, specimen.reached(t)) for t in thicknesses]
        result = np.zeros((len(thicknesses), pattern.size, pattern.size))
        centre = np.array(self.grid.extent) / 2
        together = max(1, WAVES_BYTES // (8 * math.prod(self.grid.shape)))
        for part in np.array_split(places, -(-len(places) // together)):
            waves = self._probes(part + centre, probe, pattern, specimen)
            for passed, exit_waves in transmitted(specimen, waves, exits):
                for i, stop in enumerate(exits):
                    if stop == passed:
                        result[i] += _read(exit_waves, pattern)
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
