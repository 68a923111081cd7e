"""XYZ and extended XYZ, every frame of it; ASE parses, after our own look at each line."""

import io
import re

from ase.io import read as ase_read

from synthscope.core.errors import InputError
from synthscope.structures.elements import SYMBOLS
from synthscope.structures.reading.ase_atoms import draft_of
from synthscope.structures.reading.frames import Frames, choose_frames
from synthscope.structures.reading.numerals import is_count, parse_number
from synthscope.structures.reading.parsed import Draft
from synthscope.structures.reading.prismatic import (
    is_prismatic,
    looks_fractional,
    read_prismatic,
)
from synthscope.structures.reading.symbols import read_symbol

_PROPERTIES = re.compile(r"Properties=\"?([A-Za-z0-9_:]+)", re.IGNORECASE)

MOST_COLUMNS = 1000


def read_xyz(text: str, frames: Frames = "all") -> list[Draft]:
    """One draft for each chosen frame; InputError when the lines are no XYZ at all."""
    lines = text.lstrip("\ufeff").splitlines()
    while lines and not lines[-1].strip():
        lines.pop()
    if not lines:
        raise InputError("empty file; XYZ starts with the number of atoms")
    if is_prismatic(lines):
        return [read_prismatic(lines)]
    drafts = []
    for number, (at, count) in choose_frames(_heads(lines), frames):
        body = lines[at + 2 : at + 2 + count]
        draft = _frame(lines[at + 1], body, at + 3) if count else Draft()
        if count == 0:
            draft.problems.append("no atoms in the file")
        draft.frame = number
        drafts.append(draft)
    return drafts


def _heads(lines: list[str]) -> list[tuple[int, int]]:
    """Where each frame starts, and its number of atoms."""
    heads, at = [], 0  # the last line is not blank
    while at < len(lines):
        first = lines[at].strip()
        if not is_count(first):
            hint = ", found an HTML page" if first.startswith("<") else f", found {first[:30]!r}"
            raise InputError(f"line {at + 1} must be the number of atoms of a frame{hint}")
        count = int(first)
        there = max(0, min(count, len(lines) - at - 2))
        if count and (there < count or at + 2 > len(lines)):
            raise InputError(f"line {at + 1} says {count} atoms, but {there} lines follow")
        heads.append((at, count))
        at += 2 + count
    return heads


def _columns(comment: str) -> tuple[int, int] | None:
    """Columns of the symbol and of x; None when the comment gives them in an unknown way."""
    match = _PROPERTIES.search(comment)
    if not match:
        return 0, 1
    parts = match[1].split(":")
    starts, at = {}, 0
    for name, _, width in zip(parts[::3], parts[1::3], parts[2::3]):
        starts[name.lower()] = at
        at += int(width) if is_count(width) else MOST_COLUMNS
    if "species" not in starts or "pos" not in starts or at >= MOST_COLUMNS:
        return None
    return starts["species"], starts["pos"]


def _frame(comment: str, body: list[str], first_line: int) -> Draft:
    draft = Draft()
    columns = _columns(comment)
    if columns is None:
        draft.problems.append(
            "extended XYZ whose Properties name no species and pos, or no number of columns"
        )
        return draft
    species, x = columns
    cleaned = []
    for k, line in enumerate(body):
        words, where = line.split(), f"line {first_line + k}"
        if len(words) < max(species + 1, x + 3):
            draft.problems.append(f"{where}: a symbol and three coordinates are needed")
            continue
        symbol = _symbol(words[species], where, draft)
        values = [parse_number(word) for word in words[x : x + 3]]
        if None in values:
            bad = words[x + values.index(None)]
            draft.problems.append(f"{where}: coordinate {bad[:20]!r} is not a number")
        elif symbol is not None:
            words[species] = symbol
            words[x : x + 3] = [repr(value) for value in values]
            cleaned.append(" ".join(words))
    if draft.problems:
        return draft
    extended = "Lattice=" in comment or _PROPERTIES.search(comment)
    # A comment of a plain file is anyone's prose: not for the parser of key=value pairs.
    text = "\n".join([str(len(cleaned)), comment if extended else "", *cleaned]) + "\n"
    try:
        atoms = ase_read(io.StringIO(text), index=0, format="extxyz" if extended else "xyz")
    except Exception as error:
        draft.problems.append(f"not a valid extended XYZ: {' '.join(str(error).split())[:120]}")
        return draft
    draft_of(atoms, draft)
    if looks_fractional(draft.numbers, draft.positions):
        draft.problems.append(
            "all coordinates lie between 0 and 1, with atoms within each other: fractional ones; "
            "XYZ has Å"
        )
    return draft


def _symbol(word: str, where: str, draft: Draft) -> str | None:
    number, said = read_symbol(word)
    if number is None:
        hint = f"; {said}" if said else ""
        draft.problems.append(f"{where}: unknown element {word[:20]!r}{hint}")
        return None
    if said and said not in draft.notes:
        draft.notes.append(said)
    return SYMBOLS[number]
