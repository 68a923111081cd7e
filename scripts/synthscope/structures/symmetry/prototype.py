"""Prototype labels in the style of AFLOW: "ABC3_cP5_221_a_b_c" for a perovskite.

Anonymous formula, Pearson symbol, space group number and the Wyckoff letters of each species
(Mehl et al., Comput. Mater. Sci. 136 (2017) S1, doi 10.1016/j.commatsci.2017.01.017). Letters
depend on which of the equivalent origins, axes and hands a structure was given in: the normaliser
of its space group exchanges them (International Tables A, ch. 3.5). Here the first label in
alphabetical order over all of them stands, so that one prototype has one label.
"""

import csv
import gzip
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache, reduce
from importlib.resources import files
from math import gcd
from pathlib import Path

from synthscope.structures.symmetry.standardise import Standard

NAMES = Path(__file__).resolve().parents[4] / "resources" / "structures" / "aflow_prototypes.csv"


def prototype_label(standard: Standard, symbol: str | None = None) -> str:
    """The label of a structure that stands in its standard cell."""
    symbol = symbol or standard.symbol
    return min(
        _label(standard, [relabelled[letter] for letter in standard.wyckoffs], symbol)
        for relabelled in _relabellings()[standard.number]
    )


@cache
def _relabellings() -> dict[int, list[Mapping[str, str]]]:
    """By space group, every exchange of Wyckoff letters that its normaliser makes.

    As pymatgen ships them (read as a file: its module wants packages that it does not ask for).
    """
    table = files("pymatgen.analysis") / "prototypes" / "wyckoff-position-relabelings.json.gz"
    with table.open("rb") as file:
        groups = json.loads(gzip.decompress(file.read()))
    return {
        int(number): [{chr(int(old)): new for old, new in one.items()} for one in exchanges]
        for number, exchanges in groups.items()
    }


@cache
def _known_names() -> dict[str, str]:
    names: dict[str, list[str]] = {}
    with open(NAMES, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            names.setdefault(row["prototype"], []).append(row["name"])
    return {label: " / ".join(dict.fromkeys(filter(None, both))) for label, both in names.items()}


def prototype_name(label: str) -> str:
    """What the AFLOW prototypes with this label are called; "" where there is none."""
    return _known_names().get(label, "")


def _label(standard: Standard, wyckoffs: Sequence[str], symbol: str) -> str:
    species: dict[int, Counter] = {}
    for kind, letter in zip(standard.kinds.tolist(), wyckoffs):
        species.setdefault(kind, Counter())[letter] += 1
    orbits = standard.orbits.tolist()
    sizes = Counter(orbits)
    multiplicity = {letter: sizes[orbit] for letter, orbit in zip(wyckoffs, orbits)}
    parts = []
    for letters in species.values():
        counts = {letter: n // multiplicity[letter] for letter, n in letters.items()}
        text = "".join(f"{n if n > 1 else ''}{x}" for x, n in sorted(counts.items(), key=_order))
        parts.append((sum(letters.values()), text))
    parts.sort()
    divisor = reduce(gcd, (n for n, _ in parts))
    anonymous = "".join(
        f"{_letters(k)}{n // divisor if n > divisor else ''}" for k, (n, _) in enumerate(parts)
    )
    pearson = _pearson(symbol, standard.number, len(standard.kinds))
    return "_".join([anonymous, pearson, str(standard.number), *(text for _, text in parts)])


def _order(item: tuple[str, int]) -> tuple[bool, str]:
    return item[0].isupper(), item[0]


def _letters(k: int) -> str:
    return chr(ord("A") + k) if k < 26 else f"Z{k}"


def _pearson(symbol: str, number: int, atoms: int) -> str:
    families = ((2, "a"), (15, "m"), (74, "o"), (142, "t"), (194, "h"), (230, "c"))
    family = next(letter for last, letter in families if number <= last)
    centring = "S" if symbol[0] in "ABC" and family in "mo" else symbol[0]
    if centring == "R":
        atoms //= 3
    return f"{family}{'C' if centring == 'S' else centring}{atoms}"
