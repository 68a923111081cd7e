"""Chemical symbols, atomic numbers and sum formulas."""

import re
from collections import Counter
from functools import reduce
from math import gcd
from typing import Annotated

from synthscope.core.errors import InputError
from synthscope.core.settings import Check, Limits

SYMBOLS = (
    "X H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As "
    "Se Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd "
    "Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am "
    "Cm Bk Cf Es Fm Md No Lr"
).split()
"""Symbols by atomic number; scattering factors are known for 1 to 103."""

NUMBERS = {symbol: z for z, symbol in enumerate(SYMBOLS) if z}
ISOTOPES = {"D": "H", "T": "H"}


def _known(symbol: str) -> str:
    if symbol in ISOTOPES:
        raise ValueError(f"{symbol} is read as {ISOTOPES[symbol]} in structures; name that")
    if symbol not in NUMBERS:
        raise ValueError(f"there is no element {symbol}; use a symbol such as Au")
    return symbol


Symbol = Annotated[
    str,
    Limits(pattern=r"^[A-Z][a-z]?$", said="the symbol of an element, such as Au"),
    Check(_known),
]

# Cordero et al., Dalton Trans. (2008) 2832, doi 10.1039/b801115j, in Å; Bk to Lr as for Cm.
_RADII = """
    0.31 0.28 1.28 0.96 0.84 0.76 0.71 0.66 0.57 0.58 1.66 1.41 1.21 1.11 1.07 1.05 1.02 1.06
    2.03 1.76 1.70 1.60 1.53 1.39 1.39 1.32 1.26 1.24 1.32 1.22 1.22 1.20 1.19 1.20 1.20 1.16
    2.20 1.95 1.90 1.75 1.64 1.54 1.47 1.46 1.42 1.39 1.45 1.44 1.42 1.39 1.39 1.38 1.39 1.40
    2.44 2.15 2.07 2.04 2.03 2.01 1.99 1.98 1.98 1.96 1.94 1.92 1.92 1.89 1.90 1.87 1.87
    1.75 1.70 1.62 1.51 1.44 1.41 1.36 1.36 1.32 1.45 1.46 1.48 1.40 1.50 1.50
    2.60 2.21 2.15 2.06 2.00 1.96 1.90 1.87 1.80 1.69 1.69 1.69 1.69 1.69 1.69 1.69 1.69
"""
COVALENT_RADII = (0.0, *(float(r) for r in _RADII.split()))
"""Covalent radii in Å by atomic number."""


def atomic_number(symbol: str) -> int:
    """The atomic number of a symbol in any case; InputError where there is none."""
    text = symbol.strip()
    known = NUMBERS.get(text[:1].upper() + text[1:].lower())
    if known is None:
        raise InputError(f"unknown element {text[:20]!r}")
    return known


def parse_formula(text: str) -> dict[str, float]:
    """A sum formula such as "Al2 O5 Si" as numbers of atoms; InputError where it is none."""
    counts: Counter[str] = Counter()
    rest = text.strip().strip("'\"").replace(" ", "").replace(",", "")
    while rest:
        match = re.match(r"([A-Z][a-z]?)(\d*\.?\d*)", rest)
        if not match:
            raise InputError(f"sum formula {text[:40]!r} cannot be read")
        symbol = ISOTOPES.get(match[1], match[1])
        if symbol not in NUMBERS:
            raise InputError(f"sum formula {text[:40]!r} has the unknown element {match[1]!r}")
        counts[symbol] += float(match[2]) if match[2] not in ("", ".") else 1.0
        rest = rest[match.end() :]
    if not counts:
        raise InputError("empty sum formula")
    return dict(counts)


def reduced(numbers) -> dict[str, int]:
    """Elements and their smallest whole numbers, in alphabetical order."""
    counts = Counter(SYMBOLS[z] for z in numbers)
    divisor = reduce(gcd, counts.values(), 0) or 1
    return {symbol: counts[symbol] // divisor for symbol in sorted(counts)}


def formula(numbers, *, reduce_: bool = True) -> str:
    """Sum formula in alphabetical order with spaces, for example "O3 Sr Ti"."""
    counts = (
        reduced(numbers) if reduce_ else dict(sorted(Counter(SYMBOLS[z] for z in numbers).items()))
    )
    return " ".join(f"{s}{n}" if n > 1 else s for s, n in counts.items())
