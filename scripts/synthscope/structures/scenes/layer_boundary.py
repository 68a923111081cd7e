"""Grain boundaries in layers: two turned halves, which meet twice in a box that repeats."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from synthscope.core.errors import InputError
from synthscope.structures.scenes.commensurate import Fit, fit_height
from synthscope.structures.scenes.contact import COVALENT
from synthscope.structures.scenes.honeycomb import Honeycomb, joined, relaxed
from synthscope.structures.scenes.laying import covering, grain_of, on_top
from synthscope.structures.scenes.periodic import between, flat_pairs, folded
from synthscope.structures.scenes.plane import rotation_matrix
from synthscope.structures.scenes.scene import ROLES, Mark, Scene
from synthscope.structures.scenes.sheets import Sheet
from synthscope.structures.scenes.stacking import Placed

STRETCHED = 0.85
"""Of the sum of covalent radii: a bond between atoms that the perfect layer keeps apart."""
LEAST_CELLS = 5
"""As wide as this many cells a box with two grains is at least."""
RELAXED_A = 9.0
"""How far from a boundary sites move, Å."""
TOO_CLOSE = 0.75
"""Of the sum of covalent radii: closer atoms of two grains become one, or one of them goes."""
NEAR_A = 6.0
"""How far from where it was begun a boundary may have moved, Å."""
UNLIKE = 0.35
"""Difference of exp(6 i angle) of two grains that are told apart by it: three degrees and more."""
BEYOND_A = 0.6
"""How far grains that are cut reach beyond their boundary, Å, so that no gap opens there."""
CORE_A = 2.5
"""How far from a boundary atoms are its own where nothing tells rings, Å."""


@dataclass(frozen=True, eq=False)
class Columns:
    """A sheet as a honeycomb: (2,) Å the middle of a ring, its cell with 120 degrees between the
    edges, (2, 2) rows, and the numbers and heights of the atoms on both kinds of sites."""

    hollow: np.ndarray
    lattice: np.ndarray
    kinds: tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]


def with_boundary(
    stack: Sequence[Placed],
    stretch: np.ndarray,
    size_A: float,
    origin: np.ndarray,
    misorientation_deg: float,
    start: float,
) -> tuple[Scene, Fit]:
    """Layers of two grains each.

    Parameters
    ----------
    stack, stretch, size_A, origin
        As for layers of one grain.
    misorientation_deg
        Angle between the grains.
    start
        Part of the box, along x, at which the first grain begins.

    Returns
    -------
    Scene
        Grains 2 k + 1 and 2 k + 2 are those of layer k, counted from 0; a mark for each boundary.
    Fit
        Two maps for each layer, in that order.

    Raises
    ------
    InputError
        The box is too small for two grains.
    """
    halves = (-misorientation_deg / 2, misorientation_deg / 2)
    maps = [stretch @ rotation_matrix(one.angle_deg + half) for one in stack for half in halves]
    sheets = [one.sheet for one in stack for _ in halves]
    fit = fit_height([sheet.lattice @ by.T for sheet, by in zip(sheets, maps)], size_A)
    least = LEAST_CELLS * max(float(np.linalg.norm(one.lattice, axis=1).max()) for one in sheets)
    if size_A < least:
        raise InputError(
            f"layers.boundary: {size_A:g} Å hold no two grains of this layer; use a size_A of "
            f"{np.ceil(least):.0f} at least"
        )
    lines = (start * size_A % size_A, (start + 0.5) * size_A % size_A)
    scene = None
    for k, one in enumerate(stack):
        pair = [into @ by for into, by in zip(fit.maps[2 * k : 2 * k + 2], maps[2 * k : 2 * k + 2])]
        layer = _layer(one.sheet, pair, one.shift + origin, lines, fit.box)
        scene = on_top(scene, layer, one.height)
    middle = float(scene.positions[:, 2].max() + scene.positions[:, 2].min()) / 2
    angle = halves[1] - halves[0] + fit.turns_deg[1] - fit.turns_deg[0]
    core = scene.positions[scene.roles == ROLES.index("boundary"), 0]
    ends = [((x, 0.0, middle), (x, float(fit.box[1]), middle)) for x in _found(core, lines, size_A)]
    marks = tuple(
        Mark("grain_boundary", at, to, angle_deg=round(angle, 4), grain=0) for at, to in ends
    )
    return replace(scene, marks=marks), fit


def ending(scene: Scene) -> Scene:
    """Marks of boundaries as far as the layers reach; none of one that was cut away."""
    core = scene.positions[scene.roles == ROLES.index("boundary"), :2]
    kept = []
    for mark in scene.marks:
        near = core[:, 0] - mark.at[0]
        near -= np.round(near / scene.box[0]) * scene.box[0]
        y = core[np.abs(near) < NEAR_A, 1]
        if len(y):
            x, _, z = mark.at
            kept.append(replace(mark, at=(x, float(y.min()), z), to=(x, float(y.max()), z)))
    return replace(scene, marks=tuple(kept))


def _found(core: np.ndarray, lines: Sequence[float], width: float) -> list[float]:
    """x of the boundaries, Å: the mean of their atoms, or where they were begun without any."""
    found = []
    for line in lines:
        off = core - line
        off -= np.round(off / width) * width
        near = off[np.abs(off) < width / 4]
        found.append(float((line + (near.mean() if len(near) else 0.0)) % width))
    return found


def as_columns(sheet: Sheet) -> Columns | None:
    """A sheet's honeycomb; None where its atoms stand otherwise."""
    if not sheet.hexagonal:
        return None
    a, b = sheet.lattice
    lattice = np.array([a, b if a @ b < 0 else b - a])
    flat = (sheet.positions[:, :2] - sheet.positions[0, :2]) @ np.linalg.inv(lattice)
    thirds = np.rint(flat[:, 0] * 3).astype(int) % 3
    ideal = np.column_stack([thirds, -thirds]) / 3
    off = flat - ideal
    off -= np.round(off)
    if np.abs(off @ lattice).max() > 0.05 or len(np.unique(thirds)) != 2:
        return None
    other = int(thirds[thirds > 0][0])
    empty = 3 - other
    hollow = sheet.positions[0, :2] + np.array([empty, -empty]) / 3 @ lattice
    kinds = []
    for step in (2, 1):  # at hollow + (2/3, 1/3) and at hollow + (1/3, 2/3)
        which = (thirds - empty) % 3 == step
        kinds.append((sheet.numbers[which], sheet.positions[which, 2]))
    return Columns(hollow, lattice, tuple(kinds))


