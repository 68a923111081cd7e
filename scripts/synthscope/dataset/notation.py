"""Chemical formulas and directions as people write them."""

import math
import re
from collections.abc import Sequence

# By Pauling's electronegativity (CRC Handbook of Chemistry and Physics, 97th edition).
_ORDER = (
    "Fr Cs K Rb Ba Ra Na Sr Li Ca Ac La Tb Yb Ce Pm Pr Nd Sm Eu Gd Dy Y Ho Er Tm Lu Pu Am Bk Cf Cm "
    "Es Fm Hf Lr Md No Th Mg Zr Np Sc U Pa Ta Ti Mn Be Nb Al Tl V Zn Cr Cd In Ga Fe Co Cu Re Si Tc "
    "Ni Ag Sn Hg Po Ge Bi B Sb Te Mo As P At H Ir Os Pd Rn Ru Pt Rh Pb W Au C Se S Xe I Br Kr N Cl "
    "O F Ar He Ne"
).split()
_RANK = {symbol: place for place, symbol in enumerate(_ORDER)}
_PART = re.compile(r"([A-Z][a-z]?)(\d+(?:\.\d+)?)?")
# From how many Å on a length is told in a unit, and how many Å that is.
_LENGTHS = ((1e4, 1e4, "µm"), (100.0, 10.0, "nm"), (0.0, 1.0, "Å"))
_SUBSCRIPTS = str.maketrans("0123456789.", "₀₁₂₃₄₅₆₇₈₉.")


def written(formula: str) -> str:
    """`O3 Sr Ti` as SrTiO₃: the least electronegative element first, numbers as subscripts.

    Of hydrocarbons and their kin the order stays. What is no list of elements and numbers is given
    back as it is.
    """
    parts = _parts(formula)
    if not parts or not all(part and part[1] in _RANK for part in parts):
        return formula
    organic = {"C", "H"} <= {part[1] for part in parts}
    ordered = parts if organic else sorted(parts, key=lambda part: _RANK[part[1]])
    numbers = ["" if part[2] == "1" else (part[2] or "") for part in ordered]
    return "".join(part[1] + n.translate(_SUBSCRIPTS) for part, n in zip(ordered, numbers))


def reduced(formula: str) -> str:
    """The formula unit of a cell: `Al8 O20 Si4` as `Al2 O5 Si`.

    What is no list of elements with whole numbers is given back as it is.
    """
    parts = _parts(formula)
    if not parts or not all(part and (part[2] or "1").isdecimal() for part in parts):
        return formula
    numbers = [int(part[2] or 1) for part in parts]
    units = max(1, math.gcd(*numbers))
    shares = (number // units for number in numbers)
    return " ".join(part[1] + (str(n) if n != 1 else "") for part, n in zip(parts, shares))


def named(formula: str, structure_id: str) -> str:
    """Formula and id of a structure, of these what there is."""
    return " ".join(filter(None, (written(formula), structure_id)))


def elements(formula: str) -> set[str]:
    """The symbols of a formula whose elements stand apart, such as `O3 Sr Ti`."""
    return {part[1] for part in _parts(formula) if part}


def _parts(formula: str) -> list[re.Match | None]:
    """Element and number of each word; None of what is none."""
    return [_PART.fullmatch(word) for word in formula.split()]


def edge(pixel_A: float) -> str:
    """How wide a pixel is, in words: `0.1016 Å a pixel`, `1 µm a pixel`."""
    size_A, unit = next(taken for first, *taken in _LENGTHS if pixel_A >= first)
    return f"{pixel_A / size_A:.4g} {unit} a pixel"


def direction(indices: Sequence[int], brackets: str = "[]") -> str:
    """[001] or (1-10); with blanks where an index has two digits."""
    between = " " if max(abs(index) for index in indices) > 9 else ""
    return brackets[0] + between.join(str(int(index)) for index in indices) + brackets[1]
