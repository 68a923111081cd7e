"""Precipitates: spheres and plates of another composition or another crystal in a matrix."""

import math
from dataclasses import dataclass, replace

import numpy as np

from synthscope.core.errors import InputError
from synthscope.core.seeds import Generators
from synthscope.structures.elements import NUMBERS, SYMBOLS
from synthscope.structures.model import Crystal
from synthscope.structures.scenes.closeness import CLOSEST, shortest_bond, surplus
from synthscope.structures.scenes.local_lattice import of_gradient
from synthscope.structures.scenes.orientation import orient
from synthscope.structures.scenes.periodic import between, inside
from synthscope.structures.scenes.planes import family_of_planes
from synthscope.structures.scenes.scene import ROLES, Grain, Mark, Scene
from synthscope.structures.scenes.settings.crystal_defects import PrecipitatesSettings
from synthscope.structures.scenes.slab import Piece

APART_A = 3.0
"""Matrix between two precipitates, at least."""
TRIES = 200


@dataclass(frozen=True, eq=False)
class _Body:
    """A sphere, or a disc with a normal."""

    centre: np.ndarray
    radius: float
    half: float | None
    normal: np.ndarray

    def holds(self, apart: np.ndarray, more: float = 0.0) -> np.ndarray:
        """(N,) bool of (N, 3) places from its centre; of a body `more` Å larger all around."""
        if self.half is None:
            return (apart**2).sum(axis=1) < (self.radius + more) ** 2
        height = apart @ self.normal
        across = (apart**2).sum(axis=1) - height**2
        return (np.abs(height) < self.half + more) & (across < (self.radius + more) ** 2)

    def meets(self, other: "_Body", box: np.ndarray) -> bool:
        """Whether there is less than `APART_A` between both, in a box that repeats."""
        apart = between(other.centre, self.centre, box[:2])
        if self.half is None:
            return float(np.linalg.norm(apart)) < self.radius + other.radius + APART_A
        return bool(
            self.holds(apart + other.places(), APART_A).any()
            or other.holds(-apart + self.places(), APART_A).any()
        )

    def places(self) -> np.ndarray:
        """(M, 3) points all over a plate, from its centre."""
        side = np.cross(self.normal, np.eye(3)[int(np.argmin(np.abs(self.normal)))])
        side /= np.linalg.norm(side)
        turns = np.linspace(0, math.tau, 24, endpoint=False)
        circle = np.outer(np.cos(turns), side) + np.outer(
            np.sin(turns), np.cross(self.normal, side)
        )
        rings = np.concatenate([self.radius * share * circle for share in (0.0, 1 / 3, 2 / 3, 1.0)])
        return np.concatenate([rings + s * self.half * self.normal for s in (-1, 0, 1)])

    @property
    def reach(self) -> float:
        """Of the sphere around it, Å."""
        return self.radius if self.half is None else math.hypot(self.radius, self.half)


def with_precipitates(
    scene: Scene,
    settings: PrecipitatesSettings,
    matrix: Piece,
    other: Crystal | None,
    rim: float,
    rng: Generators,
) -> Scene:
    """A slab with precipitates in it, each of which is a grain with a mark.

    The strain of a misfit δ is that of a sphere in an isotropic matrix of the same constants
    (Eshelby, Proc. R. Soc. A 241 (1957) 376): the sphere is strained by ε = (1 + ν)/(3 (1 − ν)) δ,
    and the matrix displaced by ε R³/r², here less ε R³ r/c³, so that nothing moves beyond c, half
    the shorter edge of the box.

    Parameters
    ----------
    settings
        With numbers drawn.
    matrix
        How the crystal of the matrix stands.
    other
        The structure of the settings, where they have one.
    rim
        Vacuum at the sides of the slab, Å.

    Raises
    ------
    InputError
        The slab has no room for them, or none of the elements.
    """
    if (
        settings.replace
        and not np.isin(scene.numbers, [NUMBERS[symbol] for symbol in settings.replace]).any()
    ):
        raise InputError(
            f"precipitates.replace: the crystal has no {', '.join(settings.replace)}; it has "
            f"{', '.join(SYMBOLS[z] for z in np.unique(scene.numbers))}"
        )
    for index, body in enumerate(_placed(settings, matrix, scene.box, rim, rng("places"))):
        draw = rng(f"precipitate {index + 1}")
        if other is None:
            scene = _coherent(scene, body, settings, matrix, draw)
        else:
            scene = _own_lattice(scene, body, settings, matrix, other, draw)
    return scene


