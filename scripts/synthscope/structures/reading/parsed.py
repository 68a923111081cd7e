"""The content of a structure file before it is checked."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

MOST_CHARACTERS = 500
"""Of a text: longer ones are cut, for they go into tables, cards and the attributes of files."""
MOST_REMARKS = 8
"""Of one kind: a file of 5,000 bad lines has not 5,000 reasons."""


@dataclass
class Draft:
    """A structure as read: every atom of the cell, with what the file claims about itself.

    `problems` are reasons to reject it, `notes` are what was changed or looks odd; both are
    short phrases without the file's name. A draft with problems may lack anything else. `frame` is
    its number, from 1, in a file with several structures, else 0. `snapshots` are (S, N, 3)
    displacements in Å where the draft is the mean of S frames.
    """

    numbers: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    positions: np.ndarray = field(default_factory=lambda: np.zeros((0, 3)))
    cell: np.ndarray | None = None
    occupancies: np.ndarray | None = None
    rms: np.ndarray | None = None
    name: str = ""
    licence: str = ""
    claimed_formula: str = ""
    claimed_units: float | None = None
    claimed_space_group: int = 0
    claimed_symbol: str = ""
    about: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    frame: int = 0
    snapshots: np.ndarray | None = None


def few(remarks: Sequence[str]) -> list[str]:
    """The first remarks, each once and shortened, and how many more there are."""
    different = list(dict.fromkeys(remarks))
    more = len(different) - MOST_REMARKS
    kept = [shortened(remark) for remark in different[:MOST_REMARKS]]
    return [*kept, f"and {more:,} more"] if more > 0 else kept


def shortened(text: str) -> str:
    """The beginning of a text in one line; an ellipsis stands for the rest."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= MOST_CHARACTERS else f"{line[: MOST_CHARACTERS - 1].rstrip()}…"


def cell(text: str) -> str:
    """A text from outside for a cell of a table, which no spreadsheet takes for a formula."""
    line = shortened(text)
    return f"'{line}" if line.startswith(("=", "+", "-", "@")) else line


def shorten(draft: Draft) -> None:
    """Cut whatever a draft's file says at length."""
    for name in ("name", "licence", "claimed_formula", "claimed_symbol"):
        setattr(draft, name, cell(getattr(draft, name)))
    draft.about = {key: cell(text) for key, text in draft.about.items()}
    draft.problems, draft.notes = few(draft.problems), few(draft.notes)
