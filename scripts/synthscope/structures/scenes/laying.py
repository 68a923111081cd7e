"""Laying sheets into a box, one on the other."""

import numpy as np

from synthscope.structures.scenes.contact import VDW, resting_heights
from synthscope.structures.scenes.scene import Grain, Scene
from synthscope.structures.scenes.sheets import Sheet


def of_cells(
    sheet: Sheet, by: np.ndarray, motif: np.ndarray, cells: np.ndarray, box: np.ndarray
) -> Scene:
    """A layer of one grain, its middle at z = 0.

    Parameters
    ----------
    sheet
        What it is of.
    by
        (2, 2) what its places are multiplied by: turned and strained.
    motif
        (N, 2) Å: where its atoms stand in a cell, before that.
    cells
        (K, 2) Å: where its cells are, after it.
    box
        (2,) Å.
    """
    flat = (cells[:, None] + (motif @ by.T)[None]).reshape(-1, 2)
    z = np.tile(sheet.positions[:, 2], len(cells))
    numbers = np.tile(sheet.numbers, len(cells))
    return Scene.of_one(numbers, np.column_stack([flat, z]), [*box, 1.0], grain_of(sheet, by))


def grain_of(sheet: Sheet, by: np.ndarray) -> Grain:
    """The grain of a sheet that is turned and strained."""
    turn = np.eye(3)
    u, _, vt = np.linalg.svd(by)
    turn[:2, :2] = u @ vt
    return Grain(sheet.structure, "layer", np.round(turn @ sheet.rotation, 12))


def on_top(scene: Scene | None, layer: Scene, height: float | None) -> Scene:
    """A scene, None of nothing, with another layer at a height, or else touching what is below."""
    if scene is None:
        return layer
    if height is None:
        height = _touching(scene, layer)
    return scene.with_(layer.moved([0.0, 0.0, height]))


def covering(lattice: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """(K, 2) Å: points of a lattice, (2, 2) rows, in a rectangle and some cells around it."""
    corners = np.array([low, [low[0], high[1]], [high[0], low[1]], high]) @ np.linalg.inv(lattice)
    first, last = np.floor(corners.min(axis=0)) - 2, np.ceil(corners.max(axis=0)) + 2
    spans = [np.arange(one, other + 1) for one, other in zip(first, last)]
    return np.stack(np.meshgrid(*spans, indexing="ij"), -1).reshape(-1, 2) @ lattice


def _touching(below: Scene, layer: Scene) -> float:
    """The height at which a layer lies on what is below it."""
    box, highest = below.box[:2], -np.inf
    for z in np.unique(layer.numbers):
        radii = VDW[below.numbers] + VDW[z]
        own = layer.positions[layer.numbers == z]
        rest = resting_heights(below.positions, radii, box, own[:, :2], float(radii.max()))[0]
        highest = max(highest, float((rest - own[:, 2]).max()))
    return highest
