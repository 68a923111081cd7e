"""The xtl files of muSTEM and py_multislice: fractional coordinates, element by element.

A title, the cell (edges in Å, angles in degrees or none), the voltage, the number of elements; then
for each its name, a line of number of atoms, atomic number, occupancy and mean square displacement
along one axis (Å²), and the atoms. ASE's reader of these files takes every angle for a right one.
"""

import numpy as np

from synthscope.core.errors import InputError
from synthscope.structures.reading.cell import angle_problem, cell_matrix
from synthscope.structures.reading.numerals import parse_number
from synthscope.structures.reading.parsed import Draft


def read_mustem(text: str) -> Draft:
    """Read a crystal with occupancies and displacements."""
    lines = text.splitlines()
    rows = [[parse_number(word) for word in line.split()] for line in lines]
    cell = rows[1] if len(rows) > 4 else []
    if len(cell) not in (3, 6) or None in cell or min(cell[:3]) <= 0 or not _count(rows[3]):
        raise InputError(
            "no xtl file of muSTEM: a title, the cell, the voltage and the number of elements come "
            "first; of an xtl file of another program, write a CIF"
        )
    draft = Draft(name=" ".join(lines[0].split())[:80])
    parameters = [*cell, 90.0, 90.0, 90.0][:6]
    if problem := angle_problem(parameters[3:]):
        draft.problems.append(problem)
        return draft
    draft.cell = cell_matrix(parameters)
    numbers, sites, occupancies, squares, at = [], [], [], [], 4
    for _ in range(_count(rows[3])):
        head = rows[at + 1] if at + 1 < len(rows) else []
        count = _count(head)
        if len(head) < 4 or None in head[:4] or not count:
            raise InputError(
                f"line {at + 2} must be number of atoms, atomic number, occupancy, displacement"
            )
        atoms = rows[at + 2 : at + 2 + count]
        if len(atoms) < count:
            raise InputError(f"line {at + 2} says {count} atoms, but {len(atoms)} lines follow")
        for k, row in enumerate(atoms):
            if len(row) < 3 or None in row[:3]:
                raise InputError(f"line {at + 3 + k}: three coordinates are needed")
        sites += [row[:3] for row in atoms]
        numbers += [int(head[1])] * count
        occupancies += [head[2]] * count
        squares += [head[3]] * count
        at += 2 + count
    draft.numbers = np.array(numbers, dtype=np.int64)
    draft.positions = np.array(sites) @ draft.cell
    draft.occupancies = np.array(occupancies)
    draft.rms = np.sqrt([u if u > 0 else np.nan for u in squares])
    return draft


def _count(row: list[float | None]) -> int:
    """The whole number that a row starts with; 0 where it is none."""
    first = row[0] if row else None
    return int(first) if first and first > 0 and first == int(first) else 0
