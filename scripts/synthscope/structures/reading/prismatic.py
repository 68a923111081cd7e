"""The XYZ dialect of Prismatic, computem and py_multislice: title, cell, an atom a line, then -1.

An atom's line is atomic number, x, y, z, occupancy and thermal displacement. With three edges it is
Prismatic's: Å, and the displacement root mean square along one axis in Å (as Prismatic and ASE take
it; some of Kirkland's files give three axes). Coordinates that are fractional, as py_multislice
takes them, are told by atoms that would else lie within each other.
"""

import numpy as np
from scipy.spatial import cKDTree

from synthscope.structures.elements import COVALENT_RADII
from synthscope.structures.reading.cell import angle_problem, cell_matrix
from synthscope.structures.reading.numerals import is_count, parse_number
from synthscope.structures.reading.parsed import Draft

SMALLEST_ROOT = 0.04
"""Where the columns are py_multislice's (six numbers a cell): larger displacements are roots in Å,
smaller ones mean squares in Å². At room temperature atoms have 0.05 to 0.2 Å, or 0.003 to 0.04 Å².
"""


def is_prismatic(lines: list[str]) -> bool:
    """Whether the second line is three edges or six parameters, the third six numbers."""
    if len(lines) < 3 or is_count(lines[0].strip()):
        return False
    cell, atom = lines[1].split(), lines[2].split()
    numbers = [parse_number(word) for word in (*cell, *atom)]
    return len(cell) in (3, 6) and len(atom) == 6 and None not in numbers and is_count(atom[0])


def looks_fractional(numbers: np.ndarray, coordinates: np.ndarray) -> bool:
    """Whether all lie between 0 and 1, and as Å within each other: under 0.6 of a bond apart."""
    inside = (coordinates >= -1e-6) & (coordinates <= 1 + 1e-6)
    if len(numbers) < 2 or not inside.all() or coordinates.max() < 0.25:
        return False
    if numbers.min() < 1 or numbers.max() >= len(COVALENT_RADII):
        return False
    distances, who = cKDTree(coordinates).query(coordinates, 2)
    radii = np.array(COVALENT_RADII)[numbers]
    return bool((distances[:, 1] < 0.6 * (radii + radii[who[:, 1]])).any())


def read_prismatic(lines: list[str]) -> Draft:
    """Read a crystal; its space group is whatever is found."""
    draft = Draft(name=" ".join(lines[0].split())[:80])
    cell = [parse_number(word) for word in lines[1].split()]
    problem = angle_problem([*cell[3:], 90, 90, 90][:3])
    if min(cell[:3]) <= 0 or problem:
        draft.problems.append(f"line 2: {problem or 'a cell edge is not positive'}")
        return draft
    draft.cell = np.diag(cell) if len(cell) == 3 else cell_matrix(cell)
    rows = []
    for k, line in enumerate(lines[2:], start=3):
        words = line.split()
        if words == ["-1"]:
            break
        if not words:
            continue
        values = [parse_number(word) for word in words]
        if len(values) != 6 or None in values or not is_count(words[0]):
            draft.problems.append(f"line {k}: atomic number and five numbers are needed")
            return draft
        rows.append(values)
    table = np.array(rows)
    draft.numbers = table[:, 0].astype(np.int64)
    draft.positions = table[:, 1:4]
    draft.occupancies = table[:, 4]
    draft.rms = np.where(table[:, 5] > 0, table[:, 5], np.nan)
    six = len(cell) == 6
    inside = ((draft.positions >= -1e-6) & (draft.positions <= 1 + 1e-6)).all()
    if (six and inside) or looks_fractional(draft.numbers, draft.positions):
        draft.notes.append("coordinates read as fractional")
        draft.positions = draft.positions @ draft.cell
    known = draft.rms[np.isfinite(draft.rms)]
    if six and len(known) and np.median(known) < SMALLEST_ROOT:
        draft.notes.append("displacements read as mean squares, Å²")
        draft.rms = np.sqrt(draft.rms)
    return draft
