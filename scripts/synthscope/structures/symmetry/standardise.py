"""Space group, Wyckoff letters and the conventional standard cell, by spglib."""

import warnings
from dataclasses import dataclass

import numpy as np
import spglib

TOLERANCES = (1.0, 3.0, 10.0)
"""Multiples of the tolerance that are tried until the space group is the one that is claimed."""


@dataclass(frozen=True)
class Standard:
    """A structure in spglib's conventional cell (or in the axes it came in).

    `origin` tells for each atom which of the atoms given it is a copy of; `wyckoffs` are letters
    and `orbits` numbers of the atoms' orbits. `operations` are the (K, 3, 3) rotations and the
    (K, 3) translations of the space group, `rotations` the (M, 3, 3) integer point group, both in
    the basis of `cell`. Columns of `given_axes` are a, b and c as they were given, in that basis.
    """

    cell: np.ndarray
    fractional: np.ndarray
    kinds: np.ndarray
    origin: np.ndarray
    wyckoffs: tuple[str, ...]
    number: int
    symbol: str
    operations: tuple[np.ndarray, np.ndarray]
    orbits: np.ndarray
    tolerance: float
    given_axes: np.ndarray

    @property
    def rotations(self) -> np.ndarray:
        flat = np.asarray(self.operations[0], dtype=np.int64).reshape(-1, 9)
        return np.unique(flat, axis=0).reshape(-1, 3, 3)


def dataset(cell: np.ndarray, fractional: np.ndarray, kinds: np.ndarray, tolerance: float):
    """spglib's data set, or None where it finds none.

    spglib ends the whole process on coordinates that are not finite: that is refused here.
    """
    if not (np.isfinite(cell).all() and np.isfinite(fractional).all()):
        raise ValueError("coordinates that are not finite would end the process in spglib")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return spglib.get_symmetry_dataset((cell, fractional, kinds), symprec=tolerance)
        except spglib.SpglibError:
            return None


def standardise(
    cell: np.ndarray,
    fractional: np.ndarray,
    kinds: np.ndarray,
    tolerance: float,
    axes: str = "standard",
    claimed: int = 0,
) -> Standard | None:
    """Find the symmetry and put the structure into its conventional cell.

    Parameters
    ----------
    cell, fractional, kinds
        (3, 3) in Å, (N, 3), and (N,) integers that tell unlike atoms apart.
    tolerance
        How far atoms may be from symmetric positions, Å.
    axes
        "standard", or "file" to keep the cell and the positions as they are.
    claimed
        Number of the space group that the file states: tried with up to ten times the tolerance.

    Returns
    -------
    Standard, or None where spglib finds no symmetry at all.
    """
    best = None
    for factor in TOLERANCES if claimed > 1 else TOLERANCES[:1]:
        found = dataset(cell, fractional, kinds, tolerance * factor)
        if found is not None and (best is None or found.number == claimed):
            best, used = found, tolerance * factor
        if found is not None and found.number == claimed:
            break
    if best is None:
        return None
    if axes == "file":
        return Standard(
            cell=cell,
            fractional=fractional,
            kinds=kinds,
            origin=np.arange(len(kinds)),
            wyckoffs=tuple(best.wyckoffs),
            number=int(best.number),
            symbol=best.international,
            operations=(best.rotations, best.translations),
            orbits=best.crystallographic_orbits,
            tolerance=used,
            given_axes=np.eye(3),
        )
    again = _again(best, tolerance, used)
    if again is None:
        return None
    first = {int(p): k for k, p in reversed(list(enumerate(best.mapping_to_primitive)))}
    fractional = best.std_positions % 1.0
    fractional[fractional > 1 - 1e-9] = 0.0
    return Standard(
        cell=np.array(best.std_lattice),
        fractional=fractional,
        kinds=np.array(best.std_types),
        origin=np.array([first[int(p)] for p in best.std_mapping_to_primitive]),
        wyckoffs=tuple(again.wyckoffs),
        number=int(best.number),
        symbol=best.international,
        operations=(again.rotations, again.translations),
        orbits=again.crystallographic_orbits,
        tolerance=used,
        given_axes=np.array(best.transformation_matrix),
    )


def without_symmetry(cell: np.ndarray, fractional: np.ndarray, kinds: np.ndarray) -> Standard:
    """P 1, in the axes given: for cells too large to be searched, or in which nothing is found."""
    return Standard(
        cell=cell,
        fractional=fractional,
        kinds=kinds,
        origin=np.arange(len(kinds)),
        wyckoffs=("a",) * len(kinds),
        number=1,
        symbol="P1",
        operations=(np.eye(3, dtype=int)[None], np.zeros((1, 3))),
        orbits=np.arange(len(kinds)),
        tolerance=0.0,
        given_axes=np.eye(3),
    )


def _again(best, tolerance: float, used: float):
    """The data set of the standard cell, whose positions are exact: operations in its own basis.

    One without symmetry is its own: large cells take spglib long.
    """
    if len(best.rotations) == 1 and len(best.std_types) == len(best.mapping_to_primitive):
        return best
    standard = best.std_lattice, best.std_positions, best.std_types
    for most in (min(tolerance, 0.01), used):
        again = dataset(*standard, most)
        if again is not None and again.number == best.number:
            return again
    return again
