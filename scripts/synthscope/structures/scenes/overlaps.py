"""Atoms so close to each other that no specimen has them."""

import numpy as np

from synthscope.core.errors import InputError
from synthscope.structures.elements import SYMBOLS
from synthscope.structures.scenes.contact import COVALENT
from synthscope.structures.scenes.periodic import between, pairs_within
from synthscope.structures.scenes.scene import ROLES, Scene

LEAST = 0.5
"""Of the sum of covalent radii; what is built and not relaxed keeps 0.65 and more."""


def check_overlaps(scene: Scene) -> None:
    """Refuse a scene two atoms of which lie in each other.

    Raises
    ------
    InputError
        It has such atoms; with what they are, where, and what would do.
    """
    edges = None if scene.alone else scene.box[:2]
    radii = COVALENT[scene.numbers]
    i, j = pairs_within(scene.positions, edges, 2 * LEAST * float(radii.max())).T
    distance = np.linalg.norm(between(scene.positions[j], scene.positions[i], edges), axis=1)
    part = distance / (radii[i] + radii[j])
    if len(part) == 0 or part.min() >= LEAST:
        return
    k = int(np.argmin(np.round(part, 6)))
    one, other = (f"{SYMBOLS[scene.numbers[n]]} ({ROLES[scene.roles[n]]})" for n in (i[k], j[k]))
    place = ", ".join(f"{x:.1f}" for x in scene.positions[i[k]])
    raise InputError(
        f"{one} and {other} are {distance[k]:.2f} Å apart at ({place}) Å: atoms overlap. "
        f"{int((part < LEAST).sum())} pairs do; use less strain or more distance between what "
        "lies there, or a larger size_A"
    )
