"""Building slabs of shipped crystals as the workflow does, and looking at their atoms."""

from dataclasses import replace

import numpy as np
from scipy.spatial import cKDTree

from synthscope.core.draws import draw
from synthscope.core.seeds import generator
from synthscope.settings.load import checked
from synthscope.structures.model import Crystal
from synthscope.structures.scenes.crystal import build_crystal
from synthscope.structures.scenes.periodic import inside, tree
from synthscope.structures.scenes.scene import ROLES, Scene
from synthscope.structures.scenes.settings.crystal import CrystalSettings


def built(shipped: dict[str, Crystal], size_A: float = 40.0, seed: int = 1, **settings) -> Scene:
    """A scene of these settings; its generators are of the seed and the purpose alone."""
    drawn = draw(checked(CrystalSettings, settings), seed, "crystal")
    return build_crystal(drawn, shipped, size_A, lambda what: generator(seed, "crystal", what))


def upright(scene: Scene) -> Scene:
    """A scene with a boundary, turned by right angles until its marks run along y, upwards."""
    turn = np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    while not scene.marks[0].to[1] > scene.marks[0].at[1] + 1:
        shift = np.array([0.0, scene.box[0], 0.0])
        marks = tuple(
            replace(
                mark,
                at=tuple(turn @ mark.at + shift),
                to=tuple(turn @ mark.to + shift),
                vector=mark.vector and tuple(turn @ mark.vector),
            )
            for mark in scene.marks
        )
        scene = replace(
            scene,
            positions=scene.positions @ turn.T + shift,
            box=scene.box[[1, 0, 2]],
            marks=marks,
            parts=tuple(
                replace(part, rotation=tuple(map(tuple, turn @ np.array(part.rotation))))
                for part in scene.parts
            ),
        )
    return replace(scene, positions=inside(scene.positions, scene.box[:2]))


def zone(*uvw: int, **more) -> dict:
    """Settings of an orientation along a zone axis."""
    return {"zone_axes": [list(uvw)], "in_plane_deg": 0.0, **more}


def density(crystal: Crystal) -> float:
    """Atoms in an Å³."""
    return len(crystal) / abs(float(np.linalg.det(crystal.cell)))


def closest(scene: Scene) -> float:
    """Least distance of two atoms, Å."""
    atoms = tree(scene.positions, scene.box[:2])
    return float(atoms.query(inside(scene.positions, scene.box[:2]), 2)[0][:, 1].min())


def of_role(scene: Scene, role: str) -> np.ndarray:
    """(N,) bool."""
    return scene.roles == ROLES.index(role)


def deep_within(scene: Scene, grain: int, margin: float) -> np.ndarray:
    """Places of the atoms of a grain that are at least so far from its marks and from all faces."""
    x, y, z = scene.positions.T
    kept = (scene.grains == grain) & (z > margin) & (z < scene.box[2] - margin)
    kept &= (y > margin) & (y < scene.box[1] - margin)
    for at in (0.0, scene.box[0], *(mark.at[0] for mark in scene.marks)):
        kept &= np.abs(x - at) > margin
    return np.flatnonzero(kept)


def stands_as_told(scene: Scene, crystal: Crystal, grain: int, within: float = 0.02) -> bool:
    """Whether the bonds in a grain are those of its structure, turned by its rotation.

    `within` is the largest deviation, Å, which strain and leaning columns cause.
    """
    reach = 1.05 * closest(scene)
    atoms = deep_within(scene, grain, reach)
    assert len(atoms) > 20
    whole = cKDTree(scene.positions)
    bonds = np.concatenate(
        [scene.positions[whole.query_ball_point(scene.positions[k], reach)] - scene.positions[k]
         for k in atoms]
    )  # fmt: skip
    own = bonds @ np.array(scene.parts[grain - 1].rotation)
    shifts = np.stack(np.meshgrid(*[(-1, 0, 1)] * 3, indexing="ij"), -1).reshape(-1, 3)
    images = (crystal.positions[:, None] + shifts @ crystal.cell).reshape(-1, 3)
    known = (images[:, None] - crystal.positions).reshape(-1, 3)
    return float(cKDTree(known).query(own)[0].max()) < within
