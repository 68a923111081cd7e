"""The truth about a scene's atoms, which goes with its crystal through files and into images."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

import numpy as np

from synthscope.structures.scenes.local_lattice import packed, unpacked
from synthscope.structures.scenes.scene import Grain, Mark, Scene

LOCAL_DIGITS = 6
"""Of strains, and of angles in rad."""


@dataclass(frozen=True, eq=False)
class Truth:
    """What is known of the atoms of a crystal that was built as a scene.

    Attributes
    ----------
    scene
        Its name in the configuration.
    roles, grains
        (N,) places in `ROLES`, and k + 1 of an atom of `parts[k]`, 0 of one of none.
    parts, marks
        The grains and the defects, in the axes of the crystal.
    drawn
        Every value that was drawn, by name.
    notes
        In short phrases.
    formulas
        Of the structures that grains are cut from, by their ids, as `Crystal.formula`.
    local
        (N, 6) `LOCAL` around each atom, to six digits after the point, in the axes of the crystal;
        NaN where there is no lattice. None: not known of any.
    """

    scene: str
    roles: np.ndarray
    grains: np.ndarray
    parts: tuple[Grain, ...] = ()
    marks: tuple[Mark, ...] = ()
    drawn: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    formulas: Mapping[str, str] = field(default_factory=dict)
    local: np.ndarray | None = None

    def __post_init__(self):
        for name, kind in (("roles", np.int8), ("grains", np.int16)):
            array = np.array(getattr(self, name), dtype=kind)
            array.flags.writeable = False
            object.__setattr__(self, name, array)
        if self.local is not None:
            local = np.round(np.array(self.local, dtype=np.float64), LOCAL_DIGITS) + 0.0
            local.flags.writeable = False
            object.__setattr__(self, "local", local)

    @classmethod
    def of(cls, scene: Scene, name: str, formulas: Mapping[str, str]) -> Self:
        """That of a built scene, whose axes and origin are those of the crystal."""
        named = ("roles", "grains", "parts", "marks", "drawn", "notes")
        used = {part.structure for part in scene.parts}
        formulas = {one: formula for one, formula in sorted(formulas.items()) if one in used}
        return cls(name, *(getattr(scene, one) for one in named), formulas, scene.local)

    def kept(self, which: np.ndarray) -> Self:
        """Of these atoms alone, (M,) bool or places."""
        local = None if self.local is None else self.local[which]
        return replace(self, roles=self.roles[which], grains=self.grains[which], local=local)

    def to_dict(self) -> dict[str, Any]:
        """A dictionary that `json` writes and `from_dict` reads back bit for bit."""
        return {
            "scene": self.scene,
            "roles": self.roles.tolist(),
            "grains": self.grains.tolist(),
            "parts": [asdict(part) for part in self.parts],
            "marks": [_stated(mark) for mark in self.marks],
            "drawn": dict(self.drawn),
            "notes": list(self.notes),
            "formulas": dict(self.formulas),
            "local": None if self.local is None else packed(self.local),
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        parts = tuple(Grain(**_tuples(part)) for part in values["parts"])
        marks = tuple(Mark(**_tuples(mark)) for mark in values["marks"])
        notes = tuple(values["notes"])
        changed = {"parts": parts, "marks": marks, "notes": notes}
        if values["local"] is not None:
            changed["local"] = unpacked(values["local"], len(values["roles"]))
        return cls(**{**values, **changed})

    def __eq__(self, other) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return _listed(self.to_dict()) == _listed(other.to_dict())

    __hash__ = None


_PLAIN = vars(Mark("", (0.0, 0.0, 0.0)))


def _stated(mark: Mark) -> dict[str, Any]:
    """What a mark has: a scene may have a thousand, most of which have little."""
    items = vars(mark).items()
    return {name: x for name, x in items if name in ("kind", "at") or x != _PLAIN[name]}


def _tuples(value: Any) -> Any:
    """Lists as tuples, at any depth below a mapping."""
    if isinstance(value, Mapping):
        return {name: _tuples(item) for name, item in value.items()}
    return tuple(map(_tuples, value)) if isinstance(value, list | tuple) else value


def _listed(value: Any) -> Any:
    """Tuples as lists, at any depth, as JSON has them."""
    if isinstance(value, Mapping):
        return {name: _listed(item) for name, item in value.items()}
    return list(map(_listed, value)) if isinstance(value, list | tuple) else value
