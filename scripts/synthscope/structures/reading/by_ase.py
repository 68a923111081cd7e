"""Files of other programs that ASE parses: from text alone, by a format that is named.

ASE guesses no format here and opens no file of its own. What it would take on trust (counts that
set memory aside, units, periodic directions) is looked at before.
"""

import io
from collections.abc import Callable

from ase.io.aims import read_aims as ase_aims
from ase.io.cfg import read_cfg as ase_cfg
from ase.io.xsf import read_xsf as ase_xsf

from synthscope.core.errors import InputError, one_line
from synthscope.structures.reading.ase_atoms import draft_of
from synthscope.structures.reading.frames import Frames, choose_frames
from synthscope.structures.reading.numerals import parse_number
from synthscope.structures.reading.parsed import Draft

MOST_COLUMNS = 1000


def read_xsf(text: str, frames: Frames = "all") -> list[Draft]:
    """XCrySDen's structure, or each of an animation; grids of data are left out."""
    lines = [line.strip() for line in text.splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]
    kinds = {"CRYSTAL", "SLAB", "POLYMER", "ATOMS", "MOLECULE"}
    first = next((line.split()[0] for line in lines if line.split()[0] in kinds), None)
    if first is None or first == "MOLECULE":
        raise InputError("no XSF: it starts with CRYSTAL, SLAB, POLYMER or ATOMS")
    images = parse(ase_xsf, "\n".join(lines) + "\n", "XSF", index=slice(None))
    if not images:
        raise InputError("no atoms in the file")
    return [draft_of(image, Draft(frame=number)) for number, image in choose_frames(images, frames)]


def read_cfg(text: str) -> Draft:
    """AtomEye's configuration, standard or extended; its lengths are in units of A."""
    unit, count = 1.0, None
    for line in text.splitlines():
        key, _, value = (part.strip() for part in line.partition("="))
        words = value.split()
        if not words:
            continue
        number = parse_number(words[0])
        if key == "Number of particles":
            count = number
        elif key == "A":
            unit = number
        elif key == "entry_count" and not (number and number <= MOST_COLUMNS):
            raise InputError(f"entry_count is {words[0][:20]!r}; at most {MOST_COLUMNS}")
    if not count or not unit:
        raise InputError("no AtomEye configuration: it has 'Number of particles =' and 'A ='")
    if count > len(text.splitlines()):
        raise InputError(f"says {count:.0f} atoms, more than the file has lines")
    atoms = parse(ase_cfg, text, "AtomEye configuration")
    draft = draft_of(atoms)
    draft.positions = draft.positions * unit
    draft.cell = None if draft.cell is None else draft.cell * unit
    return draft


def read_aims(text: str) -> Draft:
    """FHI-aims's geometry.in: atoms and lattice vectors; constraints and charges are left out."""
    kept = [line.split("#")[0].split() for line in text.splitlines()]
    kept = [words for words in kept if words[:1] in (["atom"], ["atom_frac"], ["lattice_vector"])]
    vectors = sum(words[0] == "lattice_vector" for words in kept)
    kinds = {words[0] for words in kept} - {"lattice_vector"}
    if not kinds:
        raise InputError("no geometry of FHI-aims: it has lines that start with atom or atom_frac")
    if len(kinds) > 1:
        raise InputError("atom and atom_frac in one file; use one of them")
    if vectors not in (0, 3):
        raise InputError(f"{vectors} lattice vectors; give three, or none for a molecule")
    if kinds == {"atom_frac"} and vectors == 0:
        raise InputError("atom_frac without lattice vectors; give three")
    return draft_of(parse(ase_aims, "\n".join(map(" ".join, kept)) + "\n", "geometry of FHI-aims"))


def parse(reader: Callable, text: str, name: str, **options):
    """Parse a text by a reader of ASE; an InputError names the format."""
    try:
        return reader(io.StringIO(text), **options)
    except Exception as error:
        why = one_line(error, 100) or "cut off, or a line out of place"
        raise InputError(f"not a valid {name}: {why}; write it again, or a CIF") from None
