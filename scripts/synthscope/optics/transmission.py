"""Transmission functions exp(iσV) of a specimen's slices, free of aliasing.

Waves are cut at the band limit B, two thirds of the Nyquist frequency, and transmission functions
there, too, or in the third beyond it that waves leave free: cut at B they lose what is scattered
by more than B from one side of the band to the other, most of what coarse grids are wrong by. On
the grid frequencies come back 3B away, so that a transfer q of a wave at k comes back within the
band only if |k| + |q| ≥ 2B: with transfers up to `EDGE` B = 1.25 B, of waves beyond 0.75 B that
are scattered by more than B once more. That is little, and of atoms that vibrate it adds to the
intensity alone. In a lattice at rest it adds to the beams themselves, plane after plane, and is
worse than what is lost: there nothing may reach beyond B.
"""

import math
from functools import cached_property

import numpy as np
import scipy.fft

from synthscope.optics.atom_sums import AtomSums
from synthscope.optics.bandlimit import band_limit, band_mask
from synthscope.optics.constants import interaction_parameter
from synthscope.optics.cores import SMOOTHING_PX, Core, core, layers
from synthscope.optics.grids import Grid
from synthscope.optics.slicing import Slices

EDGE = 1.25  # where those of vibrating atoms are cut, in band limits
WIDEST_PX_A = 0.1  # with wider pixels the cores of neighbours would overlap: a finer grid is taken


def edge_for(static: bool) -> float:
    """Where transmission functions are to be cut, in band limits; see the module's text."""
    return 1.0 if static else EDGE


