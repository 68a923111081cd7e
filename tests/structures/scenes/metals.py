"""Crystals and clusters for scenes, without reading files."""

import numpy as np
import spglib
from ase.build import bulk
from ase.cluster import Icosahedron

from synthscope.core.seeds import generator
from synthscope.structures.model import Crystal


def fcc(symbol: str = "Au", edge: float = 4.08) -> Crystal:
    """The conventional cell of a metal, with its point group."""
    return _crystal(bulk(symbol, "fcc", a=edge, cubic=True), symbol)


def rocksalt() -> Crystal:
    return _crystal(bulk("NaCl", "rocksalt", a=5.64, cubic=True), "NaCl")


def cluster(symbol: str = "Au", shells: int = 4) -> Crystal:
    """An icosahedron, of 147 atoms where it has four shells."""
    atoms = Icosahedron(symbol, shells)
    return Crystal(f"{symbol.lower()}-cluster", "ase", symbol, atoms.numbers, atoms.positions)


def _crystal(atoms, name: str) -> Crystal:
    cell = (atoms.cell.array, atoms.get_scaled_positions(), atoms.numbers)
    rotations = np.unique(spglib.get_symmetry(cell)["rotations"], axis=0)
    return Crystal(
        *(name.lower(), "ase", name, atoms.numbers, atoms.positions, atoms.cell.array),
        space_group=225,
        point_group=rotations,
    )


def streams(scene: int = 1):
    """Generators by what they are for, as a scene has them."""
    return lambda what: generator(7, "scene", scene, what)
