"""Reading a configuration: checked settings, or one line for each thing that is wrong."""

import difflib
import hashlib
import json
from collections.abc import Callable, Collection
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar, get_args, get_type_hints

from pydantic import TypeAdapter, ValidationError

from synthscope.core.errors import InputError
from synthscope.core.settings import Section
from synthscope.settings.model import Configuration
from synthscope.settings.old_names import replace_old_names

S = TypeVar("S", bound=Section)


def load(
    config: dict[str, Any],
    name: str = "configuration",
    tell: Callable[[str], None] = lambda note: None,
) -> Configuration:
    """Check a configuration and fill in the defaults.

    Parameters
    ----------
    config
        As read from the file.
    name
        Of the file.
    tell
        Called with a line for each key that stands under the name of an earlier version.

    Raises
    ------
    InputError
        With a line for each thing that is wrong: its key, what is wrong and what would be right.
    """
    config = replace_old_names(config, name, tell)
    try:
        return checked(Configuration, config)
    except ValidationError as error:
        wrong: dict[str, list[str]] = {}
        items = error.errors(include_url=False)
        inside = {item["loc"][:-1] for item in items}
        for item in items:
            if item["type"] == "too_short" and item["loc"] in inside:
                continue  # only for want of those that are wrong themselves
            where, what = _explain(item)
            wrong.setdefault(where, []).append(what)
    # What may be one of several types has an error for each.
    lines = [f"{name}: {where}{' or '.join(what)}" for where, what in wrong.items()]
    raise InputError("\n".join(lines))


def checked(section: type[S], values: dict[str, Any]) -> S:
    """Build a section from values that a person wrote.

    Raises
    ------
    pydantic.ValidationError
        With an error for each thing that is wrong.
    """
    return adapter(section).validate_python(values)


def plain(section: Section, leave_out: Collection[str] = ()) -> dict[str, Any]:
    """A section as plain JSON data, as jobs get it; `Section.of` builds it again."""
    return adapter(type(section)).dump_python(section, mode="json", exclude=set(leave_out))


@cache
def adapter(section: type[Section]) -> TypeAdapter:
    """The adapter that checks and serialises a section; kept, because it is slow to build."""
    return TypeAdapter(section)


def settings_hash(settings: Any) -> str:
    """Twelve hexadecimal digits of the settings' canonical JSON."""
    text = json.dumps(settings, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


_TYPES = ("int", "float", "str", "number", "distribution")
_IN_YAML = {"valid tuple": "valid list", "Tuple should": "List should"}


def _explain(item: dict[str, Any]) -> tuple[str, str]:
    """Where an error is and what it says, in the terms of the file."""
    where = ".".join(filter(_is_key, map(str, item["loc"]))) or "the file"
    if item["type"] == "unexpected_keyword_argument":
        known = _keys(item["loc"][:-1])
        near = difflib.get_close_matches(str(item["loc"][-1]), known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"known keys: {', '.join(known)}"
        return where, f" is not a known key; {hint}"
    given = item.get("input")
    message = item["msg"].removeprefix("Value error, ").removeprefix("Input ")
    if item["type"] == "dataclass_type":
        message = "should be a valid dictionary"
    for ours, theirs in _IN_YAML.items():
        message = message.replace(ours, theirs)
    return f"{where}: ", message if isinstance(given, dict | list) else f"{message}, not {given!r}"


def _is_key(part: str) -> bool:
    """Whether a part of a place is a key or a number, and not the name of a type."""
    return part.isdigit() or (part.isidentifier() and part not in _TYPES)


def _keys(place: tuple) -> list[str]:
    """The keys that the section at `place` knows."""
    section: type[Section] = Configuration
    for part in place:
        kind = get_type_hints(section).get(part) if isinstance(part, str) else None
        for inner in (kind, *_parts(kind)):
            if isinstance(inner, type) and issubclass(inner, Section):
                section = inner
    return sorted(field.name for field in fields(section))


def _parts(kind: Any) -> list[Any]:
    """All types that a type is made of."""
    return [part for one in get_args(kind) for part in (one, *_parts(one))]
