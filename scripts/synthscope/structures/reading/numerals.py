"""Numbers as crystallographers write them."""

import re

_NUMBER = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][+-]?\d+)?)(?:\(\d*\))?$")

LARGEST = 1e9


def parse_number(text: str) -> float | None:
    """The value of "0.3333(2)", ".5" or Fortran's "1.0D+00"; None for anything else.

    None also for what is larger than any length, angle or coordinate can be.
    """
    match = _NUMBER.match(text.strip().strip("'\""))
    if not match:
        return None
    value = float(re.sub("[dD]", "e", match[1]))
    return value if abs(value) < LARGEST else None
