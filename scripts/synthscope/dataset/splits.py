"""Parts of a data set for learning (train, dev, test, ...), without leaks between them.

Structures of one prototype look alike in many views, so a prototype is never divided: all its
structures, with all their views and conditions, go to one part. Within that, each space group is
shared out among the parts as evenly as whole prototypes allow.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any


def assign_splits(
    structures: Iterable[Mapping[str, Any]], fractions: Mapping[str, float], seed: int
) -> dict[str, str]:
    """The part of each structure.

    Prototypes are put in a line, those of one space group side by side and otherwise in an order
    drawn from the seed; each then goes to the part that is furthest behind its share so far. Any
    stretch of the line, hence also each space group, is thus divided in proportion to within about
    one prototype.

    Parameters
    ----------
    structures
        Mappings with `id`, `prototype` (empty: the structure stands alone) and `space_group`.
    fractions
        The share of each part; they need not add up to one.
    seed
        Of the data set.

    Returns
    -------
    dict
        Structure id to part. It does not depend on the order of the structures.
    """
    members: dict[str, list[str]] = defaultdict(list)
    strata: dict[str, str] = {}
    for structure in sorted(structures, key=lambda structure: structure["id"]):
        group = structure.get("prototype") or f"structure {structure['id']}"
        members[group].append(structure["id"])
        strata.setdefault(group, str(structure.get("space_group") or ""))

    line = sorted(
        members, key=lambda g: (_drawn(seed, "stratum", strata[g]), _drawn(seed, "group", g))
    )
    whole = sum(fractions.values())
    behind = dict.fromkeys(fractions, 0.0)
    part: dict[str, str] = {}
    for group in line:
        size = len(members[group])
        for name, fraction in fractions.items():
            behind[name] += size * fraction / whole
        chosen = max(
            behind, key=lambda name: (behind[name], _drawn(seed, "turn", f"{group} {name}"))
        )
        behind[chosen] -= size
        part.update(dict.fromkeys(members[group], chosen))
    return dict(sorted(part.items()))


def find_leaks(rows: Iterable[Mapping[str, Any]], by: str) -> dict[str, list[str]]:
    """What stands in more than one part: values of column `by`, each with its parts.

    Rows without a part or without a value are left out.
    """
    parts: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.get(by) and row.get("split"):
            parts[str(row[by])].add(row["split"])
    return {value: sorted(found) for value, found in sorted(parts.items()) if len(found) > 1}


def _drawn(seed: int, *purpose: str) -> bytes:
    return hashlib.sha256("\x1f".join([str(seed), *purpose]).encode()).digest()