def _layer(
    sheet: Sheet,
    maps: Sequence[np.ndarray],
    shift: np.ndarray,
    lines: Sequence[float],
    box: np.ndarray,
) -> Scene:
    columns = as_columns(sheet)
    if columns is None:
        numbers, positions, grains, core = _cut(sheet, maps, shift, lines, box)
    else:
        numbers, positions, grains, core = _joined(columns, maps, shift, lines, box)
    scene = Scene.of_one(numbers, positions, [*box, 1.0], grain_of(sheet, maps[0]))
    roles = np.where(core, ROLES.index("boundary"), scene.roles).astype(np.int8)
    parts = tuple(grain_of(sheet, by) for by in maps)
    return replace(scene, roles=roles, parts=parts, grains=(grains + 1).astype(np.int16))


def _grain_of(
    comb: Honeycomb, angles: np.ndarray, along: np.ndarray, lines: Sequence[float], box: np.ndarray
) -> np.ndarray:
    """(N,) 0 or 1: by the side of the boundary, and close to it by how the rings around a site and
    its neighbours stand, where that tells the grains apart."""
    grain = ((comb.sites[:, 0] - lines[0]) % box[0] >= box[0] / 2).astype(int)
    if abs(np.exp(6j * along[0]) - np.exp(6j * along[1])) < UNLIKE:
        return grain
    own = np.exp(6j * angles).mean(axis=1)
    mean = own + own[comb.neighbours].sum(axis=1)
    nearer = np.argmax([(mean * np.exp(-6j * (one + np.pi / 6))).real for one in along], axis=0)
    off = (comb.sites[:, 0] - lines[0]) % (box[0] / 2)
    close = np.minimum(off, box[0] / 2 - off) < NEAR_A
    return np.where(close, nearer, grain)


def _points(
    lattice: np.ndarray, offset: np.ndarray, start: float, box: np.ndarray, beyond: float = 0.0
) -> np.ndarray:
    """(K, 2) Å: points of one grain in the half of the box that begins at an x, each once over its
    height."""
    low = np.array([start - beyond, 0.0])
    high = np.array([start + box[0] / 2 + beyond, box[1]])
    points = covering(lattice, low - offset, high - offset) + offset
    inside = ((points >= low - 1e-7) & (points < high - 1e-7)).all(axis=1)
    return folded(points[inside], box)


