"""From what stands in a configuration file to checked settings, or one line that says what not."""

import difflib
import hashlib
import json
from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from synthscope.core.errors import InputError
from synthscope.settings.base import Section
from synthscope.settings.model import Configuration
from synthscope.settings.old_names import replace_old_names


def load(
    config: dict[str, Any],
    name: str = "configuration",
    tell: Callable[[str], None] = lambda note: None,
) -> Configuration:
    """Check a configuration and fill in the defaults.

    Parameters
    ----------
    config
        As it stands in the file.
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
        return Configuration.model_validate(config)
    except ValidationError as error:
        wrong: dict[str, list[str]] = {}
        for item in error.errors(include_url=False):
            where, what = _explain(item)
            wrong.setdefault(where, []).append(what)
    # What may be one of several types has an error for each.
    lines = [f"{name}: {where}{' or '.join(what)}" for where, what in wrong.items()]
    raise InputError("\n".join(lines))


def settings_hash(settings: Any) -> str:
    """Twelve hexadecimal digits of the settings' canonical JSON."""
    text = json.dumps(settings, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _explain(item: dict[str, Any]) -> tuple[str, str]:
    """Where something is wrong, and what."""
    where = ".".join(filter(_is_key, map(str, item["loc"]))) or "the file"
    if item["type"] == "extra_forbidden":
        known = _keys(item["loc"][:-1])
        near = difflib.get_close_matches(str(item["loc"][-1]), known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"known keys: {', '.join(known)}"
        return where, f" is not a known key; {hint}"
    given = item.get("input")
    message = item["msg"].removeprefix("Value error, ").removeprefix("Input ")
    return f"{where}: ", message if isinstance(given, dict | list) else f"{message}, not {given!r}"


def _is_key(part: str) -> bool:
    """Whether a part of a place is a key or a number, and not pydantic's name for a type."""
    return part.isdigit() or (part.isidentifier() and part not in ("int", "float", "str"))


def _keys(place: tuple) -> list[str]:
    """The keys that the section at `place` knows."""
    section: Any = Configuration
    for part in place:
        field = getattr(section, "model_fields", {}).get(part)
        if field is None:
            continue
        section = field.annotation
        for inner in getattr(section, "__args__", ()):
            if isinstance(inner, type) and issubclass(inner, Section):
                section = inner
    return sorted(getattr(section, "model_fields", {}))
