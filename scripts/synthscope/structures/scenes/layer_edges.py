"""Where layers end: flakes and ribbons in vacuum, and holes."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from synthscope.core.errors import InputError
from synthscope.structures.scenes.periodic import between, pairs_within
from synthscope.structures.scenes.scene import ROLES, Scene
from synthscope.structures.scenes.settings.layers import EdgesSettings
from synthscope.structures.scenes.sheets import Sheet

SIDES = {"triangle": 3, "square": 4, "hexagon": 6}
VACUUM_A = 4.0
"""Least vacuum between an edge and that of the next flake or ribbon, Å."""


def cut(
    scene: Scene, settings: EdgesSettings, sheets: Sequence[Sheet], rng: np.random.Generator
) -> Scene:
    """Cut what lies outside a flake or a ribbon, or inside a hole.

    Parameters
    ----------
    scene
        Layers without edges, a grain for each, or several.
    settings
        With numbers drawn.
    sheets
        Of the grains; straight edges follow the first.
    rng
        For the orientation of a triangle, up or down.

    Raises
    ------
    InputError
        There is no room for it in the box.
    """
    box, width = scene.box[:2], settings.width_A
    most = float(box[0] if settings.shape == "ribbon" else box.min()) - VACUUM_A
    if width > most:
        raise InputError(
            f"layers.edges: a {settings.shape} of {width:g} Å leaves no room in a box of "
            f"{most + VACUUM_A:.1f} Å; width_A may be {np.floor(most):g}, or make size_A larger"
        )
    from_centre = scene.positions[:, :2] % box - box / 2
    if settings.shape == "ribbon":
        inside = np.abs(from_centre[:, 0]) <= width / 2
    else:
        inside = _within(from_centre, settings, _edge_angle(scene, sheets[0], settings.edge), rng)
    kept = inside if settings.shape != "hole" else ~inside
    before = _bond_counts(scene, sheets)
    kept = _without_dangling(scene, kept, before, sheets)
    if not kept.any():
        raise InputError(
            f"layers.edges: nothing is left of a {settings.shape} of {width:g} Å; make width_A "
            + ("smaller" if settings.shape == "hole" else "larger")
        )
    after = _bond_counts(scene.kept(kept), sheets)
    roles = scene.roles[kept].copy()
    roles[after < before[kept]] = ROLES.index("edge")
    drawn = dict(scene.drawn)
    drawn["area_A2"] = round(float(np.prod(box)) * float(kept.mean()), 3)
    return replace(scene.kept(kept), roles=roles, drawn=drawn)


def _edge_angle(scene: Scene, sheet: Sheet, edge: str) -> float:
    """Of the normal of one edge from x, rad."""
    along = np.array(scene.parts[0].rotation) @ sheet.rotation[0]
    return float(np.arctan2(along[1], along[0])) + (np.pi / 2 if edge == "zigzag" else 0.0)


def _within(xy, settings: EdgesSettings, angle: float, rng: np.random.Generator) -> np.ndarray:
    radius = settings.width_A / 2
    sides = SIDES.get(settings.outline)
    if sides is None:
        return np.hypot(*xy.T) <= radius
    flip = np.pi if rng.integers(2) else 0.0
    normals = angle + flip + 2 * np.pi * np.arange(sides) / sides
    reach = xy @ np.array([np.cos(normals), np.sin(normals)])
    return reach.max(axis=1) <= radius * np.cos(np.pi / sides)


def _without_dangling(
    scene: Scene, kept: np.ndarray, bonds: np.ndarray, sheets: Sequence[Sheet]
) -> np.ndarray:
    """Take away, again and again, what has less than half of its bonds."""
    kept = kept.copy()
    while kept.any():
        which = np.flatnonzero(kept)
        loose = 2 * _bond_counts(scene.kept(kept), sheets) < bonds[which]
        if not loose.any():
            break
        kept[which[loose]] = False
    return kept


def _bond_counts(scene: Scene, sheets: Sequence[Sheet]) -> np.ndarray:
    """(N,) how many bonds each atom has."""
    reach = np.array([one.bonds()[0] for one in sheets])[scene.grains - 1]
    box = scene.box[:2]
    pairs = pairs_within(scene.positions, box, float(reach.max()))
    apart = between(scene.positions[pairs[:, 0]], scene.positions[pairs[:, 1]], box)
    near = np.linalg.norm(apart, axis=1) <= reach[pairs].min(axis=1)
    return np.bincount(pairs[near].ravel(), minlength=len(scene))
