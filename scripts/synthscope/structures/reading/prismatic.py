"""The XYZ dialect of Prismatic and computem: a title, the cell's edges, an atom a line, then -1.

An atom's line is atomic number, x, y, z in Å, occupancy and thermal displacement in Å, root mean
square along one axis (as Prismatic and ASE take it; some of Kirkland's files give three axes).
"""

import numpy as np

from synthscope.structures.reading.numerals import parse_number
from synthscope.structures.reading.parsed import Draft


def is_prismatic(lines: list[str]) -> bool:
    """Whether the second line is three edges and the third an atom of six numbers."""
    if len(lines) < 3 or lines[0].strip().isdigit():
        return False
    edges, atom = lines[1].split(), lines[2].split()
    numbers = [parse_number(word) for word in (*edges, *atom)]
    return len(edges) == 3 and len(atom) == 6 and None not in numbers and atom[0].isdigit()


def read_prismatic(lines: list[str]) -> Draft:
    """Read a crystal in an orthogonal cell; its space group is whatever is found."""
    draft = Draft(name=" ".join(lines[0].split())[:80])
    draft.cell = np.diag([parse_number(word) for word in lines[1].split()])
    rows = []
    for k, line in enumerate(lines[2:], start=3):
        words = line.split()
        if words == ["-1"] or not words:
            break
        values = [parse_number(word) for word in words]
        if len(values) != 6 or None in values or not words[0].isdigit():
            draft.problems.append(f"line {k}: atomic number and five numbers are needed")
            return draft
        rows.append(values)
    table = np.array(rows)
    draft.numbers = table[:, 0].astype(np.int64)
    draft.positions = table[:, 1:4]
    draft.occupancies = table[:, 4]
    draft.rms = np.where(table[:, 5] > 0, table[:, 5], np.nan)
    return draft
