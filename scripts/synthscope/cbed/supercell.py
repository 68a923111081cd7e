"""Crystals in thermal motion as cells that repeat across the beam, and as boxes that do not."""

import itertools
import math

import numpy as np

from synthscope.cbed.lattice import Repeat
from synthscope.cbed.motion import Move
from synthscope.optics.slicing import Slices
from synthscope.specimens.copies import copies
from synthscope.structures.model import Atoms, Crystal
from synthscope.structures.symmetry.zone_axes import ZoneAxis


def copies_across(repeat: Repeat, edge_A: float) -> tuple[int, int]:
    """How often the periods are to be repeated for a cell whose heights are at least `edge_A`."""
    lengths = np.linalg.norm(repeat.lateral, axis=1)
    heights = repeat.area / lengths[::-1]
    return tuple(max(1, math.ceil(edge_A / float(h) - 1e-6)) for h in heights)


def in_motion(
    repeat: Repeat,
    slices: Slices,
    edge_A: float,
    thickness: float,
    move: Move,
) -> tuple[Repeat, Slices]:
    """The whole specimen as one repeat, its atoms where a configuration has them.

    Parameters
    ----------
    repeat, slices
        The crystal at rest, itself periodic across the beam, and its slices.
    edge_A
        Least extent of the cell across the beam, Å; the copies of snapshots move alike, and one
        does.
    thickness
        Of the specimen, Å; whole repeats are made, at least so many.
    move
        Of the configuration.
    """
    n, m = copies_across(repeat, edge_A) if repeat.snapshots is None else (1, 1)
    layers = max(1, math.ceil(thickness / repeat.depth - 1e-9))
    cells = np.array(list(itertools.product(range(layers), range(n), range(m))))
    atoms = np.tile(np.arange(len(repeat.numbers)), len(cells))
    layer, *across = np.repeat(cells, len(repeat.numbers), axis=0).T
    positions = np.empty((len(atoms), 3))
    positions[:, :2] = (repeat.uv[atoms] + np.stack(across, 1)) @ repeat.lateral
    positions[:, :2] += layer[:, None] * repeat.shift
    positions[:, 2] = repeat.z[atoms] + layer * repeat.depth
    moved = move(positions, atoms)
    lateral = repeat.lateral * np.array([[n], [m]])
    uv = np.linalg.solve(lateral.T, moved[:, :2].T).T
    whole = Repeat(
        lateral,
        layers * repeat.depth,
        np.zeros(2),
        np.zeros(2),
        repeat.numbers[atoms],
        uv - np.floor(uv),
        positions[:, 2],
        repeat.rms[atoms],
    )
    count = len(slices)
    planes = (slices.planes + np.arange(layers)[:, None] * slices.depth).ravel()
    return whole, Slices(slices.index[atoms] + count * layer, planes, layers * slices.depth)


def box(crystal: Crystal, axis: ZoneAxis, edge_A: float, thickness: float) -> Atoms:
    """A box cut from the crystal, z along the beam; the crystal's origin lies in its middle (x, y).

    Nothing is made to repeat: at its sides the crystal simply ends.
    """
    size = np.array([edge_A, edge_A, thickness])
    low = np.array([-edge_A / 2, -edge_A / 2, 0.0])
    corners = low + size * np.array(list(itertools.product((0, 1), repeat=3)))
    cell = crystal.cell @ axis.basis.T
    reach = corners @ np.linalg.inv(cell)
    spans = [
        np.arange(a, b + 1) for a, b in zip(_floor(reach.min(0)) - 1, _floor(reach.max(0)) + 1)
    ]
    inside, atoms = [], []
    origin = crystal.positions @ axis.basis.T
    for first in spans[0]:
        rest = np.stack(np.meshgrid([first], spans[1], spans[2], indexing="ij"), -1).reshape(-1, 3)
        all_ = ((rest @ cell)[:, None] + origin).reshape(-1, 3)
        kept = ((all_ >= low - 1e-6) & (all_ < low + size - 1e-6)).all(axis=1)
        inside.append(all_[kept])
        atoms.append(np.tile(np.arange(len(crystal)), len(rest))[kept])
    atoms = np.concatenate(atoms)
    positions = np.concatenate(inside) - low
    positions[:, 2] = np.maximum(positions[:, 2], 0.0)
    return copies(crystal, atoms, positions, size, axis.basis)


def _floor(values: np.ndarray) -> np.ndarray:
    return np.floor(values + 1e-9).astype(int)
