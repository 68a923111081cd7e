"""Macromolecular CIF: atoms in Å, with the cell and the space group of a crystal."""

import gemmi
import numpy as np

from synthscope.structures.elements import ISOTOPES, NUMBERS
from synthscope.structures.reading.cell import cell_matrix
from synthscope.structures.reading.expand import expand
from synthscope.structures.reading.numerals import parse_number
from synthscope.structures.reading.parsed import Draft
from synthscope.structures.reading.space_group import stated_group

_COLUMNS = ["type_symbol", "Cartn_x", "Cartn_y", "Cartn_z", "?occupancy", "?B_iso_or_equiv",
            "?pdbx_PDB_model_num", "?id"]  # fmt: skip


def read_mmcif(block: gemmi.cif.Block, parameters: list[float] | None, draft: Draft) -> Draft:
    """Read the only model; alternative places of atoms are partly occupied sites.

    Parameters
    ----------
    block
        With underscores for dots in its tags.
    parameters
        a, b and c in Å and three angles in degrees; None, or edges of at most 1 Å, for no crystal.
    draft
        What is known already; it is completed and returned.
    """
    rows = [[row.str(k) if row.has(k) else "" for k in range(len(_COLUMNS))]
            for row in block.find("_atom_site_", _COLUMNS)]  # fmt: skip
    models = {row[6] for row in rows}
    if len(models) > 1:
        draft.problems.append(f"{len(models)} models in one file; keep one a file")
        return draft
    if "generate" in [gemmi.cif.as_string(v) for v in block.find_values("_struct_ncs_oper_code")]:
        draft.problems.append(
            "atoms that non-crystallographic symmetry makes are not in the file; write them all "
            "(gemmi convert --expand-ncs=dup)"
        )
        return draft
    for k, row in enumerate(rows):
        where = f"atom {row[7][:10] or k + 1}"
        if None in (values := [parse_number(text) for text in row[1:4]]):
            bad = row[1 + values.index(None)]
            draft.problems.append(f"coordinate {bad[:20]!r} of {where} is not a number")
            return draft
        symbol = row[0].capitalize()
        if symbol in ISOTOPES and (note := f"{symbol} read as {ISOTOPES[symbol]}"):
            draft.notes += [note] if note not in draft.notes else []
        if ISOTOPES.get(symbol, symbol) not in NUMBERS:
            draft.problems.append(f"unknown element {row[0][:20]!r} of {where}")
            return draft
    symbols = [ISOTOPES.get(row[0].capitalize(), row[0].capitalize()) for row in rows]
    draft.numbers = np.array([NUMBERS[symbol] for symbol in symbols], dtype=np.int64)
    draft.positions = np.array([[parse_number(text) for text in row[1:4]] for row in rows])
    occupancies = [parse_number(row[4]) for row in rows]
    draft.occupancies = np.array([1.0 if o is None else o for o in occupancies])
    factors = np.array([parse_number(row[5]) or np.nan for row in rows], dtype=float)
    draft.rms = np.sqrt(np.where(factors > 0, factors, np.nan) / (8 * np.pi**2))
    # A unit cube is the convention for "no crystal".
    if parameters is not None and max(parameters[:3]) > 1.0 and not draft.problems:
        _periodic(draft, block, parameters)
    return draft


def _periodic(draft: Draft, block: gemmi.cif.Block, parameters: list[float]) -> None:
    said = stated_group(block, tuple(parameters[3:]), require_symmetry=False)
    draft.problems += said.problems
    draft.notes += said.notes
    if draft.problems:
        return
    draft.claimed_space_group, draft.claimed_symbol = said.number, said.symbol
    draft.cell = cell_matrix(parameters)
    tags = [f"_atom_sites_fract_transf_matrix[{i}][{j}]" for i in (1, 2, 3) for j in (1, 2, 3)]
    tags += [f"_atom_sites_fract_transf_vector[{i}]" for i in (1, 2, 3)]
    stated = [parse_number(block.find_value(tag) or "") for tag in tags]
    if None not in stated:
        matrix, usual = np.reshape(stated[:9], (3, 3)), np.linalg.inv(draft.cell).T
        # Written with five or six digits: only axes laid otherwise are worth their rounding.
        if np.abs(matrix - usual).max() > 1e-4 or np.abs(stated[9:]).max() > 1e-4:
            draft.positions = (draft.positions @ matrix.T + stated[9:]) @ draft.cell
    expand(draft, said.settings[-1][1])
