"""What is wrong in a configuration, a line each, in the terms of the file that a person wrote."""

import copy
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import yaml

from synthscope.core.distributions import KINDS
from synthscope.settings.keys import default_at, nearest, unknown_key

Items = list[dict[str, Any]]

_TYPES = {
    "int": "a whole number", "float": "a number", "bool": "true or false", "tuple": "a list",
    "string": "a text", "dict": "a section with keys", "dataclass": "a section with keys",
    "date": "a day as YYYY-MM-DD", "finite": "a finite number",
}  # fmt: skip
_OTHER_UNITS = {"keV": (1e-3, "eV"), "mrad": (1e3, "rad"), "A": (10, "nm"), "um": (1e3, "mm")}
"""By the unit that a key ends in: the factor from another one that people use, and its name."""
_NUMBER = re.compile(r"\s*([-+]?\d+(?:\.\d+)?)\s*[^\d.,]*")
"""With its unit, if any."""
_MOST_SHOWN = 60


def explain(config: Mapping[str, Any], errors: Callable[[Mapping[str, Any]], Items]) -> list[str]:
    """A line for each place of a configuration at which something is wrong.

    Parameters
    ----------
    errors
        Gives what pydantic finds wrong in a configuration. It is asked again for each value that a
        line might propose, so that what is proposed is right.
    """
    found = _found(config, errors)
    told = _lists_of_lists(_of_taken_branches(found), config)
    return [
        f"{_spelt(place, config) or 'the file'}{_said(place, items, config, errors)}"
        for place, items in told.items()
    ]


def _found(
    config: Mapping[str, Any], errors: Callable[[Mapping[str, Any]], Items]
) -> dict[tuple, Items]:
    """Errors by their places."""
    found: dict[tuple, Items] = {}
    for item in errors(config):
        found.setdefault(_place(item, config), []).append(item)
    return found


def _place(item: dict[str, Any], config: Any) -> tuple:
    """Where an error is: the keys and numbers of its location, without names of types."""
    place, value = [], config
    for number, part in enumerate(item["loc"]):
        known = isinstance(value, Mapping) and part in value
        if known or (isinstance(value, list | tuple) and isinstance(part, int)):
            place.append(part)
            value = value[part] if known or part < len(value) else None
        elif item["type"] == "missing" and number == len(item["loc"]) - 1:
            place.append(part)
    return tuple(place)


def _of_taken_branches(found: dict[tuple, Items]) -> dict[tuple, Items]:
    """Without what is only said because of other errors.

    A value that may be of several types has errors for each of them: those of the type that fits
    best stand deepest. A list is too short for want of the items that are wrong themselves.
    """
    kept = {}
    for place, items in found.items():
        below = [other for other in found if other[: len(place)] == place and other != place]
        kinds = {"literal_error", "too_short", "tuple_type", "dict_type"}
        if not (below and all(item["type"] in kinds for item in items)):
            exact = [item for item in items if item["type"] == "value_error"]
            kept[place] = exact or items
    return kept


def _lists_of_lists(found: dict[tuple, Items], config: Mapping[str, Any]) -> dict[tuple, Items]:
    """Where no item of a list is a list, as all should be, it was meant for one of them."""
    told: dict[tuple, Items] = {}
    for place, items in found.items():
        outer = _value(config, place[:-1]) if place else None
        lone = isinstance(outer, list) and all(
            [i["type"] for i in found.get((*place[:-1], n), ())] == ["tuple_type"]
            and not isinstance(value, str)
            for n, value in enumerate(outer)
        )
        if lone:
            told[place[:-1]] = [{"type": "list_of_lists", "msg": "", "input": outer}]
        else:
            told[place] = items
    return told


