"""VASP's POSCAR and CONTCAR; ASE parses, after our own look at the header."""

import io

import numpy as np
from ase.io import read as ase_read

from synthscope.core.errors import InputError
from synthscope.structures.elements import ISOTOPES, NUMBERS
from synthscope.structures.reading.numerals import is_count, parse_number
from synthscope.structures.reading.parsed import Draft


def read_poscar(text: str) -> Draft:
    """Read one structure; InputError when the header is none of a POSCAR."""
    lines = text.lstrip("\ufeff").splitlines()
    if len(lines) < 8:
        raise InputError("too short for a POSCAR: it has a scale, a cell, symbols, counts, atoms")
    draft = Draft(name=" ".join(lines[0].split())[:80])
    scale = [parse_number(word) for word in lines[1].split()[:3]]
    if not scale or None in scale or 0 in scale:
        raise InputError(f"line 2 must be a scale other than zero, found {lines[1].strip()[:30]!r}")
    for k in (2, 3, 4):
        words = [parse_number(word) for word in lines[k].split()[:3]]
        if len(words) < 3 or None in words:
            raise InputError(f"line {k + 1} must be a lattice vector, found {lines[k][:40]!r}")
    at, symbols = _symbols(lines, draft)
    if draft.problems:
        return draft
    counts = lines[at].split()
    if len(counts) < len(symbols) or not all(map(is_count, counts[: len(symbols)])):
        raise InputError(f"line {at + 1} must be {len(symbols)} numbers of atoms")
    total = sum(int(word) for word in counts[: len(symbols)])
    if total == 0:
        draft.problems.append("no atoms in the file")
        return draft
    if total > len(lines) - at - 2:
        raise InputError(
            f"line {at + 1} says {total} atoms, but {len(lines) - at - 2} lines follow"
        )
    lines[at - 1 : at] = [" ".join(symbols)]
    direct = at + 1 + (lines[at + 1].strip()[:1] in ("S", "s"))
    for k in range(direct + 1, direct + 1 + total):
        words = lines[k].split() if k < len(lines) else []
        values = [parse_number(word) for word in words[:3]]
        if len(values) < 3 or None in values:
            draft.problems.append(f"line {k + 1}: three coordinates are needed")
            return draft
        flags = words[3:6] if direct > at + 1 else []
        lines[k] = " ".join([*map(repr, values), *flags])
    try:
        atoms = ase_read(io.StringIO("\n".join(lines[: direct + 1 + total]) + "\n"), format="vasp")
    except Exception as error:
        draft.problems.append(f"not a valid POSCAR: {' '.join(str(error).split())[:120]}")
        return draft
    draft.numbers = atoms.numbers.astype(np.int64)
    draft.positions = np.asarray(atoms.positions, dtype=float)
    draft.cell = np.asarray(atoms.cell.array, dtype=float)
    return draft


def read_p1(text: str) -> Draft:
    """VESTA's P1 files: a POSCAR with label and occupancy after the coordinates of each atom."""
    draft = read_poscar(text)
    if draft.problems:
        return draft
    rows = [line.split() for line in text.splitlines()]
    start = 6 if rows[5][:1] and is_count(rows[5][0]) else 7  # without or with a line of symbols
    start += rows[start][:1] != [] and rows[start][0][:1] in "Ss"
    atoms = rows[start + 1 : start + 1 + len(draft.numbers)]
    values = [parse_number(row[4]) if len(row) > 4 else 1.0 for row in atoms]
    if None in values:
        draft.problems.append(f"line {start + 2 + values.index(None)}: the occupancy is no number")
        return draft
    draft.occupancies = np.array(values)
    return draft


def _symbols(lines: list[str], draft: Draft) -> tuple[int, list[str]]:
    """Index of the line of counts, and the symbols; VASP 4 files may name them in the comment."""
    words = lines[5].split()
    if words and is_count(words[0]):
        counts = [word for word in words if is_count(word)]
        named = lines[0].split()[: len(counts)]
        if len(named) < len(counts) or not all(_plain(word) for word in named):
            draft.problems.append(
                "no element symbols (VASP 4 format); add a line with the symbols above the counts"
            )
            return 5, []
        draft.notes.append("symbols read from the comment line (VASP 4 format)")
        lines.insert(5, " ".join(named))
        words = named
    symbols = []
    for word in words:
        plain = _plain(word)
        if plain is None:
            draft.problems.append(f"line 6: unknown element {word[:20]!r}")
        elif plain != word.split("_")[0].split("/")[0]:
            draft.notes.append(f"{word} read as {plain}")
        symbols.append(plain)
    return 6, symbols


def _plain(word: str) -> str | None:
    """The symbol in "Fe_pv" or "Fe/1a2b"; H for D and T; None for anything else."""
    symbol = word.split("_")[0].split("/")[0]
    symbol = ISOTOPES.get(symbol, symbol)
    return symbol if symbol in NUMBERS else None
