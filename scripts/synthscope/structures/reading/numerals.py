"""Numbers as crystallographers write them."""

import re

_NUMBER = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][+-]?\d+)?)(?:\(\d*\))?$")

LARGEST = 1e9
LONGEST = 60
"""Characters of a number: on longer words the search for one would take long."""


def is_count(text: str) -> bool:
    """Whether a word is a whole number of at most twelve plain digits ("²" is not one)."""
    return text.isascii() and text.isdigit() and len(text) <= 12


def parse_number(text: str) -> float | None:
    """The value of "0.3333(2)", ".5" or Fortran's "1.0D+00"; None for anything else.

    None also for what is larger than any length, angle or coordinate can be.
    """
    if len(text) > LONGEST:
        return None
    match = _NUMBER.match(text.strip().strip("'\""))
    if not match:
        return None
    value = float(re.sub("[dD]", "e", match[1]))
    return value if abs(value) < LARGEST else None
