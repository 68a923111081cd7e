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

DRAWN = Column(
    "drawn",
    "string",
    "What was drawn for the image, as JSON: each number by the name that its setting has in "
    "the product's section; of a batch by structure, of its recorded patterns by sample",
)