class Gratings:
    """Makes the transmission functions of one set of elements on one grid, for any positions.

    Each slice is exp(iσ V_smooth) (1 + Σ C), with smooth parts and cores as `cores` explains them;
    where cores overlap, their atoms act one after the other, each layer cut to the waves' band, for
    their product would come back far within it. Where two
    heavy ones lie within 0.1 Å of each other across the beam, that is wrong by up to 40 % at high
    angles: slices have to part them.

    Parameters
    ----------
    grid
        The waves' periodic cell; atoms outside it count as their periodic images.
    numbers
        (N,) atomic numbers of the atoms.
    slices
        The slice of each atom.
    table
        Scattering factors, "lobato" or "kirkland".
    widest_px_A
        With pixels of more Å the products are taken on a finer grid.
    edge
        Where they are cut, in band limits: see `edge_for`.

    Attributes
    ----------
    finer
        How many times finer than the waves' grid the products are taken.
    fine
        That grid.

    What depends on the elements alone is made once, so a further phonon configuration costs only
    its own sums and transforms. A subclass may have another grid, with its own `sums`,
    `periods`, `pixel` and `outside`.
    """

    def __init__(
        self,
        grid: Grid,
        numbers: np.ndarray,
        slices: Slices,
        energy_keV: float,
        table: str = "lobato",
        widest_px_A: float = WIDEST_PX_A,
        edge: float = 1.0,
    ):
        self.grid, self.slices, self.energy_keV = grid, slices, energy_keV
        self.numbers, self.table, self.edge = np.asarray(numbers), table, edge
        self.finer = max(1, math.ceil(max(grid.sampling) / widest_px_A - 1e-9))
        self.fine = grid.refined(self.finer)

    @cached_property
    def sums(self) -> AtomSums:
        return AtomSums(self.fine, self.numbers)

    @property
    def periods(self) -> np.ndarray:
        """(2, 2) of the cell, one a row, Å."""
        return np.diag(self.grid.extent)

    @property
    def pixel(self) -> float:
        """The length in Å that the cores are made for, at least the pixels' of `fine`."""
        return max(self.fine.sampling)

    @cached_property
    def cores(self) -> dict[int, Core]:
        """By kind of atom, as `sums` tells them apart: by element."""
        pixel, sigma = self.pixel, interaction_parameter(self.energy_keV)
        return {
            kind: core(number, SMOOTHING_PX * pixel, sigma, 0.5 / pixel, self.table, rms)
            for kind, (number, rms) in self.sums.kinds.items()
        }

    @cached_property
    def factors(self) -> list[dict[int, np.ndarray]]:
        """The transforms of σ V_smooth and of the real and the imaginary part of C, by kind."""
        parts = {kind: one.transforms(self.sums.k2) for kind, one in self.cores.items()}
        return [
            self.sums.factors({kind: part[n] for kind, part in parts.items()}) for n in range(3)
        ]

    @cached_property
    def outside(self) -> np.ndarray:
        """The frequencies beyond the waves' band."""
        return ~band_mask(self.grid)

    @cached_property
    def beyond(self) -> np.ndarray:
        """The frequencies that no slice has in which cores do not overlap."""
        if self.edge == 1:
            return self.outside
        return self.grid.k2() > (self.edge * band_limit(self.grid)) ** 2

    def __call__(self, positions: np.ndarray) -> np.ndarray:
        """exp(iσV) of all slices, up to the edge: complex64 (slices, nx, ny).

        Parameters
        ----------
        positions
            (N, 2) or (N, 3) in Å, in the order of the atoms given at first.
        """
        result = np.empty((len(self.slices), *self.grid.shape), np.complex64)
        for i in range(len(result)):
            result[i] = self.slice(i, positions)
        return result

    def slice(self, index: int, positions: np.ndarray) -> np.ndarray:
        """That of one slice, complex64 (nx, ny)."""
        return self._product(self.layers(index, positions), positions)

    def layers(self, index: int, positions: np.ndarray) -> list[np.ndarray]:
        """The numbers of a slice's atoms, in layers without overlapping cores."""
        atoms = np.flatnonzero(self.slices.index == index)
        reach = np.array([self.cores[kind].reach_A for kind in self.sums.kind[atoms].tolist()])
        layer = layers(positions[atoms, :2], reach, self.periods)
        return [atoms[layer == n] for n in range(layer.max(initial=-1) + 1)]

    def _product(self, layers: list[np.ndarray], positions: np.ndarray) -> np.ndarray:
        parts = [self.sums(atoms, positions, *self.factors) for atoms in layers]
        if not parts:
            return np.ones(self.grid.shape, np.complex64)
        phase = self._real(sum(part[0] for part in parts))
        first, *others = (self._cores(part) for part in parts)
        outside = self.outside if others else self.beyond
        wave = self._cut(first * _turned(phase), outside)
        for layer in others:
            wave = limited(wave * self._cut(layer, outside), outside)
        return wave

    def _cores(self, series: np.ndarray) -> np.ndarray:
        """1 + Σ C of a layer's atoms."""
        result = np.empty(self.fine.shape, np.complex64)
        result.real, result.imag = self._real(series[1:])
        result += 1
        return result

    def _real(self, series: np.ndarray) -> np.ndarray:
        return scipy.fft.irfft2(series, s=self.fine.shape, overwrite_x=True)

    def _cut(self, wave: np.ndarray, outside: np.ndarray) -> np.ndarray:
        """A product without some frequencies of the wave's own grid, on that grid."""
        if self.finer == 1:
            return limited(wave, outside)
        series = scipy.fft.fft2(wave, overwrite_x=True)
        rows, columns = (np.fft.fftfreq(n, 1 / n).astype(int) for n in self.grid.shape)
        series = series[np.ix_(rows, columns)] / np.float32(self.finer**2)
        series[outside] = 0
        return scipy.fft.ifft2(series, overwrite_x=True)


def limited(wave: np.ndarray, outside: np.ndarray) -> np.ndarray:
    """A wave (nx, ny) without the frequencies marked in `outside`; overwrites it."""
    series = scipy.fft.fft2(wave, overwrite_x=True)
    series[outside] = 0
    return scipy.fft.ifft2(series, overwrite_x=True)


def _turned(phase: np.ndarray) -> np.ndarray:
    """exp(i · phase), complex64."""
    result = np.empty(phase.shape, np.complex64)
    np.cos(phase, out=result.real)
    np.sin(phase, out=result.imag)
    return result
