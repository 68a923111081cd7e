"""Elastic scattering factors of neutral atoms, from the tables in `resources/scattering`."""

import functools
import json
from pathlib import Path

import numpy as np

from synthscope.core.errors import InputError

TABLES = ("lobato", "kirkland")
FOLDER = Path(__file__).resolve().parents[3] / "resources" / "scattering"
SYMBOLS = (
    "H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se "
    "Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy "
    "Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm Bk Cf "
    "Es Fm Md No Lr"
).split()


@functools.cache
def table(name: str) -> dict[str, np.ndarray]:
    """The parameters of one table by chemical symbol; see `resources/scattering/README.md`."""
    if name not in TABLES:
        raise InputError(f"scattering factors {name!r} are unknown; use one of {', '.join(TABLES)}")
    with open(FOLDER / f"{name}.json", encoding="utf-8") as file:
        return {symbol: np.array(rows, float) for symbol, rows in json.load(file).items()}


def parameters(number: int, name: str = "lobato") -> np.ndarray:
    """An element's row of a table, a column for each term.

    Raises `InputError` for an element that the table lacks.
    """
    symbol = SYMBOLS[number - 1] if 1 <= number <= len(SYMBOLS) else None
    if symbol is None:
        raise InputError(f"no scattering factors for atomic number {number}; H (1) to Lr (103) are")
    return table(name)[symbol]


def scattering_factor(number: int, k2: np.ndarray, name: str = "lobato") -> np.ndarray:
    """f_e in Å of the element of atomic `number` at squared spatial frequencies `k2` (Å⁻²).

    Lobato and Van Dyck, Acta Cryst. A70 (2014) 636 ("lobato"), or Kirkland, Advanced Computing in
    Electron Microscopy (2010), appendix C ("kirkland"). Raises as `parameters` does.
    """
    rows = parameters(number, name)
    k2 = np.asarray(k2, float)
    total = np.zeros_like(k2)
    if name == "lobato":
        for a, b in rows.T:
            total += a * (2 + b * k2) / (1 + b * k2) ** 2
    else:
        for a, b, c, d in rows.T:
            total += a / (k2 + b) + c * np.exp(-d * k2)
    return total
