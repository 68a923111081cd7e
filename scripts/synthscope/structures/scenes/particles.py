"""Particles: clusters, spheres and Wulff shapes, placed in a field, on or in a film."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from synthscope.core.errors import InputError
from synthscope.core.seeds import Generators
from synthscope.structures.elements import NUMBERS
from synthscope.structures.model import Crystal
from synthscope.structures.scenes.cut_particle import ON_FACE, cut_particle
from synthscope.structures.scenes.decoration import alloy, below_hull, vegard_stretch
from synthscope.structures.scenes.lying import clear_of, lying_height
from synthscope.structures.scenes.orientation import orient
from synthscope.structures.scenes.periodic import between, inside
from synthscope.structures.scenes.scene import ROLES, Grain, Scene
from synthscope.structures.scenes.settings.particles import (
    ParticlesSettings,
)

TRIES = 400
"""Places that are tried for a particle before there is no room for it."""
FILLED = 0.35
"""Share of a field that particles thrown into it at random cover without trouble."""


@dataclass(frozen=True, eq=False)
class _Particle:
    """One, around (0, 0, 0) as it stands in the scene."""

    numbers: np.ndarray
    positions: np.ndarray
    in_shell: np.ndarray
    grain: Grain
    embedded: float
    gap_A: float

    @property
    def radius(self) -> float:
        """Of the circle around it, seen from above, Å."""
        return float(np.linalg.norm(self.positions[:, :2], axis=1).max())


def build_particles(
    settings: ParticlesSettings,
    structures: Mapping[str, Crystal],
    size_A: float,
    rng: Generators,
    support: Scene | None = None,
    each: Callable[[int], ParticlesSettings] | None = None,
) -> Scene:
    """Particles in a box of `size_A` along x and y, and what is left of the film below.

    Parameters
    ----------
    settings
        With numbers drawn; `count` is taken from here.
    structures
        By name.
    size_A
        Edges of the box, Å.
    rng
        Gives a generator for a purpose.
    support
        The film that they lie on, of the same box; None: they stand on z = 0.
    each
        Gives the settings of particle k with its own numbers drawn; None: `settings` for all.

    Raises
    ------
    InputError
        Where they do not fit, with the size that would do, or cannot be cut.
    """
    _check_replaced(settings, structures)
    count = round(settings.count)
    made = [
        _particle(each(k) if each else settings, structures, lambda what, k=k: rng(f"{what} {k}"))
        for k in range(count)
    ]
    places = _places(made, size_A, settings, rng("places"))
    box = np.array([size_A, size_A, 0.0])
    film = support
    all_of_them: Scene | None = None
    for particle, place in zip(made, places):
        positions = particle.positions + np.append(place, 0.0)
        positions[:, 2] += _rest(particle, positions, film, all_of_them, box)
        if film is not None and particle.embedded > 0:
            film = film.kept(clear_of(film, particle.numbers, positions, box))
        one = _scene(particle, positions, box)
        all_of_them = one if all_of_them is None else all_of_them.with_(one)
    scene = all_of_them if film is None else film.with_(all_of_them)
    heights = scene.positions[:, 2]
    return replace(
        scene,
        positions=inside(scene.positions, box[:2]),
        box=np.array([size_A, size_A, float(np.ptp(heights))]),
        drawn={**scene.drawn, "particles": [_told(*one, size_A) for one in zip(made, places)]},
    )


def _check_replaced(settings: ParticlesSettings, structures: Mapping[str, Crystal]) -> None:
    replaced = settings.alloy and settings.alloy.replaces
    named = [structures[name] for name in settings.structures]
    if replaced and not any((one.numbers == NUMBERS[replaced]).any() for one in named):
        raise InputError(
            f"particles.alloy.replaces: no particle has {replaced}; name one of their elements"
        )


def _particle(
    settings: ParticlesSettings, structures: Mapping[str, Crystal], rng: Generators
) -> _Particle:
    """One particle, cut, decorated and turned."""
    name = settings.structures[int(rng("structure").integers(len(settings.structures)))]
    crystal = structures[name]
    if settings.alloy:
        stretch = vegard_stretch(settings.alloy, crystal.numbers)
        cell = None if crystal.cell is None else crystal.cell * stretch
        crystal = replace(crystal, positions=crystal.positions * stretch, cell=cell)
    if crystal.cell is None:
        numbers, positions = crystal.numbers, crystal.positions
        positions = positions - (positions.min(axis=0) + positions.max(axis=0)) / 2
        depths = below_hull(positions)
        size = 2 * float(np.linalg.norm(positions, axis=1).max())
    else:
        numbers, positions, depths = cut_particle(
            crystal, settings.size_A, settings.shape, settings.surfaces, rng("centre")
        )
        size = float(settings.size_A)
    if settings.alloy:
        numbers = alloy(settings.alloy, numbers, rng("alloy"))
    in_shell = np.zeros(len(numbers), dtype=bool)
    if settings.shell:
        in_shell = depths < settings.shell.thickness_A - ON_FACE
        numbers = np.where(in_shell, NUMBERS[settings.shell.element], numbers)
    rotation = orient(settings.orientation, crystal.cell, rng("orientation"))
    turned = positions @ rotation.T
    turned -= (turned.min(axis=0) + turned.max(axis=0)) / 2
    grain = Grain(crystal.id, "particle", rotation, size)
    return _Particle(
        numbers, turned, in_shell, grain, float(settings.embedded), float(settings.gap_A)
    )


def _places(
    made: list[_Particle], size_A: float, settings: ParticlesSettings, rng: np.random.Generator
) -> list[np.ndarray]:
    """(x, y) of each particle's middle: the widest are placed first."""
    within = settings.edges == "inside"
    places: list[np.ndarray] = [np.zeros(2)] * len(made)
    radii = [one.radius for one in made]
    order = sorted(range(len(made)), key=lambda k: -radii[k])
    for done, k in enumerate(order):
        width = 2 * radii[k]
        if width + made[k].gap_A > size_A:
            raise InputError(
                f"a particle {width:.1f} Å wide does not fit the scene; its size_A has to be "
                f"{np.ceil(width + made[k].gap_A):.0f} at least"
            )
        for _ in range(TRIES):
            share = rng.random(2)
            at = radii[k] + share * (size_A - width) if within else share * size_A
            others = [] if settings.overlap else order[:done]
            if all(_apart(at, places[m], size_A) >= _least(made, radii, k, m) for m in others):
                places[k] = at
                break
        else:
            area = sum(np.pi * (r + one.gap_A / 2) ** 2 for r, one in zip(radii, made))
            raise InputError(
                f"there is no room for {len(made)} particles, of which one is {2 * max(radii):.0f} "
                f"Å wide: a scene with a size_A of {np.ceil((area / FILLED) ** 0.5):.0f} has it"
            )
    return places