def _joined(columns, maps, shift, lines, box):
    """A honeycomb's numbers (N,), positions (N, 3) Å, grains (N,), and which are of a boundary."""
    middles, grains = [], []
    for grain, by in enumerate(maps):
        found = _points(columns.lattice @ by.T, by @ (columns.hollow + shift), lines[grain], box)
        middles.append(found)
        grains.append(np.full(len(found), grain))
    edge = float(np.sqrt(abs(np.linalg.det(columns.lattice @ maps[0].T)) * 2 / np.sqrt(3)))
    comb = joined(np.concatenate(middles), np.concatenate(grains), lines, box, edge)
    along = np.array([np.arctan2(*(by @ columns.lattice[0])[::-1]) for by in maps])
    out = comb.corners - comb.sites[:, None]
    angles = np.arctan2(out[..., 1], out[..., 0])
    grain = _grain_of(comb, angles, along, lines, box)
    threefold = np.exp(3j * (angles - along[grain][:, None]))
    kind = (threefold.sum(axis=1).imag > 0).astype(int)
    alike = kind[comb.neighbours] == kind[:, None]
    lengths = np.full(alike.shape, edge / np.sqrt(3))
    for k in (0, 1):
        own = COVALENT[columns.kinds[k][0]].max()
        lengths[alike & (kind == k)[:, None]] = max(edge / np.sqrt(3), STRETCHED * 2 * own)
    sites = relaxed(comb, lengths, lines, box, RELAXED_A)
    core = (comb.rings != 6).any(axis=1) | alike.any(axis=1)
    which = np.repeat(np.arange(len(sites)), [len(columns.kinds[k][0]) for k in kind])
    numbers = np.concatenate([columns.kinds[k][0] for k in kind])
    z = np.concatenate([columns.kinds[k][1] for k in kind])
    positions = np.column_stack([folded(sites, box)[which], z])
    return numbers, positions, grain[which], core[which]


def _cut(sheet, maps, shift, lines, box):
    """The same of any layer: cut along the boundaries, atoms that come too close merged."""
    numbers, positions, grains = [], [], []
    for grain, by in enumerate(maps):
        for z, place in zip(sheet.numbers, sheet.positions):
            offset = by @ (place[:2] + shift)
            flat = _points(sheet.lattice @ by.T, offset, lines[grain], box, BEYOND_A)
            positions.append(np.column_stack([flat, np.full(len(flat), place[2])]))
            numbers.append(np.full(len(flat), z))
            grains.append(np.full(len(flat), grain))
    numbers, positions = np.concatenate(numbers), np.concatenate(positions)
    grains = np.concatenate(grains)
    gone, unlike = np.zeros(len(numbers), dtype=bool), grains.copy()
    while _merge_closest(numbers, positions, unlike, gone, box):
        pass
    off = (positions[:, 0] - lines[0]) % (box[0] / 2)
    core = np.minimum(off, box[0] / 2 - off) < CORE_A
    positions[:, :2] = folded(positions[:, :2], box)
    return numbers[~gone], positions[~gone], grains[~gone], core[~gone]


def _merge_closest(
    numbers: np.ndarray, positions: np.ndarray, grains: np.ndarray, gone: np.ndarray, box
) -> bool:
    """Of atoms of unlike grains that are too close, put two alike into their middle, which is of no
    grain, and take away the second of others; in place. Whether there were any."""
    radii = COVALENT[numbers]
    left = np.flatnonzero(~gone)
    at = positions[left]
    i, j, flat = flat_pairs(at[:, :2], at[:, :2], box, 2 * TOO_CLOSE * float(radii.max()))
    i, j = left[i], left[j]
    apart = np.hypot(flat, positions[i, 2] - positions[j, 2])
    close = (i < j) & (grains[i] != grains[j]) & (apart < TOO_CLOSE * (radii[i] + radii[j]))
    i, j, apart = i[close], j[close], apart[close]
    done = np.zeros(len(numbers), dtype=bool)
    for k in np.lexsort((j, i, np.round(apart, 6))):
        one, other = i[k], j[k]
        if done[one] or done[other]:
            continue
        if numbers[one] == numbers[other]:
            positions[one] += between(positions[other], positions[one], box) / 2
            grains[one] = len(numbers) + one
        done[[one, other]], gone[other] = True, True
    return bool(len(i))
