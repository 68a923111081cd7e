"""What a file says, before it is believed."""

from dataclasses import dataclass, field

import numpy as np


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
