"""From ASE's atoms to a draft."""

import numpy as np
from ase import Atoms

from synthscope.structures.reading.parsed import Draft


def draft_of(atoms: Atoms, draft: Draft | None = None) -> Draft:
    """A crystal where a direction is periodic, else a cluster; what ASE calculates is left out."""
    draft = Draft() if draft is None else draft
    draft.numbers = atoms.numbers.astype(np.int64)
    draft.positions = np.asarray(atoms.positions, dtype=float)
    if atoms.pbc.any() and atoms.cell.array.any():
        draft.cell = np.asarray(atoms.cell.array, dtype=float)
        if not atoms.pbc.all():
            draft.notes.append("partly periodic: read as periodic in all directions")
    return draft
