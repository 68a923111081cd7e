"""Numbers as crystallographers write them."""

import re

_NUMBER = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][+-]?\d+)?)(?:\(\d*\))?$")


def parse_number(text: str) -> float | None:
    """The value of "0.3333(2)", ".5" or Fortran's "1.0D+00"; None for anything else."""
    match = _NUMBER.match(text.strip().strip("'\""))
    if not match:
        return None
    return float(re.sub("[dD]", "e", match[1]))
