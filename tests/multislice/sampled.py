"""Transmission functions as other programs make them: of a potential that is given on the grid."""

from dataclasses import dataclass

import numpy as np

from synthscope.optics.bandlimit import band_mask
from synthscope.optics.constants import interaction_parameter
from synthscope.optics.grids import Grid
from synthscope.optics.potential import projected_slices
from synthscope.optics.slicing import Slices
from synthscope.optics.transmission import limited


def exponentiated(potentials: np.ndarray, grid: Grid, energy_keV: float = 200) -> np.ndarray:
    """exp(iσV) of each slice, band-limited: what has aliased by then stays."""
    phase = interaction_parameter(energy_keV) * potentials
    waves = np.exp(1j * phase).astype(np.complex64)
    return np.stack([limited(wave, ~band_mask(grid)) for wave in waves])


@dataclass
class SampledGratings:
    """Takes the place of `transmission.Gratings`."""

    grid: Grid
    numbers: np.ndarray
    slices: Slices
    energy_keV: float = 200

    def potential(self, positions: np.ndarray) -> np.ndarray:
        return projected_slices(self.numbers, positions, self.grid, self.slices)

    def __call__(self, positions: np.ndarray) -> np.ndarray:
        return exponentiated(self.potential(positions), self.grid, self.energy_keV)
