"""SHELX's .res and .ins: the sites of an asymmetric unit and the operations of its lattice.

None of the libraries used here reads their symmetry: ASE's reader takes the sites for all atoms.
"""

import re
from dataclasses import dataclass, field

import gemmi
import numpy as np

from synthscope.core.errors import InputError
from synthscope.structures.elements import ISOTOPES, NUMBERS
from synthscope.structures.reading.cell import angle_problem, cell_matrix
from synthscope.structures.reading.displacements import equivalent_weights
from synthscope.structures.reading.expand import metric_mismatch, orbit, too_many
from synthscope.structures.reading.numerals import is_count, parse_number
from synthscope.structures.reading.parsed import Draft
from synthscope.structures.reading.space_group import centred, closed, matrices

_CENTRINGS = {
    1: (), 2: ("x+1/2,y+1/2,z+1/2",), 3: ("x+2/3,y+1/3,z+1/3", "x+1/3,y+2/3,z+2/3"),
    4: ("x,y+1/2,z+1/2", "x+1/2,y,z+1/2", "x+1/2,y+1/2,z"), 5: ("x,y+1/2,z+1/2",),
    6: ("x+1/2,y,z+1/2",), 7: ("x+1/2,y+1/2,z",),
}  # fmt: skip
_INSTRUCTIONS = set(
    """
    ABIN ACTA AFIX ANIS ANSC ANSR BASF BIND BLOC BOND BUMP CELL CGLS CHIV CONF CONN DAMP
    DANG DEFS DELU DFIX DISP EADP END EQIV EXTI EXYZ FEND FLAT FMAP FRAG FREE FVAR GRID HFIX
    HKLF HTAB ISOR LAUE LATT LIST LONE MERG MORE MOVE MPLA NCSY NEUT OMIT PART PLAN PRIG REM
    RESI RIGU RTAB SADI SAME SFAC SHEL SIMU SIZE SPEC STIR SUMP SWAT SYMM TEMP TITL TREF
    TWIN TWST UNIT WGHT WIGL WPDB XNPD ZERR
    """.split()
)


@dataclass
class _Said:
    cell: list[float] = field(default_factory=list)
    lattice: int = 1
    operations: list[gemmi.Op] = field(default_factory=lambda: [gemmi.Op("x,y,z")])
    elements: list[int] = field(default_factory=list)
    variables: list[float] = field(default_factory=list)
    atoms: list[list[str]] = field(default_factory=list)
    title: str = ""


def read_shelx(text: str) -> Draft:
    """Read all atoms of the cell; peaks of the difference map are left out."""
    said = _said(text)
    draft = Draft(name=said.title[:80])
    if problem := angle_problem(said.cell[3:]):
        draft.problems.append(problem)
        return draft
    draft.cell = cell_matrix(said.cell)
    operations = _group(said)
    if problem := too_many(len(said.atoms), len(operations)):
        draft.problems.append(problem)
        return draft
    rotations, translations = matrices(operations)
    if not closed(operations) or metric_mismatch(rotations, draft.cell) > 0.02:
        draft.problems.append("LATT and SYMM make no group, or none that the cell in CELL has")
        return draft
    found = gemmi.find_spacegroup_by_ops(gemmi.GroupOps(operations))
    if found and found.number > 1:
        draft.claimed_space_group, draft.claimed_symbol = found.number, found.xhm()
    weights = equivalent_weights(said.cell)
    numbers, sites, occupancies, rms = [], [], [], []
    for words in said.atoms:
        values = [_value(word, said.variables) for word in words[2:]]
        if None in values:
            draft.problems.append(f"atom {words[0][:10]}: {words[2 + values.index(None)][:20]!r} "
                                  "is no number, or names no free variable")  # fmt: skip
            return draft
        positions, _ = orbit(np.array(values[:3]), rotations, translations, draft.cell)
        # SHELX's occupancy is that of the site, divided by the order of its symmetry.
        full = len(positions) / len(operations)
        occupancy = values[3] / full if len(values) > 3 else 1.0
        numbers += [said.elements[int(words[1]) - 1]] * len(positions)
        sites.append(positions)
        occupancies += [round(occupancy, 4)] * len(positions)
        rms += [_rms(values[4:], weights)] * len(positions)
    if not sites:
        draft.problems.append("no atoms in the file")
        return draft
    draft.numbers = np.array(numbers, dtype=np.int64)
    draft.positions = np.concatenate(sites) @ draft.cell
    draft.occupancies, draft.rms = np.array(occupancies), np.array(rms)
    return draft


