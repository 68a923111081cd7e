"""How something comes to lie on a film or in it: at touching distance, without overlap."""

from dataclasses import replace

import numpy as np

from synthscope.structures.scenes.contact import COVALENT
from synthscope.structures.scenes.periodic import flat_pairs, inside, tree
from synthscope.structures.scenes.scene import Scene


def touching_A(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Å between atoms that touch, by atomic number: the sum of their covalent radii."""
    return COVALENT[first] + COVALENT[second]


def lying_height(
    numbers: np.ndarray,
    positions: np.ndarray,
    below: Scene,
    box: np.ndarray,
    radii: np.ndarray = COVALENT,
) -> float:
    """By how much atoms are to be moved along z to lie on others, coming from above, Å.

    Then no pair is nearer than the sum of its radii, and one is as near; minus infinity where
    nothing is below.

    Parameters
    ----------
    numbers, positions
        (N,) and (N, 3) Å, of what comes to lie.
    below
        What it lies on; (0, 0) to `box` along x and y repeats.
    radii
        By atomic number, Å: `COVALENT`, or `VDW` of what is not bonded to what it lies on.
    """
    widest = radii[numbers].max() + radii[below.numbers].max()
    own, other, flat = flat_pairs(positions[:, :2], below.positions[:, :2], box[:2], widest)
    room = (radii[numbers[own]] + radii[below.numbers[other]]) ** 2 - flat**2
    own, other, room = own[room > 0], other[room > 0], room[room > 0]
    heights = below.positions[other, 2] - positions[own, 2] + np.sqrt(room)
    return float(heights.max(initial=-np.inf))


def laid_on(subject: Scene, film: Scene, radii: np.ndarray = COVALENT) -> Scene:
    """A film with a subject on it; both of one box along x and y, which stays the subject's."""
    height = lying_height(subject.numbers, subject.positions, film, subject.box, radii)
    both = film.with_(subject.moved([0.0, 0.0, height]))
    return replace(both, box=np.append(subject.box[:2], np.ptp(both.positions[:, 2])))


def clear_of(
    scene: Scene, numbers: np.ndarray, positions: np.ndarray, box: np.ndarray
) -> np.ndarray:
    """(N,) bool: the atoms of a scene that are no nearer to others than `touching_A`."""
    own = inside(scene.positions, box[:2])
    low, high = positions[:, 2].min() - 6, positions[:, 2].max() + 6
    near = np.flatnonzero((own[:, 2] > low) & (own[:, 2] < high))
    keep = np.ones(len(scene), dtype=bool)
    for kind in np.unique(numbers):
        atoms = tree(positions[numbers == kind], box[:2])
        limits = touching_A(np.full(len(near), kind), scene.numbers[near])
        distance, _ = atoms.query(own[near], distance_upper_bound=COVALENT.max() + COVALENT[kind])
        keep[near[distance < limits - 1e-6]] = False
    return keep
