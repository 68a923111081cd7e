"""Sections with numbers in the place of their distributions."""

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any, TypeVar

from synthscope.core.distributions import Distribution
from synthscope.core.seeds import generator
from synthscope.core.settings import Section

S = TypeVar("S", bound=Section)


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


def at_extremes(section: S) -> tuple[S, S]:
    """The section with the least numbers that can be drawn, and with the greatest."""
    return tuple(_replaced(section, lambda one, *_, end=end: one.extremes[end]) for end in (0, 1))


def distributions(section: Any, *place: str | int) -> Iterator[tuple[str, Distribution]]:
    """What varies in a section: the dotted name of each field, and what it is drawn from."""
    if isinstance(section, Distribution):
        yield ".".join(map(str, place)), section
        return
    for name, value in _items(section):
        yield from distributions(value, *place, name)


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
