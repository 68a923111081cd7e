"""A built specimen with what is known of it: the part of each atom, its grain, and every defect."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np

ROLES = (
    "crystal", "particle", "shell", "support", "layer", "surface", "edge", "boundary",
    "substitution", "antisite", "adatom", "interstitial", "precipitate",
)  # fmt: skip
"""What an atom is in its scene; files hold the place in this list."""
DEFECTS = (
    "vacancy", "substitution", "antisite", "adatom", "interstitial", "divacancy", "dislocation",
    "stacking_fault", "antiphase_boundary", "twin_boundary", "tilt_boundary", "grain_boundary",
    "step", "precipitate",
)  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """One defect: a row of a scene's table.

    Attributes
    ----------
    kind
        Of `DEFECTS`.
    at
        (x, y, z) Å: where the atom is missing, or the one that is another stands; where a line or
        a plane that is seen edge-on begins.
    to
        Where such a line or plane ends, or the other atom of two; None of a point.
    was, now
        Symbols of the element that the perfect specimen has there, and of that which stands there
        ("" for none).
    vector
        Displacement of a dislocation (its Burgers vector: from finish to start, in the perfect
        crystal, of a circuit counter-clockwise around the line from `at` to `to`), or, by a fault,
        an antiphase boundary or a step, of what lies to the right of that line seen from above, Å.
    angle_deg
        Between the lattices on both sides of a boundary.
    grain
        That it lies in, as atoms have it; 0 for none.
    """

    kind: str
    at: tuple[float, float, float]
    to: tuple[float, float, float] | None = None
    was: str = ""
    now: str = ""
    vector: tuple[float, float, float] | None = None
    angle_deg: float | None = None
    grain: int = 0

    def mapped(self, place: Callable[[np.ndarray], np.ndarray]) -> Self:
        """Elsewhere, given what becomes of a place (3,) Å."""
        at, to = (one and tuple(place(np.array(one)).tolist()) for one in (self.at, self.to))
        return replace(self, at=at, to=to)


@dataclass(frozen=True)
class Grain:
    """A part with one lattice: a particle, a layer, one side of a boundary.

    Attributes
    ----------
    structure
        Id of the structure that it is cut from.
    role
        Of `ROLES`: what its atoms are.
    rotation
        (3, 3) rows: the scene's x, y, z axes in the Cartesian axes of that structure, so that
        `positions_in_structure @ rotation.T` are directions in the scene. An array becomes tuples.
    size_A
        A diameter where it has one.
    """

    structure: str
    role: str
    rotation: tuple[tuple[float, ...], ...]
    size_A: float | None = None

    def __post_init__(self):
        rows = np.asarray(self.rotation, dtype=np.float64).tolist()
        object.__setattr__(self, "rotation", tuple(map(tuple, rows)))


@dataclass(frozen=True, eq=False)
class Scene:
    """Atoms in a box that repeats along x and y, or, `alone`, along none.

    The beam travels down along −z: the viewer is at +z. x and y are the edges of the box.

    Attributes
    ----------
    numbers, positions
        (N,) atomic numbers and (N, 3) Å.
    box
        (3,) edges, Å; 0 ≤ x < box[0] and 0 ≤ y < box[1] where it repeats.
    roles
        (N,) places in `ROLES`.
    grains
        (N,) k + 1 for an atom of `parts[k]`; 0 for one of none (an amorphous support).
    parts
        The grains.
    marks
        The defects.
    drawn
        Every value that was drawn on the way and is not in the configuration, by name.
    notes
        What a user should know, in short phrases.
    alone
        Whether it does not repeat.
    local
        (N, 6) `LOCAL` around each atom, against its grain's structure as it stands; NaN where
        there is no lattice. None: not known of any.
    """

    numbers: np.ndarray
    positions: np.ndarray
    box: np.ndarray
    roles: np.ndarray
    grains: np.ndarray
    parts: tuple[Grain, ...] = ()
    marks: tuple[Mark, ...] = ()
    drawn: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    alone: bool = False
    local: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.numbers)

    @classmethod
    def of_one(
        cls, numbers: np.ndarray, positions: np.ndarray, box: Iterable[float], part: Grain, **more
    ) -> Self:
        """A scene of a single grain."""
        role = ROLES.index(part.role)
        return cls(
            np.asarray(numbers),
            np.asarray(positions, dtype=np.float64),
            np.asarray(box, dtype=np.float64),
            np.full(len(numbers), role, dtype=np.int8),
            np.ones(len(numbers), dtype=np.int16),
            (part,),
            **more,
        )

    def kept(self, which: np.ndarray) -> Self:
        """With these atoms alone, (N,) bool or places."""
        arrays = ("numbers", "positions", "roles", "grains")
        changed = {name: getattr(self, name)[which] for name in arrays}
        if self.local is not None:
            changed["local"] = self.local[which]
        return replace(self, **changed)

    def moved(self, shift: Iterable[float]) -> Self:
        """All of it somewhere else, (3,) Å; the box stays where it is."""
        shift = np.asarray(shift, dtype=np.float64)
        marks = tuple(mark.mapped(lambda at: at + shift) for mark in self.marks)
        return replace(self, positions=self.positions + shift, marks=marks)

    def telling(self, values: Mapping[str, Any]) -> Self:
        """With more values that were drawn."""
        return replace(self, drawn={**self.drawn, **values})

    def with_(self, other: Self) -> Self:
        """This scene, in its own box, with the atoms, grains and marks of another."""
        count = len(self.parts)
        later = tuple(replace(m, grain=m.grain and m.grain + count) for m in other.marks)
        grains = np.where(other.grains > 0, other.grains + count, 0)
        return replace(
            self,
            numbers=np.concatenate([self.numbers, other.numbers]),
            positions=np.concatenate([self.positions, other.positions]),
            roles=np.concatenate([self.roles, other.roles]),
            grains=np.concatenate([self.grains, grains]).astype(np.int16),
            parts=(*self.parts, *other.parts),
            marks=(*self.marks, *later),
            drawn={**self.drawn, **other.drawn},
            notes=(*self.notes, *other.notes),
            local=_both(self, other),
        )


def of_roles(roles: np.ndarray, names: Iterable[str]) -> np.ndarray:
    """(N,) which atoms have one of some roles."""
    return np.isin(roles, [ROLES.index(name) for name in names])


def _both(one: Scene, other: Scene) -> np.ndarray | None:
    """What is known around the atoms of two scenes; what only one knows is 0 in the other."""
    if one.local is None and other.local is None:
        return None
    filled = (np.zeros((len(x), 6)) if x.local is None else x.local for x in (one, other))
    return np.concatenate(list(filled))
