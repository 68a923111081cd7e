"""Protein Data Bank files; ASE parses the atoms, CRYST1 gives the cell and its symmetry."""

import io

import gemmi
import numpy as np
from ase.io import read as ase_read

from synthscope.core.errors import InputError
from synthscope.structures.elements import ISOTOPES
from synthscope.structures.reading.cell import angle_problem, cell_matrix
from synthscope.structures.reading.expand import MAX_EXPANDED, expand
from synthscope.structures.reading.frames import Frames, choose_frames
from synthscope.structures.reading.numerals import parse_number
from synthscope.structures.reading.parsed import Draft

_RECORDS = ("ATOM  ", "HETATM")
MOST_OF_MODELS = 10 * MAX_EXPANDED
"""Atoms that the symmetry of CRYST1 makes of all models of a file together."""


def read_pdb(text: str, frames: Frames = "all") -> list[Draft]:
    """A draft for each chosen model; alternative places of atoms are partly occupied sites.

    Raises
    ------
    InputError
        Atoms are left to be made by MTRIX, or symmetry makes more of all models than can be held.
    """
    lines = [line.rstrip() for line in text.splitlines()]
    crystal = next((line for line in lines if line.startswith("CRYST1")), "")
    starts = [k for k, line in enumerate(lines) if line.startswith("MODEL ")] or [0]
    ends = [*starts[1:], len(lines)]
    copies = "\n".join(line for line in lines if line.startswith("MTRIX"))
    if any(not op.given and not op.tr.is_identity() for op in gemmi.read_pdb_string(copies).ncs):
        raise InputError(
            "atoms that non-crystallographic symmetry (MTRIX) makes are not in the file; write "
            "them all (gemmi convert --expand-ncs=dup)"
        )
    drafts, made = [], 0
    for number, (start, end) in choose_frames(list(zip(starts, ends)), frames):
        drafts.append(_model(lines[start:end], start, crystal))
        drafts[-1].frame = number
        made += len(drafts[-1].numbers) if drafts[-1].claimed_space_group > 1 else 0
        if made > MOST_OF_MODELS:
            raise InputError(
                f"the symmetry of CRYST1 makes {made} atoms of the first {len(drafts)} models; at "
                f"most {MOST_OF_MODELS} are made of a file: take fewer models (structures.frames)"
            )
    return drafts


def _model(lines: list[str], before: int, crystal: str) -> Draft:
    """The atoms of some lines, which stand after `before` others."""
    draft = Draft()
    atoms_at = [k for k, line in enumerate(lines) if line[:6] in _RECORDS]
    if not atoms_at:
        draft.problems.append("no atoms: no ATOM or HETATM records")
        return draft
    for k in atoms_at:
        values = [parse_number(lines[k][i : i + 8]) for i in (30, 38, 46)]
        if None in values:
            draft.problems.append(f"line {before + k + 1}: a coordinate is not a number")
            return draft
        symbol = lines[k][76:78].strip()
        if not symbol:
            lines[k] = f"{lines[k][:76]:76}{_named(lines[k]):>2}"
        if symbol in ISOTOPES:
            lines[k] = lines[k][:76] + f"{ISOTOPES[symbol]:>2}" + lines[k][78:]
            draft.notes.append(f"{symbol} read as {ISOTOPES[symbol]}")
    kept = [lines[k] for k in atoms_at]
    try:
        atoms = ase_read(io.StringIO("\n".join(kept) + "\nEND\n"), format="proteindatabank")
    except Exception as error:
        draft.problems.append(f"not a valid PDB: {' '.join(str(error).split())[:120]}")
        return draft
    draft.numbers = atoms.numbers.astype(np.int64)
    draft.positions = np.asarray(atoms.positions, dtype=float)
    occupancies = [parse_number(line[54:60]) if line[54:60].strip() else 1.0 for line in kept]
    draft.occupancies = np.array([1.0 if o is None else o for o in occupancies])
    factors = np.array([parse_number(line[60:66]) or np.nan for line in kept])
    draft.rms = np.sqrt(np.where(factors > 0, factors, np.nan) / (8 * np.pi**2))
    draft.notes = sorted(set(draft.notes))
    _periodic(draft, crystal)
    return draft


def _named(line: str) -> str:
    """The element of an atom whose columns 77 and 78 are blank: by the place of its name.

    " CA " is a carbon, "CA  " is calcium.
    """
    try:
        [site] = gemmi.read_pdb_string(line + "\nEND\n")[0].all()
    except (ValueError, RuntimeError, IndexError):
        return ""
    return site.atom.element.name.upper()


def _periodic(draft: Draft, record: str) -> None:
    parameters = [parse_number(record[a:b]) for a, b in
                  ((6, 15), (15, 24), (24, 33), (33, 40), (40, 47), (47, 54))]  # fmt: skip
    # CRYST1 with a unit cube is the convention for "no crystal".
    if None in parameters or max(parameters[:3]) <= 1.0:
        return
    if min(parameters[:3]) <= 0:
        draft.problems.append("CRYST1: a cell edge is not positive")
        return
    if problem := angle_problem(parameters[3:]):
        draft.problems.append(f"CRYST1: {problem}")
        return
    draft.cell = cell_matrix(parameters)
    symbol = record[55:66].strip() or "P 1"
    group = gemmi.find_spacegroup_by_name(symbol, parameters[3], parameters[5])
    if group is None:
        draft.problems.append(f"CRYST1 has the unknown space group {symbol!r}")
        return
    draft.claimed_space_group, draft.claimed_symbol = group.number, symbol
    expand(draft, list(group.operations()))
