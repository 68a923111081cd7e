"""Transmission functions of boxes whose slices hold hundreds of atoms: atom after atom.

exp(iσ Σ V_j) is the product of exp(iσV_j), each of which has no direction: an atom's own
transmission is a table over the distance from it, made once for an element, and every atom
multiplies the few pixels around it. No transform is needed, and nothing is sampled too coarsely,
for the table holds what the grid can hold:

    T(r) = 1 + ∫ G(k) W(k) J₀(2πkr) 2πk dk,   G(k) = ∫ [exp(iσV(r)) − 1] J₀(2πkr) 2πr dr,

with W a soft edge beyond the waves' band limit B, at `EDGE` B. Waves are cut at B, two thirds of
what the grid can hold, and the third that they leave free holds this much: what comes of a probe,
which is within a small angle, aliases beyond B alone. Cutting at B, as is customary, loses what is
scattered from one side of the band to the other: gold's true error is two to three times greater.
Where cores overlap within a slice, their product is not cut once more.
"""

import functools
import math

import numpy as np
from scipy.special import erfc

from synthscope.core.compiled import compiled
from synthscope.optics.bandlimit import band_limit
from synthscope.optics.constants import interaction_parameter
from synthscope.optics.grids import Grid
from synthscope.optics.radial import hankel, nodes, projected_potential, radii
from synthscope.optics.slicing import Slices

EDGE, SOFTNESS = 1.3, 0.1
"""Where what an atom does to a wave is cut, and over which width, in band limits."""
END_RAD, LEAST_END_A, TAPER_A = 5e-5, 2.5, 0.4
"""An atom ends where σV is less than the first, not before the second, and over the third."""
PIXEL_PARTS = 15
"""Steps of a table in squared distance, to a squared pixel."""


class StampedGratings:
    """Makes exp(iσV) of slices, each when it is asked for.

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
    """

    def __init__(
        self, grid: Grid, numbers: np.ndarray, slices: Slices, energy_keV: float, table: str
    ):
        self.grid, self.slices, self.energy_keV = grid, slices, energy_keV
        self.numbers = np.asarray(numbers)
        sigma, limit = interaction_parameter(energy_keV), band_limit(grid)
        self._step = max(grid.sampling) ** 2 / PIXEL_PARTS
        self._stamps = {
            int(number): stamp(int(number), sigma, limit, self._step, table)
            for number in np.unique(self.numbers)
        }

    def slice(self, index: int, positions: np.ndarray) -> np.ndarray:
        """That of one slice, complex64 (nx, ny), of atoms at `positions` (N, 2) or (N, 3) in Å."""
        atoms = np.flatnonzero(self.slices.index == index)
        real = np.ones(self.grid.shape, np.float32)
        imaginary = np.zeros(self.grid.shape, np.float32)
        for number, table in self._stamps.items():
            chosen = atoms[self.numbers[atoms] == number]
            if len(chosen):
                places = positions[chosen, :2] / self.grid.sampling
                _multiply(real, imaginary, places, *self.grid.sampling, table, self._step)
        result = np.empty(self.grid.shape, np.complex64)
        _join(real, imaginary, result.view(np.float32))
        return result


@functools.lru_cache(256)
def stamp(number: int, sigma: float, limit: float, step: float, table: str) -> np.ndarray:
    """T(r) of an element, (M, 4) float32 over r² = 0, step, 2 step …

    Columns are Re T, its increase over a step, and the same of Im T. It ends where T is 1.

    Parameters
    ----------
    sigma
        The interaction parameter in rad / (V Å).
    limit
        The waves' band limit, 1/Å.
    step
        In r², Å².
    """
    r, weights = radii()
    phase = sigma * projected_potential(number, r, table)
    end = max(LEAST_END_A, float(r[np.flatnonzero(phase > END_RAD)[-1]]))
    farthest = limit * (EDGE + 3.5 * SOFTNESS)
    k, k_weights = nodes(np.linspace(0, farthest, 8 + math.ceil(2 * farthest * r[-1])))
    spectrum = hankel(np.expm1(1j * phase), r, weights, k)
    spectrum *= erfc((k - EDGE * limit) / (SOFTNESS * limit)) / 2
    at = np.sqrt(step * np.arange(2 + math.ceil(end**2 / step)))
    found = hankel(spectrum, k, k_weights, at)
    found *= (1 + np.cos(math.pi * np.clip((at - end) / TAPER_A + 1, 0, 1))) / 2
    real, imaginary = 1 + found.real, found.imag
    columns = [real[:-1], np.diff(real), imaginary[:-1], np.diff(imaginary)]
    return np.stack(columns, 1).astype(np.float32)


@compiled
def _multiply(real, imaginary, places, pixel_x, pixel_y, table, step):
    """Multiply what is around every atom (places in pixels) by the table's values."""
    nx, ny = real.shape
    inverse, wide = np.float32(1 / step), np.float32(pixel_y)
    end2 = (len(table) - 1) * step
    reach_x = math.sqrt(end2) / pixel_x
    most = 2 * int(math.sqrt(end2) / pixel_y) + 3
    index, part = np.empty(most, np.int32), np.empty(most, np.float32)
    re, im = np.empty(most, np.float32), np.empty(most, np.float32)
    for x, y in places:
        for row in range(math.ceil(x - reach_x), math.floor(x + reach_x) + 1):
            across2 = ((row - x) * pixel_x) ** 2
            reach = math.sqrt(max(end2 - across2, 0.0)) / pixel_y
            first = math.ceil(y - reach)
            count = math.floor(y + reach) - first + 1
            away2, start = np.float32(across2), np.float32((first - y) * pixel_y)
            for i in range(count):  # loops over one thing each, so that they become vector code
                along = start + np.float32(i) * wide
                place = (away2 + along * along) * inverse
                index[i] = np.int32(place)
                part[i] = place - np.float32(index[i])
            for i in range(count):
                n = index[i]
                re[i] = table[n, 0] + part[i] * table[n, 1]
                im[i] = table[n, 2] + part[i] * table[n, 3]
            real_row, imaginary_row = real[row % nx], imaginary[row % nx]
            done, column = 0, first % ny
            while done < count:  # once more from the left where the box repeats
                run = min(count - done, ny - column)
                for i in range(run):
                    a, b = real_row[column + i], imaginary_row[column + i]
                    real_row[column + i] = a * re[done + i] - b * im[done + i]
                    imaginary_row[column + i] = a * im[done + i] + b * re[done + i]
                done, column = done + run, 0


@compiled
def _join(real, imaginary, pairs):
    """Put both parts of complex numbers side by side, in half the time of NumPy's strides."""
    for i in range(real.shape[0]):
        for j in range(real.shape[1]):
            pairs[i, 2 * j], pairs[i, 2 * j + 1] = real[i, j], imaginary[i, j]
