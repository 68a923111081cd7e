"""Putting a scene together, and making the crystal of it that images are made of."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

import numpy as np

from synthscope.core.draws import draw
from synthscope.core.errors import InputError
from synthscope.core.extremes import distributions
from synthscope.core.seeds import Generators, generator
from synthscope.structures.elements import formula
from synthscope.structures.model import Crystal
from synthscope.structures.scenes.contact import COVALENT, VDW
from synthscope.structures.scenes.crystal import build_crystal
from synthscope.structures.scenes.expected import check_expected
from synthscope.structures.scenes.layers import build_layers
from synthscope.structures.scenes.lying import laid_on
from synthscope.structures.scenes.overlaps import check_overlaps
from synthscope.structures.scenes.particles import build_particles
from synthscope.structures.scenes.point_defects import add_point_defects
from synthscope.structures.scenes.scene import Scene
from synthscope.structures.scenes.settings.particles import ParticlesSettings
from synthscope.structures.scenes.settings.scene import SceneSettings
from synthscope.structures.scenes.supercell import build_supercell
from synthscope.structures.scenes.support import build_support
from synthscope.structures.scenes.truth import Truth

DIGITS = 5
"""Of positions in Å: files hold no more, and no machine's last bits."""


def build(
    name: str,
    number: int,
    settings: SceneSettings,
    structures: Mapping[str, Crystal],
    seed: int,
) -> Scene:
    """Scene `number` of a name: a function of these and the seed alone.

    Parameters
    ----------
    settings
        With distributions.
    structures
        By name, those that the settings need.

    Raises
    ------
    InputError
        It cannot be built, has more atoms than `atom_limit`, or atoms that overlap.
    """
    key = "structures", "scenes", name, number
    drawn = draw(settings, seed, *key)

    def rng(what: str) -> np.random.Generator:
        return generator(seed, *key, what)

    def each(k: int) -> ParticlesSettings:
        return draw(settings.particles, seed, *key, "particles", k)

    check_expected(drawn, structures, settings.particles)
    scene = _composed(drawn, structures, rng, each)
    _check_number(scene, drawn.atom_limit)
    if drawn.defects is not None:
        scene = add_point_defects(scene, drawn.defects, rng)
        _check_number(scene, drawn.atom_limit)
    if drawn.supercell is None:  # a file's own atoms are checked where it is read
        check_overlaps(scene)
        scene = _honest(scene, defects=drawn.defects is not None)
    places = [place for place, _ in distributions(settings)]
    own = "particles."  # each particle's are told with it
    return scene.telling(
        _values(drawn, [p for p in places if not p.startswith(own) or p == "particles.count"])
    )


def _honest(scene: Scene, defects: bool) -> Scene:
    """A scene that says how far its atoms are relaxed; those of a film alone were made by heat."""
    if scene.parts and "relaxed" not in scene.drawn:
        scene = scene.telling({"relaxed": "no"})
        return replace(scene, notes=(*scene.notes, "geometry alone, not relaxed"))
    if scene.parts and defects:
        return replace(scene, notes=(*scene.notes, "point defects were put in after relaxing"))
    return scene


def _check_number(scene: Scene, most: int) -> None:
    if len(scene) > most:
        raise InputError(f"{len(scene)} atoms; the limit is {most} (atom_limit)")


def _composed(
    settings: SceneSettings,
    structures: Mapping[str, Crystal],
    rng: Generators,
    each: Callable[[int], ParticlesSettings],
) -> Scene:
    """The subject, on its film where it has one; or the film alone."""
    square = np.full(2, settings.size_A)
    if settings.particles is not None:
        film = settings.support and build_support(settings.support, square, rng)
        return build_particles(settings.particles, structures, settings.size_A, rng, film, each)
    for part, build_subject in (
        (settings.layers, build_layers),
        (settings.crystal, build_crystal),
        (settings.supercell, build_supercell),
    ):
        if part is not None:
            subject = build_subject(part, structures, settings.size_A, rng)
            if settings.support is None:
                return subject
            film = build_support(settings.support, subject.box[:2], rng)
            return laid_on(subject, film, VDW if part is settings.layers else COVALENT)
    return build_support(settings.support, square, rng)


def _values(drawn: SceneSettings, places: list[str]) -> dict[str, float]:
    """By dotted name, the number that was drawn for each distribution."""
    return {place: _at(drawn, place) for place in places}


def _at(section: object, place: str) -> float:
    for name in place.split("."):
        if isinstance(section, tuple):
            section = section[int(name)]
        else:
            section = section[name] if isinstance(section, Mapping) else getattr(section, name)
    return section


def as_crystal(
    scene: Scene, identity: str, name: str, number: int, bases: Collection[Crystal] = ()
) -> Crystal:
    """A scene as a structure among others, around 0, seen along [001].

    Parameters
    ----------
    bases
        The structures that it may be made of.
    """
    formulas = {base.id: base.formula for base in bases}
    licences = {base.licence for base in bases if base.licence}
    middle = scene.box / 2
    z = scene.positions[:, 2]
    middle[2] = (z.min() + z.max()) / 2
    scene = scene.moved(-middle)
    depth = max(float(np.ptp(z)), 1.0)
    return Crystal(
        id=identity,
        source="scene",
        name=f"{name} {number}",
        numbers=scene.numbers,
        positions=np.round(scene.positions, DIGITS),
        cell=None if scene.alone else np.diag([*scene.box[:2], depth]),
        pbc=None if scene.alone else (True, True, False),
        formula=formula(scene.numbers, reduce_=False),
        licence="; ".join(sorted(licences)),
        axes="file",
        notes="; ".join(scene.notes),
        truth=Truth.of(scene, name, formulas),
    )
