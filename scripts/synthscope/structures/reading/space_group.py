"""The space group that a CIF states, in words, as a number and as operations."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import product

import gemmi
import numpy as np

from synthscope.structures.reading.numerals import is_count

_SYMBOL = (
    "_space_group_name_H-M_alt", "_symmetry_space_group_name_H-M", "_space_group_name_H-M_full",
    "_space_group_name_H-M_ref",
)  # fmt: skip
_NUMBER = ("_space_group_IT_number", "_symmetry_Int_Tables_number")
_HALL = ("_space_group_name_Hall", "_symmetry_space_group_name_Hall")
_OPERATIONS = ("_space_group_symop_operation_xyz", "_symmetry_equiv_pos_as_xyz")
MOST_OPERATIONS = 2 * 192
"""Some files list them under two names."""


@dataclass
class StatedGroup:
    """`settings` are the groups of operations that the words allow, the likeliest first."""

    number: int = 0
    symbol: str = ""
    settings: list[tuple[str, list[gemmi.Op]]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def _value(block: gemmi.cif.Block, tags: tuple[str, ...]) -> str:
    for tag in tags:
        text = block.find_value(tag)
        if text and not gemmi.cif.is_null(text):
            return " ".join(gemmi.cif.as_string(text).split())
    return ""


def _modern(symbol: str) -> str:
    """Rewrite the databases' habits: `P3-c1`, `F d -3 m Z` (origin 2), `R -3 m HR`."""
    text = re.sub(r"(?<![/\d])([346])-", r"-\1", symbol)
    for ending, setting in ((r"\s+S", ":1"), (r"\s+Z", ":2"), (r"\s+HR?", ":H"), (r"\s+RR?", ":R")):
        text = re.sub(ending + "$", setting, text)
    return text


def centred(operations: Iterable[gemmi.Op], shifts: Iterable[gemmi.Op]) -> list[gemmi.Op]:
    """Every operation with every centring translation (the identity among them), each once."""
    unique = {}
    for shift, operation in product(shifts, operations):
        both = (shift * operation).wrap()
        unique.setdefault(both.triplet(), both)
    return list(unique.values())


def closed(operations: list[gemmi.Op]) -> bool:
    """Whether the product of any two is one of them, up to whole cells."""
    seen = {op.wrap().triplet() for op in operations}
    return all((a * b).wrap().triplet() in seen for a in operations for b in operations)


def _by_symbol(symbol: str, angles: tuple[float, float, float]) -> gemmi.SpaceGroup | None:
    modern = _modern(symbol)
    alpha, _, gamma = angles
    return gemmi.find_spacegroup_by_name(modern, alpha, gamma)


def _settings(group: gemmi.SpaceGroup, symbol: str) -> list[tuple[str, list[gemmi.Op]]]:
    """The group, and its other origin where the symbol does not say which one is meant."""
    settings = [(group.xhm(), list(group.operations()))]
    if group.ext in "12" and ":" not in _modern(symbol):
        for other in gemmi.spacegroup_table():
            if other.number == group.number and other.ext in "12" and other.ext != group.ext:
                if other.hm == group.hm:
                    settings.insert(0, (other.xhm(), list(other.operations())))
    return settings


def stated_group(
    block: gemmi.cif.Block, angles: tuple[float, float, float], require_symmetry: bool
) -> StatedGroup:
    """Read the group; where symbol, number and operations disagree, that is a problem.

    The operations win over the symbol's setting, because they alone fix axes and origin.
    """
    said = StatedGroup(symbol=_value(block, _SYMBOL))
    number, hall = _value(block, _NUMBER), _value(block, _HALL)
    if number:
        said.number = int(number) if is_count(number) else 0
        if not 1 <= said.number <= 230:
            said.problems.append(f"space group number {number[:20]!r} is not between 1 and 230")
            said.number = 0
    named = _by_symbol(said.symbol, angles) if said.symbol else None

    triplets = [t for tag in _OPERATIONS for t in block.find_values(tag)]
    if len(triplets) > MOST_OPERATIONS:
        said.problems.append(f"{len(triplets)} symmetry operations; a group has at most 192")
        return said
    operations = []
    for triplet in triplets:
        try:
            operations.append(gemmi.Op(gemmi.cif.as_string(triplet)).wrap())
        except (ValueError, RuntimeError):
            said.problems.append(f"symmetry operation {triplet[:40]!r} cannot be read")
            return said

    if said.symbol and named is None and not operations:
        said.problems.append(
            f"space group symbol {said.symbol[:30]!r} is unknown; give a Hermann-Mauguin symbol "
            "or the symmetry operations"
        )
        return said
    if named and said.number and named.number != said.number:
        said.problems.append(
            f"space group symbol {said.symbol!r} is number {named.number}, but the file says "
            f"number {said.number}; correct one of them"
        )
        return said
    said.number = said.number or (named.number if named else 0)

    if operations:
        found = gemmi.find_spacegroup_by_ops(gemmi.GroupOps(operations))
        if found is None and not closed(operations):
            said.problems.append(
                f"the {len(operations)} symmetry operations do not form a group; some are missing "
                "or wrong"
            )
            return said
        if found and said.number and found.number != said.number:
            said.problems.append(
                f"the symmetry operations are those of {found.xhm()} (number {found.number}), but "
                f"the file says {said.symbol or 'number'} {said.number}; correct one of them"
            )
            return said
        if found:
            said.number = found.number
            operations = list(found.operations())
        said.symbol = said.symbol or (found.xhm() if found else "")
        said.settings = [(said.symbol or "the operations listed", operations)]
    elif named:
        said.settings = _settings(named, said.symbol)
    elif hall:
        try:
            group = gemmi.symops_from_hall(hall)
        except (ValueError, RuntimeError):
            said.problems.append(f"Hall symbol {hall[:30]!r} cannot be read")
            return said
        found = gemmi.find_spacegroup_by_ops(group)
        if found and said.number and found.number != said.number:
            said.problems.append(
                f"Hall symbol {hall!r} is number {found.number}, but the file says {said.number}"
            )
            return said
        said.number = found.number if found else said.number
        said.symbol = found.xhm() if found else hall
        said.settings = [(said.symbol, list(group))]
    elif said.number:
        group = gemmi.find_spacegroup_by_number(said.number)
        if group.ext in "HR":
            group = gemmi.find_spacegroup_by_name(group.hm, angles[0], angles[2]) or group
        said.notes.append(f"only the space group number is given: read as {group.xhm()}")
        said.symbol = group.xhm()
        said.settings = _settings(group, group.hm)
    elif require_symmetry and not said.problems:
        said.problems.append(
            "no symmetry information (symbol, number or operations); add it, or set "
            "structures.require_symmetry to false to read the file as P 1"
        )
    elif not said.problems:
        said.notes.append("no symmetry information: read as P 1")
        said.number, said.symbol = 1, "P 1"
        said.settings = [("P 1", [gemmi.Op("x,y,z")])]
    return said


def matrices(operations: list[gemmi.Op]) -> tuple[np.ndarray, np.ndarray]:
    """(M, 3, 3) rotations and (M, 3) translations, acting on fractional columns."""
    rotations = np.array([op.rot for op in operations], dtype=float) / gemmi.Op.DEN
    translations = np.array([op.tran for op in operations], dtype=float) / gemmi.Op.DEN
    return rotations, translations
