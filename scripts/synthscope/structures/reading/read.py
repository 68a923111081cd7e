"""Reading a structure file: the format follows from the name, the bytes are never trusted."""

import gzip
import os
import zlib
from pathlib import Path

from synthscope.core.errors import InputError
from synthscope.structures.reading.formats import format_of, refusal
from synthscope.structures.reading.frames import Frames
from synthscope.structures.reading.parsed import Draft

MAX_BYTES = 20_000_000


def read(
    path: str | os.PathLike, require_symmetry: bool = True, frames: Frames = "all"
) -> list[Draft]:
    """All structures of a file: one, or the chosen ones of a file with several.

    Parameters
    ----------
    path
        Of one of the formats in `formats.SUFFIXES`, or such a file compressed (.gz).
    require_symmetry
        Whether a CIF without any symmetry information is a problem, or read as P 1.
    frames
        Which structures of a file with several: all, first, last, or the first number, the last one
        and the step, counted from 1.

    Raises
    ------
    InputError
        When nothing can be made of the file; the message does not name it.
    """
    path = Path(path)
    kind = format_of(path.name)
    if kind is None:
        raise InputError(refusal(path.name))
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise InputError(f"{size / 1e6:.0f} MB; a structure file has at most {MAX_BYTES // 10**6}")
    if kind == "traj":
        if path.name.lower().endswith(".gz"):
            raise InputError("a compressed trajectory of ASE; unpack it (gunzip)")
        from synthscope.structures.reading.ase_traj import read_traj

        return read_traj(path, frames)
    text = _text(path)
    if kind == "xyz":
        from synthscope.structures.reading.xyz import read_xyz

        return read_xyz(text, frames)
    if kind == "xdatcar":
        from synthscope.structures.reading.xdatcar import read_xdatcar

        return read_xdatcar(text, frames)
    if kind == "xsf":
        from synthscope.structures.reading.by_ase import read_xsf

        return read_xsf(text, frames)
    if kind == "pdb":
        from synthscope.structures.reading.pdb import read_pdb

        return read_pdb(text, frames)
    return [_one(kind, text, require_symmetry)]


def _text(path: Path) -> str:
    if path.name.lower().endswith(".gz"):
        try:
            with gzip.open(path) as file:
                data = file.read(MAX_BYTES + 1)
        except (OSError, EOFError, zlib.error):
            raise InputError("not a valid gzip file; copy it again") from None
        if len(data) > MAX_BYTES:
            raise InputError(f"unpacks to more than {MAX_BYTES // 10**6} MB, the most there may be")
    else:
        data = path.read_bytes()
    if b"\0" in data:
        raise InputError("a binary file, not text")
    text = data.decode("utf-8", errors="replace")
    if not text.strip():
        raise InputError("empty file; copy it again")
    return text


def _one(kind: str, text: str, require_symmetry: bool) -> Draft:
    """The structure of a format that holds one; each reader is loaded where it is needed."""
    match kind:
        case "cif":
            from synthscope.structures.reading.cif import read_cif

            return read_cif(text, require_symmetry)
        case "poscar":
            from synthscope.structures.reading.poscar import read_poscar

            return read_poscar(text)
        case "p1":
            from synthscope.structures.reading.poscar import read_p1

            return read_p1(text)
        case "lammps":
            from synthscope.structures.reading.lammps import read_lammps

            return read_lammps(text)
        case "shelx":
            from synthscope.structures.reading.shelx import read_shelx

            return read_shelx(text)
        case "castep":
            from synthscope.structures.reading.castep import read_castep

            return read_castep(text)
        case "mustem":
            from synthscope.structures.reading.mustem import read_mustem

            return read_mustem(text)
        case "cfg":
            from synthscope.structures.reading.by_ase import read_cfg

            return read_cfg(text)
        case "aims":
            from synthscope.structures.reading.by_ase import read_aims

            return read_aims(text)
    raise InputError(refusal(kind))
