"""The mean wave that falls on each atom inside a specimen, from a few plane waves on a coarse grid.

Little of a wave is scattered far, so a coarse grid holds it, and beams between the plane waves that
are sent (parents) are interpolated plane by plane as `interpolated` does at the exit: at the plane
z of an atom, a beam q brings

    exp(2πi q·r) exp(−iπλ(z − z₀) |q|²) × a slow function of q.
"""

import math
from collections.abc import Iterator

import numpy as np

from synthscope.multislice.frames import Frames
from synthscope.multislice.mean_transmission import MeanTransmissions, VibratingAtoms
from synthscope.multislice.prior import Prior, interpolation, pick
from synthscope.optics.constants import interaction_parameter, wavelength
from synthscope.optics.grids import Grid, grid_for

WIDER_MRAD = 45.0  # of the grid beyond the aperture
LOW_MRAD = 35.0  # transfers on which the parents are chosen
ERROR = 0.04  # of an image, that parents are chosen for
TAPS = 6  # pixels along an axis between which a wave is interpolated
ASIDE_A = 0.08  # between places whose differences are derivatives
_H, _H2 = 0.5 / ASIDE_A, 1 / ASIDE_A**2
STENCIL = {
    (0, 0): (1, 0, 0, -2 * _H2, 0, -2 * _H2),
    (1, 0): (0, _H, 0, _H2, 0, 0),
    (-1, 0): (0, -_H, 0, _H2, 0, 0),
    (0, 1): (0, 0, _H, 0, 0, _H2),
    (0, -1): (0, 0, -_H, 0, 0, _H2),
    (1, 1): (0, 0, 0, 0, _H2 / 4, 0),
    (-1, -1): (0, 0, 0, 0, _H2 / 4, 0),
    (1, -1): (0, 0, 0, 0, -_H2 / 4, 0),
    (-1, 1): (0, 0, 0, 0, -_H2 / 4, 0),
}
"""What a place `ASIDE_A` along x and y counts for in the value and its derivatives."""


class Incidence:
    """What some beams bring to the atoms of a specimen.

    Parameters
    ----------
    atoms
        The mean transmissions of its slices are made of these.
    beams
        (beams, 2) frequencies in 1/Å that parents are chosen from.
    shown
        (shown, 2) those that are wanted.
    axis
        Transverse frequency of the crystal's axis, 1/Å.
    """

    def __init__(
        self,
        atoms: VibratingAtoms,
        energy_keV: float,
        table: str,
        semiangle_mrad: float,
        beams: np.ndarray,
        shown: np.ndarray,
        axis: tuple[float, float],
    ):
        self._atoms, self._axis, self._shown = atoms, np.array(axis), shown
        self._wavelength = lam = wavelength(energy_keV)
        self._grid = grid_for(atoms.extent, semiangle_mrad + WIDER_MRAD, lam)
        self._farthest = 2e-3 * semiangle_mrad / lam
        deepest = self._prior(len(atoms.slices) - 1)
        self._parents = beams[pick(deepest, beams, ERROR, 1, len(beams))]
        self._transmissions = MeanTransmissions(
            self._grid, atoms, interaction_parameter(energy_keV), table
        )
        self._flight = Frames(self._grid, lam, axis, self._parents)

    def waves(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """What falls on the atoms of each plane.

        Yields
        ------
        atoms
            (n,) their numbers.
        waves
            (6, n, shown) complex64: the wave at them, its slopes along x and y, and its curvatures
            along xx, xy and yy, for each beam of unit amplitude.
        """
        planes, index = self._atoms.slices.planes, self._atoms.slices.index
        waves = np.ones((len(self._parents), *self._grid.shape), np.complex64)
        for plane, depth in enumerate(planes):
            atoms = np.flatnonzero(index == plane)
            if len(atoms):
                yield atoms, self._beside(waves, plane, self._atoms.positions[atoms, :2])
            if plane + 1 < len(planes):
                waves *= self._transmissions.slice(plane)
                waves = self._flight.forward(waves)
                step = round(float(planes[plane + 1] - depth), 6)
                waves = self._flight.backward(self._flight.propagate(waves, step, False))

    def _beside(self, waves: np.ndarray, plane: int, places: np.ndarray) -> np.ndarray:
        """See `waves`: from those of the parents at a plane."""
        planes, lam = self._atoms.slices.planes, self._wavelength
        parents, shown = (((q - self._axis) ** 2).sum(1) for q in (self._parents, self._shown))
        flown = math.pi * lam * (planes[plane] - planes[0])
        slow = np.exp(1j * flown * parents).astype(np.complex64)[:, None]
        weights = self._weights(plane).T
        fast = np.exp(2j * math.pi * (places @ self._shown.T))
        fast *= np.exp(-1j * math.pi * lam * planes[plane] * shown)
        found = np.zeros((6, *fast.shape), np.complex64)
        for (x, y), share in STENCIL.items():
            step = ASIDE_A * np.array([x, y])
            there = (_at(waves, self._grid, places + step) * slow).T @ weights
            there *= np.exp(2j * math.pi * (self._shown @ step)).astype(np.complex64)
            found += np.array(share, np.float32)[:, None, None] * there
        return found * fast.astype(np.complex64)

    def _weights(self, plane: int) -> np.ndarray:
        """(shown, parents): how the beams follow from the parents."""
        everywhere, count = np.concatenate([self._parents, self._shown]), len(self._parents)
        return interpolation(self._prior(plane), everywhere, np.arange(count)).weights[count:]

    def _prior(self, plane: int) -> Prior:
        planes = self._atoms.slices.planes
        low, wide = (1e-3 * angle / self._wavelength for angle in (LOW_MRAD, 2 * LOW_MRAD))
        depths = self._wavelength * (planes[: plane + 1] - planes[plane])
        return Prior(depths, (0.0, low), wide, self._farthest)


def _at(waves: np.ndarray, grid: Grid, places: np.ndarray) -> np.ndarray:
    """Waves (waves, nx, ny) at some places (n, 2; Å), (waves, n)."""
    index, weight = [], []
    for axis in (0, 1):
        place = places[:, axis] / grid.sampling[axis]
        at = np.floor(place).astype(int)[:, None] + np.arange(1 - TAPS // 2, 1 + TAPS // 2)
        apart = place[:, None] - at
        # a sinc under a Kaiser window: right to a percent up to the band limit
        window = np.i0(6.0 * np.sqrt(np.maximum(0, 1 - (2 * apart / TAPS) ** 2))) / np.i0(6.0)
        weight.append((np.sinc(apart) * window).astype(np.float32))
        index.append(at % grid.shape[axis])
    patch = waves[:, index[0][:, :, None], index[1][:, None, :]]
    return np.einsum("pnxy,nx,ny->pn", patch, *weight, optimize=True)