def _least(made: list[_Particle], radii: list[float], k: int, m: int) -> float:
    return radii[k] + radii[m] + max(made[k].gap_A, made[m].gap_A)


def _apart(first: np.ndarray, second: np.ndarray, size_A: float) -> float:
    return float(np.linalg.norm(between(first, second, size_A)))


def _rest(
    particle: _Particle,
    positions: np.ndarray,
    film: Scene | None,
    others: Scene | None,
    box: np.ndarray,
) -> float:
    """By how much a particle is moved along z to lie where it lies."""
    height = -float(positions[:, 2].min())
    if film is not None:
        found = lying_height(particle.numbers, positions, film, box)
        height = found if np.isfinite(found) else height
        height -= particle.embedded * float(np.ptp(positions[:, 2]))
    if others is not None:
        height = max(height, lying_height(particle.numbers, positions, others, box))
    return height


def _scene(particle: _Particle, positions: np.ndarray, box: np.ndarray) -> Scene:
    scene = Scene.of_one(particle.numbers, positions, box, particle.grain)
    roles = np.where(particle.in_shell, ROLES.index("shell"), scene.roles).astype(np.int8)
    return replace(scene, roles=roles)


def _told(particle: _Particle, place: np.ndarray, size_A: float) -> dict[str, Any]:
    """What was drawn, for the table; places are from the middle of the box."""
    x, y = (place - size_A / 2).tolist()
    return {
        "structure": particle.grain.structure,
        "size_A": round(particle.grain.size_A, 4),
        "atoms": len(particle.numbers),
        "x_A": round(x, 4),
        "y_A": round(y, 4),
        "embedded": particle.embedded,
    }
