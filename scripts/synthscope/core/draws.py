"""Sections with numbers in the place of their distributions.

What may be drawn is looked at in its corners before the first job (`extremes.corners`), and
refused where one of them is forbidden. What only a structure shows to be forbidden is drawn again
(`draw_allowed`).
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from synthscope.core.errors import InputError
from synthscope.core.extremes import distributions, items_of, replaced, varies
from synthscope.core.seeds import generator
from synthscope.core.settings import Section

S = TypeVar("S", bound=Section)

TRIES = 100
"""Draws of which one at least has to be allowed."""


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
    return replaced(section, lambda one, *place: one.quantile(_share(seed, *key, *place)))


def attempts(section: Section) -> Iterator[tuple[str | int, ...]]:
    """What the key of each draw ends with, until one is allowed: one draw where nothing varies."""
    yield ()
    if varies(section):
        yield from (("again", number) for number in range(1, TRIES))


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
    for again in attempts(section):
        try:
            made = draw(section, seed, *key, *again)
            check(made)
            return made
        except InputError as error:
            first = first or error
    if not varies(section):
        raise first
    raise InputError(f"{first} (nor is any other of {TRIES} draws allowed)")


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
    return replaced(section, lambda one, *inner: numbers[".".join(map(str, (*place, *inner)))])


def _at(value: Any, place: str) -> Any:
    for name in place.split("."):
        value = dict((str(key), inner) for key, inner in items_of(value))[name]
    return value


def _share(seed: int, *key: str | int) -> float:
    return float(generator(seed, *key).random())
