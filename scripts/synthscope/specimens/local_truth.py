"""What a scene is at each position of a scan: its thickness, strain, rotation and tilt."""

import math

import numpy as np

from synthscope.specimens.specimen import Specimen
from synthscope.specimens.truth_maps import UNITS
from synthscope.structures.model import Crystal
from synthscope.structures.scenes.local_lattice import LOCAL, in_axes
from synthscope.structures.scenes.scene import of_roles

WIDTH_A = 1.0
"""Standard deviation of the Gaussian about a position that atoms count by."""
LEAST = math.exp(-(2.5**2) / 2)
"""Weight of a position below which nothing stands there: that of an atom 2.5 Å away."""
TOGETHER = 4096
"""Atoms whose weights are in memory together."""
NOT_OWN = ("support", "adatom")
"""Roles of atoms that are no part of what the scene shows."""
NO_LATTICE = (*NOT_OWN, "surface", "interstitial")


def local_truth(
    crystal: Crystal, specimen: Specimen, x: np.ndarray, y: np.ndarray
) -> dict[str, np.ndarray]:
    """Maps of the truth about a scene, in the axes of the field.

    Each is a mean over the atoms at a position, weighted by a Gaussian of `WIDTH_A`.

    Parameters
    ----------
    crystal
        With a truth.
    x, y
        (n,) and (m,) positions in the box of the specimen, Å.

    Returns
    -------
    By the names of `UNITS`, (m, n) float32
        `thickness` is √12 times the standard deviation of the heights of the scene's own atoms,
        which is the height of a column that is filled evenly; 0 where there are none. The others
        are there where they are known, NaN where there is no lattice: strain and rotation (from x
        to y) against each grain as it was cut, through the whole thickness; the columns run along
        (tilt_x, tilt_y, 1) with the beam, so that the centre of the Laue circle is there.
    """
    truth, atoms = crystal.truth, specimen.unit
    roles, z = truth.roles[atoms.sites], atoms.positions[:, 2]
    own = ~of_roles(roles, NOT_OWN)
    own = own if own.any() else ~own  # a film alone
    z = z - z[own].mean()
    asked, axes = [own, own * z, own * z**2], specimen.place.axes
    if truth.local is not None and abs(axes[2, 2]) > 1 - 1e-9:
        local = truth.local[atoms.sites]
        known = np.isfinite(local).all(axis=1) & ~of_roles(roles, NO_LATTICE)
        values = np.where(known[:, None], in_axes(local, axes), 0.0)
        asked += [known, *values.T]
    period = (None, None) if specimen.period is None else atoms.box[:2]
    here, first, second, *lattice = _summed(np.array(asked), atoms.positions, (x, y), period)
    count, filled = np.maximum(here, LEAST), here > LEAST
    spread = np.sqrt(12 * np.maximum(second / count - (first / count) ** 2, 0.0))
    maps = {"thickness": np.where(filled, spread, 0.0)}
    if lattice:
        there, *values = lattice
        for name, total in zip(LOCAL, values):
            unit = 1e3 if UNITS[name] == "mrad" else 1.0
            maps[name] = np.where(there > LEAST, unit * total / np.maximum(there, LEAST), np.nan)
    return {name: values.astype(np.float32) for name, values in maps.items()}


def _summed(values: np.ndarray, atoms: np.ndarray, places: tuple, period: tuple) -> np.ndarray:
    """(q, m, n) sums of (q, N) values of atoms by their weights at (n,) x and (m,) y."""
    total = np.zeros((len(values), len(places[1]), len(places[0])))
    for start in range(0, len(atoms), TOGETHER):
        part = slice(start, start + TOGETHER)
        along_x, along_y = (
            _weights(np.asarray(positions), atoms[part, axis], period[axis])
            for axis, positions in enumerate(places)
        )
        for sums, each in zip(total, values[:, part]):
            sums += (along_y * each) @ along_x.T
    return total


def _weights(positions: np.ndarray, atoms: np.ndarray, period: float | None) -> np.ndarray:
    """(n, N) Gaussians of (n,) positions from (N,) atoms along an axis that may repeat."""
    apart = positions[:, None] - atoms
    if period is not None:
        apart -= period * np.rint(apart / period)
    return np.exp(-((apart / WIDTH_A) ** 2) / 2)