def _said(
    place: tuple,
    items: Items,
    config: Mapping[str, Any],
    errors: Callable[[Mapping[str, Any]], Items],
) -> str:
    kind, value = items[0]["type"], items[0].get("input")
    if kind == "unexpected_keyword_argument":
        return f" {unknown_key(place[:-1], str(place[-1]))}"
    if kind == "missing":
        return ": is missing; state it"
    if kind == "value_error":
        return f": {items[0]['msg'].removeprefix('Value error, ')}"
    wanted = " or ".join(dict.fromkeys(map(_expected, items)))
    if value is None:
        return f": is empty and should be {wanted}; or leave it out"
    for proposal, unit in _proposals(place, items, value):
        left = _found(_replaced(config, place, proposal), errors)
        if not any(other[: len(place)] == place for other in left):
            meant = f"did you mean {_in_yaml(proposal)}{unit}?"
            return f": should be {wanted}, not {_shown(value)}; {meant}"
    beyond_limits = kind.startswith(("greater_than", "less_than"))  # of what may vary
    if isinstance(value, Mapping) and KINDS & value.keys() and not beyond_limits:
        return (
            f": should be {wanted}, not {_shown(value)}; this one cannot vary; "
            "config/README.md says `Distribution` of those that can"
        )
    example = default_at(place) if kind in ("tuple_type", "too_short") else None
    such = f" such as {_shown(_plain(example))}" if example else ""
    return f": should be {wanted}{such}, not {_shown(value)}"


def _expected(item: dict[str, Any]) -> str:
    """What a value should be, to stand behind "should be"."""
    kind, context = item["type"], item.get("ctx") or {}
    if kind == "said":
        return item["msg"]
    if kind == "list_of_lists":
        return "a list of lists"
    if kind == "literal_error":
        return context["expected"]
    if kind in ("too_short", "too_long"):
        count = context.get("min_length", context.get("max_length"))
        items = f"{count} item{'s' * (count != 1)}"
        return f"a list of at {'least' if kind == 'too_short' else 'most'} {items}"
    if kind.startswith("string_too"):
        return item["msg"].removeprefix("String should have ") + " long"
    if (name := kind.partition("_")[0]) in _TYPES:
        return _TYPES[name]
    return item["msg"].removeprefix("Input should be ")


def _proposals(place: tuple, items: Items, value: Any) -> Iterator[tuple[Any, str]]:
    """What may have been meant, with a remark on it."""
    kinds = {item["type"] for item in items}
    if "[key]" in items[0].get("loc", ()):
        return
    if kinds & {"tuple_type", "list_of_lists"}:
        if isinstance(value, str) and "," in value:
            yield [part.strip() for part in value.strip("[]() ").split(",")], ""
        if not isinstance(value, Mapping):
            yield [value], ""
    if isinstance(value, str):
        choices = [word for item in items for word in re.findall(r"'([^']+)'", _expected(item))]
        if near := nearest(value, choices):
            yield near, ""
        if number := _NUMBER.fullmatch(value.replace(",", ".")):
            yield yaml.safe_load(number[1]), ""
        yield value.capitalize(), ""
        yield value.lower(), ""
    unit = _OTHER_UNITS.get(str(next((p for p in reversed(place) if isinstance(p, str)), ""))
                            .rpartition("_")[2])  # fmt: skip
    if unit and isinstance(value, int | float) and not isinstance(value, bool):
        yield yaml.safe_load(f"{value * unit[0]:.12g}"), f", for {value:.12g} {unit[1]}"


def _replaced(config: Mapping[str, Any], place: tuple, value: Any) -> Mapping[str, Any]:
    whole = copy.deepcopy(config)
    _value(whole, place[:-1])[place[-1]] = value
    return whole


def _value(config: Any, place: tuple) -> Any:
    for part in place:
        config = config[part]
    return config


def _spelt(place: tuple, config: Any) -> str:
    """A place as people write it; items of lists are counted from 1."""
    text = ""
    for k, part in enumerate(place):
        inside = isinstance(_value(config, place[:k]), list | tuple)
        text += f" (item {part + 1})" if inside else f".{part}"
    return text.lstrip(".")


def _plain(value: Any) -> Any:
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def _shown(value: Any) -> str:
    """A value on one line and not too long; texts in quotes."""
    text = repr(value) if isinstance(value, str) else _in_yaml(_cut(value))
    return text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 1]}…"


def _in_yaml(value: Any) -> str:
    text = yaml.safe_dump(value, default_flow_style=True, width=10**6, sort_keys=False)
    return text.removesuffix("\n").removesuffix("\n...")


def _cut(value: Any, depth: int = 3) -> Any:
    """The beginning of plain mappings and lists; aliases in YAML may make very large ones."""
    if isinstance(value, Mapping):
        first = list(value.items())[:_MOST_SHOWN] if depth else ()
        return {str(key): _cut(item, depth - 1) for key, item in first}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_cut(item, depth - 1) for item in value[: _MOST_SHOWN if depth else 0]]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
