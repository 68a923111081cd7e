"""VASP's XDATCAR: the head of a POSCAR, then the coordinates of each step, or all of it anew."""

import re

from synthscope.core.errors import InputError
from synthscope.structures.reading.frames import Frames, choose_frames
from synthscope.structures.reading.numerals import is_count
from synthscope.structures.reading.parsed import Draft
from synthscope.structures.reading.poscar import read_poscar

_STEP = re.compile(r"\s*(direct|cartesian)\s+configuration", re.IGNORECASE)


def read_xdatcar(text: str, frames: Frames = "all") -> list[Draft]:
    """A draft for each chosen step, each in the cell that stands above it."""
    lines = text.lstrip("\ufeff").splitlines()
    starts = [k for k, line in enumerate(lines) if _STEP.match(line)]
    if not starts or starts[0] < 7:
        raise InputError(
            "no XDATCAR: seven lines of cell and atoms, then 'Direct configuration= 1'"
        )
    heads, head = [], lines[:7]
    for before, start in zip([None, *starts], starts):
        # A cell that changes stands anew above its step, after the atoms of the one before.
        if before is not None and start - before - 1 >= _atoms(head) + 7:
            head = lines[start - 7 : start]
        heads.append(head)
    drafts = []
    for number, (start, head) in choose_frames(list(zip(starts, heads)), frames):
        count = _atoms(head)
        kind = lines[start].split()[0]
        body = lines[start + 1 : start + 1 + count]
        drafts.append(read_poscar("\n".join([*head, kind, *body]) + "\n"))
        drafts[-1].frame = number
    return drafts


def _atoms(head: list[str]) -> int:
    words = head[6].split()
    if not words or not all(map(is_count, words)):
        raise InputError(f"numbers of atoms must stand above the steps, found {head[6][:30]!r}")
    return sum(map(int, words))
