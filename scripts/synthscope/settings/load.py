"""Reading a configuration: checked settings, or one line for each thing that is wrong."""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from synthscope.core.errors import InputError
from synthscope.core.settings import Section
from synthscope.settings.messages import explain
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
    except ValidationError:
        raise InputError("\n".join(f"{name}: {x}" for x in explain(config, _errors))) from None


def _errors(config: Mapping[str, Any]) -> list[dict[str, Any]]:
    try:
        checked(Configuration, config)
    except ValidationError as error:
        return error.errors(include_url=False)
    return []


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
