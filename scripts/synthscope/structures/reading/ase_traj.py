"""ASE's trajectories, read number by number: calculators, constraints and pickles stay closed.

The container (ulm) is JSON and arrays. Trajectories of before 2015 are pickles, which can run
programs, and are refused by their first bytes.
"""

import math
import os
from pathlib import Path

import numpy as np
from ase.io.ulm import NDArrayReader, Reader

from synthscope.core.errors import InputError
from synthscope.structures.reading.ase_atoms import put_into_cell
from synthscope.structures.reading.frames import Frames, choose_frames
from synthscope.structures.reading.parsed import Draft

_MAGIC = b"- of UlmASE-Trajectory"


def read_traj(path: str | os.PathLike, frames: Frames = "all") -> list[Draft]:
    """Elements, positions and cells of the chosen frames."""
    size = Path(path).stat().st_size
    with open(path, "rb") as file:
        if not file.read(len(_MAGIC)).startswith(_MAGIC):
            raise InputError(
                "no trajectory of ASE in its present format; old ones are pickles, which can run "
                "programs: write extended XYZ of it with the ASE that made it"
            )
        file.seek(0)
        try:
            return _read(file, size, frames)
        except InputError:
            raise
        except Exception as error:
            why = " ".join(f"{type(error).__name__} {error}".replace("Error", "").split())[:100]
            raise InputError(f"a damaged trajectory of ASE ({why}); write it again") from None


def _read(file, size: int, frames: Frames) -> list[Draft]:
    whole = Reader(file)
    if len(whole) == 0:
        raise InputError("no atoms in the file")
    first, drafts = whole[0], []
    for number, frame in choose_frames(whole, frames):
        atoms = frame if "numbers" in frame else first
        numbers = _array(atoms, "numbers", size, 1)
        draft = Draft(numbers=numbers.astype(np.int64), frame=number)
        draft.positions = _array(frame, "positions", size, 2)
        if draft.positions.shape != (len(numbers), 3):
            raise InputError("a damaged trajectory of ASE: coordinates do not fit the elements")
        periodic = np.asarray(atoms.get("pbc", [False] * 3), dtype=bool)
        if periodic.any():
            put_into_cell(draft, _array(frame, "cell", size, 2), periodic)
        drafts.append(draft)
    return drafts


def _array(frame: Reader, name: str, size: int, dimensions: int) -> np.ndarray:
    """An array of numbers that is no larger than the file."""
    if name not in frame:
        raise InputError(f"a damaged trajectory of ASE: {name} are missing")
    try:
        value = frame.proxy(name)
    except AssertionError:  # plain lists, as cells are
        value = frame.get(name)
    if isinstance(value, NDArrayReader):
        if value.dtype.kind not in "iuf":
            raise InputError(f"a damaged trajectory of ASE: {name} are no numbers")
        if min(value.shape, default=0) < 0 or math.prod(value.shape) * value.dtype.itemsize > size:
            raise InputError(f"a damaged trajectory of ASE: {name} are more than the file holds")
        value = value.read()
    value = np.array(value, dtype=float)
    if value.ndim != dimensions:
        raise InputError(f"a damaged trajectory of ASE: {name} have another shape")
    return value
