"""Which keys the configuration knows, and where a key that stands in a wrong place belongs."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import fields
from functools import cache
from typing import Any, get_args, get_type_hints

from synthscope.core.settings import Section
from synthscope.settings.model import Configuration

LIKE_ENOUGH = 0.6
"""Of difflib's ratio: what is less like a key was not meant for it …"""
SURE = 0.85
"""… and what is no more than this like one here rather belongs where a key has that very name."""
MOST_LISTED = 16
MOST_PLACES = 3


def unknown_key(place: Sequence[Any], key: str) -> str:
    """What to say of a key that the section at `place` does not know."""
    known, home = keys_of(place), [str(part) for part in place]
    near = nearest(key, known)
    sure = bool(near) and _ratio(key, near) >= SURE
    parts = tuple(key.split("."))
    if len(parts) > 1 and parts in _places().get(_plain(parts[-1]), ()):
        return f"is not a known key; write {_written(parts)}"
    places = [path for path in _places().get(_plain(key), ()) if path[:-1] != tuple(home)]
    places = [path for path in places if path[: len(home)] == tuple(home)] or places
    if places and not sure:
        where = " or ".join(_written(path) for path in places[:MOST_PLACES])
        return f"is no key of {'.'.join(home) or 'the top level'}; its place is {where}"
    if near:
        return f"is not a known key; did you mean {near}?"
    listed = ", ".join(known[:MOST_LISTED]) + (", …" if len(known) > MOST_LISTED else "")
    return f"is not a known key; known keys: {listed} (config/README.md)"


def keys_of(place: Sequence[Any]) -> list[str]:
    """The keys that the section at `place` knows."""
    return sorted(field.name for field in fields(section_at(place)))


def section_at(place: Sequence[Any]) -> type[Section]:
    """The section at a place; parts that are not its keys, as numbers of a list, are passed."""
    section: type[Section] = Configuration
    for part in place:
        kind = get_type_hints(section).get(part) if isinstance(part, str) else None
        section = next(_sections(kind), section)
    return section


def default_at(place: Sequence[Any]) -> Any:
    """The default of the key at a place, None where there is none."""
    found = {field.name: field for field in fields(section_at(place[:-1]))}.get(place[-1])
    if found is None:
        return None
    made = found.default_factory() if callable(found.default_factory) else found.default
    return made if isinstance(made, str | int | float | tuple | dict) else None


@cache
def _places() -> dict[str, list[tuple[str, ...]]]:
    """By a key's plain spelling all places where it may stand, upper sections first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    level: list[tuple[tuple[str, ...], type[Section]]] = [((), Configuration)]
    while level:
        below = []
        for home, section in level:
            for name, kind in get_type_hints(section).items():
                if name.startswith("_"):
                    continue
                found.setdefault(_plain(name), []).append((*home, name))
                below += [((*home, name), inner) for inner in _sections(kind)]
        level = below
    return found


def _sections(kind: Any) -> Iterator[type[Section]]:
    """The sections that a value of a type is or holds."""
    if isinstance(kind, type) and issubclass(kind, Section):
        yield kind
    for part in get_args(kind):
        yield from _sections(part)


def _written(path: Sequence[str]) -> str:
    """A key as it is written in its sections."""
    if len(path) == 1:
        return f"the top level: `{path[0]}: …`"
    return f"`{': {'.join(path)}: …{'}' * (len(path) - 1)}`"


def nearest(word: str, known: Sequence[str]) -> str:
    """The word of a list that another was meant for, "" where none is like it."""
    best = max(known, key=lambda one: _ratio(word, one), default="")
    return best if best and _ratio(word, best) >= LIKE_ENOUGH else ""


def _ratio(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, _plain(one), _plain(other)).ratio()


def _plain(word: str) -> str:
    return word.casefold().replace("-", "_").replace(" ", "_")
