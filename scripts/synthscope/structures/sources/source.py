"""One structure (or one file with several) that is to be, known without opening a file."""

import os
import re
from dataclasses import dataclass
from typing import Any

from synthscope.structures.reading.formats import without_gz
from synthscope.structures.sources.slugs import slug

GENERATED_FROM = 900_000
_COLL_CODE = re.compile(r"CollCode[_-]?(\d{1,6})(?!\d)", re.IGNORECASE)


@dataclass(frozen=True)
class Source:
    """One structure (or one file with several) that is to be.

    Attributes
    ----------
    key
        Stable and unique in the data set, safe in file names; shards are made of keys.
    kind
        user, resources, aflow, generated, ase or scene.
    path
        Of the file, relative to the working directory where possible; None without a file.
    name
        The file's name within its folder, or what the user wrote.
    number
        Of the AFLOW prototype (1 to 288), the generated crystal or the scene (from 1); 0 for
        others.
    problem
        Why the file cannot even be opened; "" where it may.
    id
        Of the structure: six digits where the name holds a collection code, else a slug of the
        name with the folders above it.
    """

    key: str
    kind: str
    path: str | None = None
    name: str = ""
    number: int = 0
    problem: str = ""
    id: str = ""

    def __post_init__(self):
        if not self.id:
            object.__setattr__(self, "id", _id(self.kind, self.name, self.number))

    def to_dict(self) -> dict[str, Any]:
        return dict(vars(self))  # all values are plain; asdict takes twenty times as long

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "Source":
        return cls(**values)


def scene_of(name: str) -> str:
    """The scene's name in the configuration, from that of a source or a crystal."""
    return name.rpartition(" ")[0]


def _id(kind: str, name: str, number: int) -> str:
    if kind == "aflow":
        return f"{number:06d}"
    if kind == "generated":
        return f"{GENERATED_FROM + number}"
    if kind == "scene":
        return f"{scene_of(name)}-{number:05d}"
    if kind == "ase":
        return slug(name)
    code = _COLL_CODE.search(os.path.basename(name))
    if code:
        return code[1].zfill(6)
    stem, ending = os.path.splitext(without_gz(name))
    plain = os.path.basename(stem).upper() in ("POSCAR", "CONTCAR", "XDATCAR") or not ending
    return slug(without_gz(name) if plain else stem)
