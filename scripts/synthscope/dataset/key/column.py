"""A column of key.csv."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Column:
    """A column: its name, Frictionless type, meaning, unit ('' when it has none) and limits."""

    name: str
    type: str
    description: str
    unit: str = ""
    constraints: Mapping[str, Any] = field(default_factory=dict)


POSITIVE = {"minimum": 0}
