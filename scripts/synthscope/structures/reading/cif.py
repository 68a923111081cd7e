"""Crystallographic information files, read by gemmi's parser and our own rules.

The rules are stricter than those of most readers, because a silent guess gives wrong atoms: the
space group must be stated once, sites keep their multiplicity when coordinates are rounded, and
a file with two structures is not a choice of one.
"""

import re

import gemmi
import numpy as np

from synthscope.core.errors import InputError
from synthscope.structures.elements import ISOTOPES, NUMBERS, SYMBOLS, parse_formula
from synthscope.structures.reading.cell import angle_problem, cell_matrix
from synthscope.structures.reading.cif_block import (
    has_atoms,
    is_macromolecular,
    modulation,
    other_data,
    structure_block,
)
from synthscope.structures.reading.displacements import mean_square_displacements
from synthscope.structures.reading.expand import metric_mismatch, orbit, too_many
from synthscope.structures.reading.magnetic import magnetic_group
from synthscope.structures.reading.mmcif import read_mmcif
from synthscope.structures.reading.numerals import parse_number
from synthscope.structures.reading.parsed import Draft
from synthscope.structures.reading.space_group import StatedGroup, matrices, stated_group

_LENGTHS = ("_cell_length_a", "_cell_length_b", "_cell_length_c")
_ANGLES = ("_cell_angle_alpha", "_cell_angle_beta", "_cell_angle_gamma")
_FRACT = ("_atom_site_fract_x", "_atom_site_fract_y", "_atom_site_fract_z")
_ABOUT = {
    "chemical_name_systematic": ("_chemical_name_systematic", "_chemical_name_mineral",
                                 "_chemical_name_common"),
    "chemical_formula_structural": ("_chemical_formula_structural",),
    "chemical_name_structure_type": ("_chemical_name_structure_type",),
    "publication_title": ("_publ_section_title", "_citation_title"),
    "citation": ("_citation_journal_full", "_journal_name_full"),
}  # fmt: skip


def read_cif(text: str, require_symmetry: bool = True) -> Draft:
    """Read one structure; what is wrong with it stands in the draft's problems.

    Raises
    ------
    InputError
        When the text is no CIF, or holds no structure or several.
    """
    found = structure_block(text)
    block, draft = found.plain, Draft(notes=found.notes)
    _read_about(block, draft)
    if is_macromolecular(found.original):
        draft.claimed_formula = ""  # of a molecule, which the cell holds many of
        crystal = block.find_value(_LENGTHS[0])
        return read_mmcif(block, _read_cell(block, draft) if crystal else None, draft)
    if tag := modulation(block):
        draft.problems.append(
            f"a modulated structure ({tag}): its atoms do not repeat with the cell; write a "
            "commensurate approximant in P 1, for example with Jana2020"
        )
        return draft
    if not has_atoms(block) and (what := other_data(block)):
        raise InputError(what)
    parameters = _read_cell(block, draft)
    sites = _read_sites(block, draft)
    angles = parameters[3:] if parameters is not None else (90.0, 90.0, 90.0)
    said = magnetic_group(block)
    if said is None:
        said = stated_group(block, angles, require_symmetry)
    else:
        draft.claimed_units = None  # of the magnetic cell or of its parent's, as writers like
    draft.problems += said.problems
    draft.notes += said.notes
    if said.number:
        draft.claimed_space_group, draft.claimed_symbol = said.number, said.symbol
    if parameters is None or sites is None or not said.settings or draft.problems:
        return draft
    draft.cell = cell_matrix(parameters)
    _expand(draft, sites, said)
    return draft


def _text(block: gemmi.cif.Block, *tags: str) -> str:
    for tag in tags:
        value = block.find_value(tag)
        if value and not gemmi.cif.is_null(value):
            return " ".join(gemmi.cif.as_string(value).split())
    return ""


def _read_about(block: gemmi.cif.Block, draft: Draft) -> None:
    for key, tags in _ABOUT.items():
        if text := _text(block, *tags):
            draft.about[key] = text[:500]
    code = _text(block, "_database_code_ICSD", "_icsd_database_code")
    match = re.fullmatch(r"\d{1,6}", code) or re.fullmatch(r"(\d{1,6})-ICSD", block.name)
    if match:
        draft.about["icsd_id"] = str(int(match[match.re.groups]))
    draft.name = draft.about.get("chemical_name_systematic", "")
    draft.licence = _text(block, "_database_licence", "_audit_licence")
    draft.claimed_formula = _text(block, "_chemical_formula_sum")
    draft.claimed_units = parse_number(_text(block, "_cell_formula_units_Z"))


def _read_cell(block: gemmi.cif.Block, draft: Draft) -> list[float] | None:
    texts = [_text(block, tag) for tag in (*_LENGTHS, *_ANGLES)]
    missing = [tag for tag, text in zip((*_LENGTHS, *_ANGLES), texts) if not text]
    if missing:
        draft.problems.append(f"no unit cell: {missing[0]} is missing")
        return None
    values = [parse_number(text) for text in texts]
    for tag, text, value in zip((*_LENGTHS, *_ANGLES), texts, values):
        if value is None or not value > 0:
            draft.problems.append(f"{tag} is {text[:20]!r}; it must be a positive number")
            return None
    if problem := angle_problem(values[3:]):
        draft.problems.append(problem)
        return None
    return values


