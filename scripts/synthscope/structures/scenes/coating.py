"""Amorphous films on the surfaces of a crystal: carbon from the microscope, a native oxide."""

import numpy as np

from synthscope.core.seeds import Generators
from synthscope.structures.scenes.amorphous import cut
from synthscope.structures.scenes.contact import COVALENT
from synthscope.structures.scenes.periodic import inside, tree
from synthscope.structures.scenes.scene import ROLES, Scene
from synthscope.structures.scenes.settings.crystal_surfaces import CoatingSettings
from synthscope.structures.scenes.wedge import Heights

CLOSEST = 0.9
"""An atom of a film is no closer to the crystal than so many times the sum of covalent radii."""
LEAST_A = 4.0
"""Of a film that is cut: thinner ones are what is left of it."""
RASTER = 64


def coated(
    scene: Scene,
    settings: CoatingSettings,
    heights: Heights,
    rim: float,
    rng: Generators,
) -> Scene:
    """The scene with films above and below it.

    Parameters
    ----------
    heights
        Of the upper surface above the lower one at z = 0; where it is 0 there is no film.
    rim
        Vacuum at the sides, Å, which has no film either.
    """
    edges, depth = scene.box[:2], settings.top_A
    if depth > 0:
        raster = [np.linspace(0, edge, RASTER, endpoint=False) for edge in edges]
        levels = heights(np.stack(np.meshgrid(*raster), axis=-1).reshape(-1, 2))
        low, high = float(levels.min()), float(levels.max())
        numbers, positions = _film(settings, edges, high - low + depth, rng("top"))
        positions[:, 2] += low
        surface = heights(positions[:, :2])
        over = positions[:, 2] - surface
        kept = (surface > 0) & (over >= 0) & (over < depth)
        scene = _with_film(scene, numbers[kept], positions[kept], rim)
    if settings.bottom_A > 0:
        numbers, positions = _film(settings, edges, settings.bottom_A, rng("bottom"))
        positions[:, 2] *= -1
        kept = (heights(positions[:, :2]) > 0) & (positions[:, 2] > -settings.bottom_A)
        scene = _with_film(scene, numbers[kept], positions[kept], rim)
    return scene


def _film(settings: CoatingSettings, edges: np.ndarray, depth: float, rng: np.random.Generator):
    """Atoms of a film that begins at z = 0 and is at least so deep."""
    numbers, positions = cut(settings.material, (*edges.tolist(), max(depth, LEAST_A)), rng)
    return numbers, positions.copy()


def _with_film(scene: Scene, numbers: np.ndarray, positions: np.ndarray, rim: float) -> Scene:
    """The scene with a film, without those of its atoms that are too close to others or outside."""
    edges = scene.box[:2]
    flat = positions[:, :2]
    kept = ((flat >= rim) & (flat <= edges - rim)).all(axis=1)
    own = inside(positions, edges)
    for kind in np.unique(scene.numbers):
        atoms = tree(scene.positions[scene.numbers == kind], edges)
        kept &= atoms.query(own)[0] > CLOSEST * (COVALENT[kind] + COVALENT[numbers])
    count = int(kept.sum())
    roles = np.full(count, ROLES.index("surface"), dtype=np.int8)
    grains = np.zeros(count, dtype=np.int16)
    return scene.with_(Scene(numbers[kept], own[kept], scene.box, roles, grains))