def _said(text: str) -> _Said:
    said = _Said()
    for line in re.sub(r"=[ \t]*\r?\n", " ", text).splitlines():
        words = line.split("!")[0].split()
        name = words[0].upper()[:4] if words else ""
        if name in ("HKLF", "END"):
            break
        if name == "TITL":
            said.title = " ".join(words[1:])
        elif name == "CELL":
            said.cell = [parse_number(word) for word in words[2:8]]
        elif name == "LATT":
            said.lattice = int(parse_number(words[1]) or 0) if len(words) > 1 else 0
        elif name == "SYMM":
            said.operations.append(_operation(" ".join(words[1:])))
        elif name == "SFAC":
            said.elements += _elements(words[1:])
        elif name == "FVAR":
            said.variables += [parse_number(word) or 0.0 for word in words[1:]]
        elif _is_atom(words, said):
            said.atoms.append(words)
    if len(said.cell) != 6 or None in said.cell or min(said.cell) <= 0 or not said.elements:
        raise InputError("no file of SHELX: CELL (seven numbers) and SFAC are needed")
    if abs(said.lattice) not in _CENTRINGS:
        raise InputError("LATT must be 1 to 7, negative without a centre of inversion")
    return said


def _operation(text: str) -> gemmi.Op:
    try:
        return gemmi.Op(text.replace(" ", "").lower()).wrap()
    except (ValueError, RuntimeError):
        raise InputError(f"SYMM {text[:40]!r} cannot be read") from None


def _elements(words: list[str]) -> list[int]:
    """Of "SFAC C H O", or of one element with its scattering factor."""
    if len(words) > 1 and parse_number(words[1]) is not None:
        words = words[:1]
    symbols = [word.lstrip("$").capitalize() for word in words]
    for symbol in symbols:
        if ISOTOPES.get(symbol, symbol) not in NUMBERS:
            raise InputError(f"SFAC names the unknown element {symbol[:20]!r}")
    return [NUMBERS[ISOTOPES.get(symbol, symbol)] for symbol in symbols]


def _is_atom(words: list[str], said: _Said) -> bool:
    if len(words) < 5 or words[0].upper().split("_")[0][:4] in _INSTRUCTIONS:
        return False
    return is_count(words[1]) and 1 <= int(words[1]) <= len(said.elements)


def _group(said: _Said) -> list[gemmi.Op]:
    operations = list(said.operations)
    if said.lattice > 0:
        operations += [gemmi.Op("-x,-y,-z") * op for op in said.operations]
    shifts = [gemmi.Op("x,y,z"), *map(gemmi.Op, _CENTRINGS[abs(said.lattice)])]
    group = centred(operations, shifts)
    if len(group) > 192:
        raise InputError(f"LATT and SYMM make {len(group)} operations; a group has at most 192")
    return group


def _value(word: str, variables: list[float]) -> float | None:
    """A parameter: 10 + p is p held fixed, 10 m + p is p times free variable m (1 - it for -)."""
    number = parse_number(word)
    if number is None or abs(number) < 5:
        return number
    which = round(abs(number) / 10)
    rest = abs(number) - 10 * which
    if which == 1:
        return rest if number > 0 else -rest
    if which > len(variables):
        return None
    return rest * (variables[which - 1] if number > 0 else 1 - variables[which - 1])


def _rms(values: list[float], weights: np.ndarray | None) -> float:
    """Of U, or of U11, U22, U33, U23, U13 and U12, in Å²; NaN where it rides on another atom's."""
    square = values[0] if values else np.nan
    if len(values) >= 6 and weights is not None:
        square = float(weights @ [*values[:3], values[5], values[4], values[3]])
    return square**0.5 if 0 < square < 1 else np.nan