def _plain(value: str) -> str:
    """Without quotes; `?` and `.` stay as they are."""
    return value if gemmi.cif.is_null(value) else gemmi.cif.as_string(value)


def _read_sites(block: gemmi.cif.Block, draft: Draft) -> list[dict] | None:
    table = block.find("_atom_site_", ["fract_x", "fract_y", "fract_z", "?label", "?type_symbol",
                                       "?occupancy", "?calc_flag"])  # fmt: skip
    if len(table) == 0:
        if block.find("_atom_site_", ["Cartn_x", "Cartn_y", "Cartn_z"]):
            draft.problems.append("only Cartesian coordinates; give _atom_site_fract_x, y and z")
        else:
            draft.problems.append("no atoms: _atom_site_fract_x, y and z are missing or empty")
        return None
    squares = mean_square_displacements(block)
    sites = []
    for i, row in enumerate(table):
        fields = [_plain(row[k]) if row.has(k) else "" for k in range(7)]
        label = fields[3] if fields[3] not in ("", "?", ".") else f"site {i + 1}"
        if fields[6] == "dum":
            draft.notes.append(f"dummy site {label} left out")
            continue
        values = [parse_number(text) for text in fields[:3]]
        if None in values:
            bad = fields[values.index(None)]
            draft.problems.append(f"coordinate {bad[:20]!r} of {label} is not a number")
            continue
        number = _element(fields[4], fields[3], draft)
        occupancy = parse_number(fields[5]) if fields[5] not in ("", ".", "?") else 1.0
        if occupancy is None:
            draft.problems.append(f"occupancy {fields[5][:20]!r} of {label} is not a number")
            continue
        if number is not None:
            sites.append(
                {
                    "label": label,
                    "number": number,
                    "fract": np.array(values),
                    "occupancy": occupancy,
                    "rms": squares.get(fields[3], np.nan) ** 0.5,
                }
            )
    return sites


def _element(type_symbol: str, label: str, draft: Draft) -> int | None:
    """Atomic number from the type symbol ("Fe3+"), else from the label ("Fe1")."""
    stated = type_symbol not in ("", "?", ".")
    text = type_symbol if stated else label
    letters = re.match(r"[A-Za-z]{0,2}", text)[0]
    long, short = letters.capitalize(), letters[:1].upper()
    after = text[len(letters) :]
    if letters in ISOTOPES or (letters[:1] in ISOTOPES and long not in NUMBERS):
        isotope = letters[:1]
        note = f"{isotope} read as {ISOTOPES[isotope]}"
        if note not in draft.notes:
            draft.notes.append(note)
        return NUMBERS[ISOTOPES[isotope]]
    if stated:
        if long in NUMBERS and not after[:1].isalpha():
            return NUMBERS[long]
        if len(letters) == 1 and short in NUMBERS:
            return NUMBERS[short]
        draft.problems.append(f"unknown element {type_symbol[:20]!r} of {label}")
        return None
    if long in NUMBERS and short in NUMBERS and len(letters) == 2 and letters.isupper():
        choices = {SYMBOLS[NUMBERS[long]], SYMBOLS[NUMBERS[short]]}
        try:
            claimed = choices & set(parse_formula(draft.claimed_formula))
        except InputError:
            claimed = set()
        if len(claimed) == 1:
            return NUMBERS[claimed.pop()]
        draft.problems.append(
            f"label {label[:20]!r} may be {short} or {long}; add _atom_site_type_symbol"
        )
        return None
    for symbol in (long, short):
        if symbol in NUMBERS:
            return NUMBERS[symbol]
    draft.problems.append(f"unknown element in label {label[:20]!r}; add _atom_site_type_symbol")
    return None


def _expand(draft: Draft, sites: list[dict], said: StatedGroup) -> None:
    if problem := too_many(len(sites), max(len(operations) for _, operations in said.settings)):
        draft.problems.append(problem)
        return
    best = None
    for symbol, operations in said.settings:
        rotations, translations = matrices(operations)
        mismatch = metric_mismatch(rotations, draft.cell)
        if mismatch > 0.02:
            draft.problems.append(
                f"the cell does not have the symmetry of {symbol}: lengths or angles that should "
                f"be equal or right differ by {100 * mismatch:.0f} %"
            )
            return
        orbits = [orbit(s["fract"], rotations, translations, draft.cell) for s in sites]
        total = sum(len(positions) for positions, _ in orbits)
        if best is None or total < best[0]:
            best = (total, symbol, orbits)
    total, symbol, orbits = best
    if len(said.settings) > 1:
        draft.notes.append(f"origin not stated: read as {symbol}, which gives the fewer atoms")
    moved = max((shift for _, shift in orbits), default=0.0)
    if moved > 0.02:
        draft.notes.append(f"sites moved by up to {moved:.2f} Å onto special positions")
    counts = [len(positions) for positions, _ in orbits]
    draft.numbers = np.repeat([s["number"] for s in sites], counts).astype(np.int64)
    draft.occupancies = np.repeat([s["occupancy"] for s in sites], counts).astype(float)
    draft.rms = np.repeat([s["rms"] for s in sites], counts).astype(float)
    fractional = (
        np.concatenate([positions for positions, _ in orbits]) if orbits else np.zeros((0, 3))
    )
    draft.positions = fractional @ draft.cell