def _placed(settings, matrix: Piece, box: np.ndarray, rim: float, rng) -> list[_Body]:
    radius, depth, count = settings.diameter_A / 2, float(box[2]), round(settings.count)
    half = None if settings.thickness_A is None else settings.thickness_A / 2
    planes = family_of_planes(matrix.crystal, settings.plane) @ np.linalg.inv(matrix.crystal.cell).T
    bodies = []
    for _ in range(count):
        for _ in range(TRIES):
            normal = planes[int(rng.integers(len(planes)))] @ matrix.matrix.T
            normal = normal / np.linalg.norm(normal)
            body = _Body(np.zeros(3), radius, half, normal)
            # How far it extends along x, y and z from its centre.
            size = np.full(3, radius)
            if half is not None:
                size = radius * np.sqrt(np.maximum(1 - normal**2, 0)) + half * np.abs(normal)
            most = (box[:2].min() - 2 * rim) / 2
            if 2 * size[2] > depth or (size[:2] > most).any():
                continue
            low = np.array([rim, rim, 0.0]) + (size if rim else size * [0, 0, 1])
            centre = rng.uniform(low, box - low)
            body = replace(body, centre=centre)
            if not any(body.meets(one, box) for one in bodies):
                bodies.append(body)
                break
        else:
            raise InputError(
                f"only {len(bodies)} of {count} precipitates of {2 * radius:g} Å have room in a "
                f"crystal of {box[0] - 2 * rim:.0f} x {box[1] - 2 * rim:.0f} x {depth:.0f} Å; use "
                "fewer or smaller ones, or more thickness_A or size_A"
            )
    return bodies


def _coherent(scene: Scene, body: _Body, settings, matrix: Piece, rng) -> Scene:
    apart = between(scene.positions, body.centre, scene.box[:2])
    within = body.holds(apart)
    numbers, taken = scene.numbers.copy(), np.zeros(len(scene), dtype=bool)
    for was, now in settings.replace.items():
        sites = np.flatnonzero(within & (scene.numbers == NUMBERS[was]))
        chosen = sites[rng.random(len(sites)) < settings.share]
        numbers[chosen], taken[chosen] = NUMBERS[now], True
    positions, local = scene.positions, scene.local
    if settings.misfit:
        distance = np.linalg.norm(apart, axis=1)
        radius, held = body.radius, float(scene.box[:2].min()) / 2
        strain = (1 + settings.poisson_ratio) / (3 * (1 - settings.poisson_ratio)) * settings.misfit
        outer = np.maximum(distance, radius)
        stretch = strain * np.maximum((radius / outer) ** 3 - (radius / held) ** 3, 0.0)
        positions = positions + apart * stretch[:, None]
        falling = (distance > radius) & (distance < held)
        slope = np.where(falling, -3 * strain * radius**3 / outer**5, 0.0)  # over r
        gradient = slope[:, None, None] * apart[:, :, None] * apart[:, None, :]
        gradient += stretch[:, None, None] * np.eye(3)
        local = local + of_gradient(gradient)
    scene = replace(scene, numbers=numbers, positions=positions, local=local)
    was, now = (",".join(side) for side in (settings.replace, settings.replace.values()))
    part = Grain(matrix.crystal.id, "precipitate", matrix.rotation, settings.diameter_A)
    return _as_grain(scene, within, part, body, was, now)


def _own_lattice(scene: Scene, body: _Body, settings, matrix: Piece, other, rng) -> Scene:
    rotation = matrix.rotation
    if settings.orientation is not None:
        rotation = orient(settings.orientation, other.cell, rng)
    # A random point of its cell is in the middle.
    start = -(rng.random(3) @ other.cell) @ rotation.T
    piece = Piece(other, rotation, start, (-np.inf, np.inf))
    numbers, positions = piece.atoms(np.full(3, -body.reach), np.full(3, body.reach))
    kept = body.holds(positions)
    if not kept.any():
        raise InputError(
            f"no atom of structure {other.id} is in a precipitate of {settings.diameter_A:g} Å; "
            "use a larger diameter_A"
        )
    numbers, positions = numbers[kept], positions[kept]
    scene = scene.kept(~body.holds(between(scene.positions, body.centre, scene.box[:2])))
    before, part = len(scene), Grain(other.id, "precipitate", rotation, settings.diameter_A)
    scene = scene.with_(Scene.of_one(numbers, positions + body.centre, scene.box, part))
    new = np.arange(len(scene)) >= before
    least = CLOSEST * min(shortest_bond(matrix.crystal), shortest_bond(other))
    gone = surplus(scene.positions, scene.box[:2], least, ~new)
    scene = replace(scene, positions=inside(scene.positions, scene.box[:2])).kept(~gone)
    mark = Mark("precipitate", tuple(body.centre.tolist()), grain=len(scene.parts))
    return replace(scene, marks=(*scene.marks, mark))


def _as_grain(scene: Scene, within: np.ndarray, part: Grain, body: _Body, was, now) -> Scene:
    roles, grains, place = scene.roles.copy(), scene.grains.copy(), len(scene.parts) + 1
    roles[within], grains[within] = ROLES.index("precipitate"), place
    mark = Mark("precipitate", tuple(body.centre.tolist()), was=was, now=now, grain=place)
    return replace(
        scene,
        roles=roles,
        grains=grains,
        parts=(*scene.parts, part),
        marks=(*scene.marks, mark),
    )
