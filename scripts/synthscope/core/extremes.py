"""What varies in a section, and the section at the extremes of what can be drawn."""

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from itertools import product
from typing import Any, TypeVar

from synthscope.core.distributions import Distribution
from synthscope.core.settings import Section

S = TypeVar("S", bound=Section)

MOST_COMBINED = 6
"""Numbers whose extremes are all combined; of more, each stands at one end and the others do at the
same or at the other one."""


def distributions(section: Any, *place: str | int) -> Iterator[tuple[str, Distribution]]:
    """What varies in a section: the dotted name of each field, and what it is drawn from."""
    if isinstance(section, Distribution):
        yield ".".join(map(str, place)), section
        return
    for name, value in items_of(section):
        yield from distributions(value, *place, name)


def varies(section: Any) -> bool:
    """Whether a number of a section is a distribution."""
    return any(distributions(section))


def at_extremes(section: S) -> tuple[S, S]:
    """The section with the least numbers that can be drawn, and with the greatest."""
    return tuple(replaced(section, lambda one, *_, end=end: one.extremes[end]) for end in (0, 1))


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
        yield replaced(
            section, lambda one, *place, e=end_of: one.extremes[e[".".join(map(str, place))]]
        )


def checked_in_corners(section: Section) -> bool:
    """Whether a section varies; its corners are then made, and checked by being made.

    For the `__post_init__` of a section whose numbers depend on each other.
    """
    return varies(section) and bool(list(corners(section)))


def replaced(value: Any, number: Callable[..., float], *place: str | int) -> Any:
    """A value with numbers for its distributions, each by a function of it and of its place."""
    if isinstance(value, Distribution):
        return number(value, *place)
    items = items_of(value)
    made = {name: replaced(inner, number, *place, name) for name, inner in items}
    if all(made[name] is inner for name, inner in items):
        return value
    if isinstance(value, Section):
        return replace(value, **made)
    return made if isinstance(value, dict) else tuple(made.values())


def items_of(value: Any) -> list[tuple[str | int, Any]]:
    """What stands in a value: the fields of a section, the items of a mapping or of a list."""
    if isinstance(value, Section):
        return [(one.name, getattr(value, one.name)) for one in fields(value)]
    if isinstance(value, dict):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, tuple) else []
