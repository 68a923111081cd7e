"""LAMMPS's data files; ASE parses the atoms, elements follow from our own look at the masses."""

import re

from ase.data import atomic_masses
from ase.io.lammpsdata import read_lammps_data as ase_lammps

from synthscope.core.errors import InputError
from synthscope.structures.elements import NUMBERS, SYMBOLS
from synthscope.structures.reading.ase_atoms import draft_of
from synthscope.structures.reading.by_ase import parse
from synthscope.structures.reading.numerals import is_count, parse_number
from synthscope.structures.reading.parsed import Draft

NEAR = 0.4
"""u: a mass this close to an element's is meant to be it."""
_WORDED = 1.5
"""u: how far the mass may be off where a comment or a label names the element."""


def read_lammps(text: str) -> Draft:
    """Read a crystal with lengths in Å (units metal or real).

    A type's element is that of its label or of the comment at its mass, where the mass agrees,
    else the element of the nearest mass.
    """
    lines = text.splitlines()
    counts = [line.split()[0] for line in lines if re.match(r"\s*\d+\s+atoms\s*(#|$)", line)]
    if not counts or not any(line.split("#")[0].strip() == "Atoms" for line in lines):
        raise InputError("no data file of LAMMPS: it has a line 'N atoms' and a section Atoms")
    if int(counts[0]) > len(lines):
        raise InputError(f"says {counts[0]} atoms, more than the file has lines")
    units = re.search(r"units\s*=\s*(\w+)", lines[0])
    if units and units[1] not in ("metal", "real"):
        raise InputError(f"units {units[1]}; write it in units metal or real, whose lengths are Å")
    elements = _elements(lines)
    _check_style(lines)
    return draft_of(
        parse(ase_lammps, "\n".join(lines) + "\n", "data file of LAMMPS", Z_of_type=elements)
    )


def _check_style(lines: list[str]) -> None:
    """Refuse columns that may be charges or molecules: nothing but a comment tells them."""
    start = next(k for k, line in enumerate(lines) if line.split("#")[0].strip() == "Atoms")
    atom = next((line.split("#")[0].split() for line in lines[start + 1 :] if line.strip()), [])
    if "#" not in lines[start] and len(atom) in (6, 9):
        raise InputError(
            f"{len(atom)} columns in the section Atoms are those of style charge or molecular; "
            "write its head as 'Atoms # charge' or 'Atoms # molecular'"
        )


def _elements(lines: list[str]) -> dict[int, int]:
    labels = _section(lines, "Atom Type Labels")
    masses = _section(lines, "Masses")
    if not masses and not labels:
        raise InputError("no elements: add a section Masses (or Atom Type Labels) of the types")
    by_name = {words[1]: int(words[0]) for words, _ in labels if is_count(words[0])}
    named = {kind: NUMBERS[label] for label, kind in by_name.items() if label in NUMBERS}
    found = {}
    for words, comment in masses:
        kind = int(words[0]) if is_count(words[0]) else by_name.get(words[0])
        mass = parse_number(words[1])
        if kind is None or mass is None:
            raise InputError(f"Masses: {' '.join(words)[:40]!r} is no type and mass")
        word = next((w for w in comment.replace(",", " ").split() if w in NUMBERS), None)
        wanted = named.get(kind, NUMBERS.get(word))
        known = atomic_masses[1 : len(SYMBOLS)]
        nearest = int(abs(known - mass).argmin()) + 1
        if wanted and abs(atomic_masses[wanted] - mass) < _WORDED:
            found[kind] = wanted
        elif abs(atomic_masses[nearest] - mass) < NEAR:
            found[kind] = nearest
        else:
            raise InputError(
                f"the mass {mass:g} of type {kind} is no element's; units real or metal, and a "
                "comment with the symbol (# Si), tell it"
            )
    return named | found


def _section(lines: list[str], name: str) -> list[tuple[list[str], str]]:
    """Words and comment of each line of a section of two columns."""
    rows, inside = [], False
    for line in lines:
        plain, _, comment = (part.strip() for part in line.partition("#"))
        if plain == name:
            inside = True
        elif inside and plain:
            words = plain.split()
            if len(words) != 2:
                break
            rows.append((words, comment))
    return rows
