"""CASTEP's cell files: every atom of the cell stands in them.

ASE's reader of these files looks for an installation of CASTEP, so we use our own.
"""

import numpy as np

from synthscope.core.errors import InputError
from synthscope.structures.reading.cell import angle_problem, cell_matrix
from synthscope.structures.reading.numerals import parse_number
from synthscope.structures.reading.parsed import Draft
from synthscope.structures.reading.symbols import read_symbol

_UNITS = {"ang": 1.0, "bohr": 0.529177210903, "a0": 0.529177210903, "nm": 10.0, "pm": 0.01,
          "cm": 1e8, "m": 1e10}  # fmt: skip
"""Å."""


def read_castep(text: str) -> Draft:
    """Read LATTICE_CART or LATTICE_ABC and POSITIONS_FRAC or POSITIONS_ABS."""
    blocks = _blocks(text)
    lattice = [name for name in ("lattice_cart", "lattice_abc") if name in blocks]
    places = [name for name in ("positions_frac", "positions_abs") if name in blocks]
    if len(lattice) != 1 or len(places) != 1:
        raise InputError(
            "no cell file of CASTEP: one block LATTICE_CART or LATTICE_ABC, and one of "
            "POSITIONS_FRAC or POSITIONS_ABS, are needed"
        )
    draft = Draft()
    draft.cell = _cell(*_scaled(blocks[lattice[0]]), lattice[0], draft)
    rows, unit = _scaled(blocks[places[0]])
    numbers, positions = [], []
    for words in rows:
        values = [parse_number(word) for word in words[1:4]]
        number, said = read_symbol(words[0].split(":")[0])
        if len(values) < 3 or None in values or number is None:
            draft.problems.append(
                f"{places[0].upper()}: {' '.join(words)[:40]!r} is no symbol with three coordinates"
            )
            break
        if "MIXTURE" in " ".join(words[4:]).upper():
            draft.problems.append("MIXTURE atoms share sites; write an ordered structure, or a CIF")
            break
        if said and said not in draft.notes:
            draft.notes.append(said)
        numbers.append(number)
        positions.append(values)
    if not rows:
        draft.problems.append("no atoms in the file")
    if draft.problems:
        return draft
    draft.numbers = np.array(numbers, dtype=np.int64)
    fractional = places[0] == "positions_frac"
    draft.positions = np.array(positions) @ draft.cell if fractional else np.array(positions) * unit
    return draft


def _blocks(text: str) -> dict[str, list[list[str]]]:
    blocks: dict[str, list[list[str]]] = {}
    name = None
    for line in text.splitlines():
        for mark in "#!;":
            line = line.split(mark)[0]
        words = line.replace("%", " % ").split()
        if words[:1] == ["%"] and len(words) == 3:
            name = words[2].lower() if words[1].lower() == "block" else None
            if name is not None:
                blocks[name] = []
        elif name is not None and words and words[0].lower() != "comment":
            blocks[name].append(words)
    return blocks


def _scaled(rows: list[list[str]]) -> tuple[list[list[str]], float]:
    """The rows of numbers, and Å a unit, which may stand in the first row."""
    if not rows or len(rows[0]) != 1:
        return rows, 1.0
    unit = _UNITS.get(rows[0][0].lower())
    if unit is None:
        raise InputError(f"unit {rows[0][0][:20]!r} is unknown; use ang, bohr, nm, pm, cm or m")
    return rows[1:], unit


def _cell(rows: list[list[str]], unit: float, name: str, draft: Draft) -> np.ndarray | None:
    values = [[parse_number(word) for word in words[:3]] for words in rows]
    wanted = 3 if name == "lattice_cart" else 2
    if len(values) != wanted or any(len(row) != 3 or None in row for row in values):
        raise InputError(f"{name.upper()}: {wanted} rows of three numbers are needed")
    if name == "lattice_cart":
        return np.array(values) * unit
    problem = angle_problem(values[1])
    if problem or min(values[0]) <= 0:
        draft.problems.append(problem or "LATTICE_ABC: a cell edge is not positive")
        return None
    return cell_matrix([*(np.array(values[0]) * unit), *values[1]])
