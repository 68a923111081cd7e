"""Reading a structure file: the format follows from the name, the bytes are never trusted."""

import os
from pathlib import Path

from synthscope.core.errors import InputError
from synthscope.structures.reading.parsed import Draft

SUFFIXES = {".cif": "cif", ".mcif": "cif", ".mmcif": "cif", ".xyz": "xyz", ".extxyz": "xyz",
            ".vasp": "poscar", ".poscar": "poscar", ".contcar": "poscar", ".pdb": "pdb",
            }  # fmt: skip
MAX_BYTES = 20_000_000


def format_of(name: str) -> str | None:
    """cif, xyz, poscar or pdb by the file's name; None for anything else."""
    stem, suffix = os.path.splitext(name)
    if suffix.lower() in SUFFIXES:
        return SUFFIXES[suffix.lower()]
    if stem.upper().startswith(("POSCAR", "CONTCAR")):
        return "poscar"
    return None


def read(path: str | os.PathLike, require_symmetry: bool = True) -> list[Draft]:
    """All structures of a file: one, or one for each frame of an XYZ file.

    Parameters
    ----------
    path
        .cif, .xyz, .extxyz, .vasp, .poscar, POSCAR*, CONTCAR* or .pdb.
    require_symmetry
        Whether a CIF without any symmetry information is a problem, or read as P 1.

    Raises
    ------
    InputError
        When nothing can be made of the file; the message does not name it.
    """
    path = Path(path)
    kind = format_of(path.name)
    if kind is None:
        raise InputError("unknown kind of file; use .cif, .xyz, .extxyz, .vasp, POSCAR or .pdb")
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise InputError(f"{size / 1e6:.0f} MB; a structure file has at most {MAX_BYTES // 10**6}")
    data = path.read_bytes()
    if b"\0" in data:
        raise InputError("a binary file, not text")
    text = data.decode("utf-8", errors="replace")
    if not text.strip():
        raise InputError("empty file; copy it again")
    if kind == "cif":
        from synthscope.structures.reading.cif import read_cif

        return [read_cif(text, require_symmetry)]
    if kind == "xyz":
        from synthscope.structures.reading.xyz import read_xyz

        return read_xyz(text)
    if kind == "poscar":
        from synthscope.structures.reading.poscar import read_poscar

        return [read_poscar(text)]
    from synthscope.structures.reading.pdb import read_pdb

    return [read_pdb(text)]
