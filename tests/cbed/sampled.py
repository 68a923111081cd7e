"""Transmission functions as other programs make them: of a potential that is given on a grid."""

from dataclasses import dataclass

import numpy as np
import scipy.fft

from synthscope.cbed.lattice import LatticeGrid
from synthscope.cbed.potential import LatticeSums
from synthscope.cbed.probes import Box
from synthscope.optics.bandlimit import band_limit
from synthscope.optics.constants import POTENTIAL_PER_SCATTERING_FACTOR, interaction_parameter
from synthscope.optics.scattering import scattering_factor
from synthscope.optics.slicing import Slices


@dataclass
class SampledLattice:
    """Takes the place of `LatticeGratings`, with exp(iσV) on a grid `finer` times finer."""

    grid: LatticeGrid
    numbers: np.ndarray
    slices: Slices
    energy_keV: float
    limit: float
    rms: np.ndarray | None = None
    table: str = "lobato"
    finer: int = 1

    def __call__(self, positions: np.ndarray) -> np.ndarray:
        grid, fine = self.grid, self.grid.refined(self.finer)
        sums = LatticeSums(fine, self.numbers, self.rms)
        scale = interaction_parameter(self.energy_keV) * POTENTIAL_PER_SCATTERING_FACTOR
        factors = {}
        for kind, (number, u) in sums.kinds.items():
            blur = np.exp(-2 * np.pi**2 * u**2 * sums.k2)
            factors[kind] = scale * scattering_factor(number, sums.k2, self.table) * blur
        factors = sums.factors(factors)
        rows, columns = (i % (self.finer * n) for i, n in zip(grid.indices, grid.shape))
        result = []
        for i in range(len(self.slices)):
            (series,) = sums(np.flatnonzero(self.slices.index == i), positions, factors)
            wave = scipy.fft.fft2(np.exp(1j * scipy.fft.irfft2(series, s=fine.shape)))
            wave = wave[rows[:, None], columns] * grid.within(self.limit) / self.finer**2
            result.append(scipy.fft.ifft2(wave).astype(np.complex64))
        return np.array(result)


class SampledBox:
    """Takes the place of a box's `gratings`."""

    def __init__(self, box: Box, finer: int = 1):
        self.box, self.finer = box, finer
        self.slices, self.energy_keV = box.slices, box.gratings.energy_keV

    def slice(self, index: int, positions: np.ndarray) -> np.ndarray:
        chosen, grid = self.slices.index == index, self.box.grid
        sampled = SampledLattice(
            LatticeGrid(np.diag(grid.extent), grid.shape),
            self.box.atoms.numbers[chosen],
            Slices(np.zeros(chosen.sum(), int), np.zeros(1), 1.0),
            self.energy_keV,
            band_limit(grid),
            finer=self.finer,
        )
        return sampled(positions[chosen, :2])[0]
