"""Sections with numbers in the place of their distributions.

What may be drawn is looked at in its corners before the first job (`corners`), and refused where
one of them is forbidden. What only a structure shows to be forbidden is drawn again
(`draw_allowed`).
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from itertools import product
from typing import Any, TypeVar

from synthscope.core.distributions import Distribution
from synthscope.core.errors import InputError
from synthscope.core.seeds import generator
from synthscope.core.settings import Section

S = TypeVar("S", bound=Section)

TRIES = 100
"""Draws of which one at least has to be allowed."""
MOST_COMBINED = 6
"""Numbers whose extremes are all combined; of more, each stands at one end and the others do at the
same or at the other one."""


def draw(section: S, seed: int, *key: str | int) -> S:
    """The section with a drawn number for each of its distributions, at any depth.

    Parameters
    ----------
    seed
        The data set's seed.
    key
        What is drawn for: a product, a view, the number of the draw. The stream of a number is of
        the seed, the key and the names of its field and of the sections that it stands in: neither
        another draw nor another field that varies changes it.

    Returns
    -------
    Section
        The section itself where nothing varies.
    """
    return _replaced(section, lambda one, *place: one.quantile(_share(seed, *key, *place)))


def draw_allowed(section: S, check: Callable[[S], Any], seed: int, *key: str | int) -> S:
    """The first draw that a check lets pass.

    A draw that is refused is replaced as a whole by the next one, of a stream of its own; so all of
    the numbers are distributed as asked among what is allowed.

    Parameters
    ----------
    check
        Raises `InputError` for what cannot be.

    Raises
    ------
    InputError
        As of the first draw, where `TRIES` of them are refused, or where nothing varies.
    """
    first = None
    for attempt in range(TRIES):
        try:
            made = draw(section, seed, *key, *(("again", attempt) if attempt else ()))
            check(made)
            return made
        except InputError as error:
            first = first or error
            if not varies(section):
                raise
    raise InputError(f"{first} (nor is any other of {TRIES} draws allowed)")


def varies(section: Any) -> bool:
    """Whether a number of a section is a distribution."""
    return any(distributions(section))


def at_extremes(section: S) -> tuple[S, S]:
    """The section with the least numbers that can be drawn, and with the greatest."""
    return tuple(_replaced(section, lambda one, *_, end=end: one.extremes[end]) for end in (0, 1))


def corners(section: S) -> Iterator[S]:
    """The section at the extremes of what can be drawn, in all combinations of a few numbers."""
    places = [place for place, _ in distributions(section)]
    count = len(places)
    if count <= MOST_COMBINED:
        ends = list(product((0, 1), repeat=count))
    else:
        ends = [(end,) * count for end in (0, 1)]
        ends += [
            tuple(end if n == one else 1 - end for n in range(count))
            for one in range(count)
            for end in (0, 1)
        ]
    for each in ends:
        end_of = dict(zip(places, each))
        yield _replaced(
            section, lambda one, *place, e=end_of: one.extremes[e[".".join(map(str, place))]]
        )


def checked_in_corners(section: Section) -> bool:
    """Whether a section varies; its corners are then made, and checked by being made.

    For the `__post_init__` of a section whose numbers depend on each other.
    """
    return varies(section) and bool(list(corners(section)))


def drawn_numbers(section: Section, made: Section) -> dict[str, float]:
    """What was drawn, by the dotted names of what varies in a section.

    Parameters
    ----------
    made
        The section with its numbers.
    """
    return {place: _at(made, place) for place, _ in distributions(section)}


def as_text(numbers: Mapping[str, Any]) -> str | None:
    """What was drawn, as files and tables have it: JSON in the order of the names; else None."""
    return json.dumps(numbers, sort_keys=True, separators=(", ", ": ")) if numbers else None


def with_drawn(section: S, numbers: Mapping[str, float], *place: str) -> S:
    """The section with what was drawn; `place` is that of the section among the names."""
    return _replaced(section, lambda one, *inner: numbers[".".join(map(str, (*place, *inner)))])


def distributions(section: Any, *place: str | int) -> Iterator[tuple[str, Distribution]]:
    """What varies in a section: the dotted name of each field, and what it is drawn from."""
    if isinstance(section, Distribution):
        yield ".".join(map(str, place)), section
        return
    for name, value in _items(section):
        yield from distributions(value, *place, name)


def _at(value: Any, place: str) -> Any:
    for name in place.split("."):
        value = dict((str(key), inner) for key, inner in _items(value))[name]
    return value


def _share(seed: int, *key: str | int) -> float:
    return float(generator(seed, *key).random())


def _items(value: Any) -> list[tuple[str | int, Any]]:
    """What stands in a value: the fields of a section, the items of a mapping or of a list."""
    if isinstance(value, Section):
        return [(one.name, getattr(value, one.name)) for one in fields(value)]
    if isinstance(value, dict):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, tuple) else []


def _replaced(value: Any, number: Callable[..., float], *place: str | int) -> Any:
    if isinstance(value, Distribution):
        return number(value, *place)
    items = _items(value)
    made = {name: _replaced(inner, number, *place, name) for name, inner in items}
    if all(made[name] is inner for name, inner in items):
        return value
    if isinstance(value, Section):
        return replace(value, **made)
    return made if isinstance(value, dict) else tuple(made.values())
