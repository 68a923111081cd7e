"""The atoms of a slab as a scene, and the whole of it sheared, shifted, set down."""

from dataclasses import replace

import numpy as np

from synthscope.structures.model import Crystal
from synthscope.structures.scenes.closeness import least_allowed, shortest_bond, surplus
from synthscope.structures.scenes.local_lattice import in_axes
from synthscope.structures.scenes.periodic import inside
from synthscope.structures.scenes.scene import ROLES, Grain, Mark, Scene
from synthscope.structures.scenes.slab import Slab


def filled_slab(slab: Slab, depth: float, crystal: Crystal) -> Scene:
    """The slab's atoms from z = 0 to its thickness, with its planes as marks."""
    rim, (_, height) = slab.rim, slab.edges.tolist()
    filled = [
        one.atoms((one.between[0], rim, 0.0), (one.between[1], height - rim, depth))
        for one in slab.pieces
    ]
    numbers, positions = (np.concatenate(both) for both in zip(*filled))
    counts = [len(one[0]) for one in filled]
    grains = np.repeat(np.arange(1, len(counts) + 1), counts)
    marks = tuple(_in_the_middle(one, depth) for one in slab.marks)
    roles = np.full(len(numbers), ROLES.index("crystal"), dtype=np.int8)
    bond, notes = shortest_bond(crystal), slab.notes
    for one in marks:
        off = np.abs(positions[:, 0] - one.at[0])
        if not slab.rim:
            off = np.minimum(off, slab.edges[0] - off)
        roles[off < bond] = ROLES.index("boundary")
    scene = Scene(
        numbers,
        inside(positions, slab.edges),
        np.append(slab.edges, depth),
        roles,
        grains.astype(np.int16),
        tuple(Grain(one.crystal.id, "crystal", one.rotation) for one in slab.pieces),
        marks,
        {"strain": float(f"{slab.strain:.6g}")},
        notes,
        local=np.zeros((len(numbers), 6)),
    )
    if marks:
        kinds = np.unique(numbers, return_inverse=True)[1]
        least = least_allowed(crystal, numbers)
        gone = surplus(scene.positions, slab.edges, least, grains, kinds)
        gone &= roles == ROLES.index("boundary")
        scene = scene.kept(~gone)
        told = f"{int(gone.sum())} atoms taken out at boundaries, where two were too close"
        scene = replace(scene, notes=(*notes, told) if gone.any() else notes)
    return scene


def _in_the_middle(one: Mark, depth: float) -> Mark:
    """The mark of an edge-on plane at half the thickness."""
    return replace(one, at=(*one.at[:2], depth / 2), to=(*one.to[:2], depth / 2))


def shifted(scene: Scene, shift: np.ndarray) -> Scene:
    """All of it elsewhere in a box that repeats, (2,) Å; planes go on from edge to edge."""
    edges = scene.box[:2]

    def along(one: Mark) -> Mark:
        begin, end = np.array(one.at), np.array(one.to or one.at)
        step = np.append(shift, 0.0)
        spanned = np.abs(end - begin)[:2] > edges - 1e-3
        step[:2][spanned] = 0.0
        step[:2] += (begin[:2] + step[:2]) % edges * ~spanned - (begin[:2] + step[:2]) * ~spanned
        return one.mapped(lambda at: at + step)

    positions = scene.positions + np.append(shift, 0.0)
    return replace(
        scene,
        positions=inside(positions, edges),
        marks=tuple(map(along, scene.marks)),
    )


def quarter_turned(scene: Scene, slab: Slab, times: int) -> tuple[Scene, Slab]:
    """A scene and its slab turned about the beam by right angles, from x to y."""
    for _ in range(times % 4):
        turn = np.array([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
        shift = np.array([slab.edges[1], 0.0, 0.0])

        def place(at: np.ndarray, turn=turn, shift=shift) -> np.ndarray:
            return turn @ at + shift + 0.0

        marks = tuple(
            replace(
                one.mapped(place),
                vector=one.vector and tuple((turn @ np.array(one.vector) + 0.0).tolist()),
            )
            for one in scene.marks
        )
        edges = slab.edges[::-1].copy()
        scene = replace(
            scene,
            positions=inside(scene.positions @ turn.T + shift, edges),
            box=np.append(edges, scene.box[2]),
            marks=marks,
            parts=tuple(_turned(one, turn) for one in scene.parts),
            local=in_axes(scene.local, turn),
        )
        pieces = tuple(
            replace(one, matrix=turn @ one.matrix, shift=turn @ one.shift + shift)
            for one in slab.pieces
        )
        slab = replace(slab, edges=edges, pieces=pieces)
    return scene, slab


def _turned(part: Grain, turn: np.ndarray) -> Grain:
    return replace(part, rotation=turn @ np.array(part.rotation))


def leaning(scene: Scene, tilt: np.ndarray) -> Scene:
    """Columns that lean by a small tilt: a shear, after which the box repeats as before."""
    shear = tilt[:2, 2] / tilt[2, 2]
    if not shear.any():
        return scene
    middle = float(scene.box[2]) / 2

    def leant(at: np.ndarray) -> np.ndarray:
        return np.append(at[:2] + shear * (at[2] - middle), at[2])

    positions = scene.positions.copy()
    positions[:, :2] += shear * (positions[:, 2:] - middle)
    leans = np.array([0.0, 0.0, 0.0, 0.0, *shear])
    return replace(
        scene,
        positions=positions,
        marks=tuple(one.mapped(leant) for one in scene.marks),
        parts=tuple(_turned(one, tilt) for one in scene.parts),
        drawn={**scene.drawn, "mistilt_mrad": [float(f"{1e3 * s:.6g}") for s in shear]},
        local=scene.local + leans,
    )


def at_rest(scene: Scene, edges: np.ndarray) -> Scene:
    """The scene with its lowest atom at z = 0, in a box that just holds it, x and y inside."""
    scene = scene.moved((0.0, 0.0, -float(scene.positions[:, 2].min())))
    depth = max(float(scene.positions[:, 2].max()), 1.0)
    positions = inside(scene.positions, edges)
    return replace(scene, positions=positions, box=np.append(edges, depth))
