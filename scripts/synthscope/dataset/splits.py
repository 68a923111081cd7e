"""Parts of a data set for learning (train, dev, test, ...), without leaks between them.

Structures of one prototype look alike in many views, so a prototype is never divided: all its
structures stand in one part, in every product. The part is drawn from the seed and the prototype
and from nothing else, so a structure that is added moves no other one, and a job can tell where its
structures belong without knowing the others. The price: shares hold over many prototypes, and not
exactly in a small data set.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from synthscope.core.errors import InputError


def part_of_structure(
    structure: str, prototype: str, fractions: Mapping[str, float], seed: int
) -> str:
    """The part of a structure, which is that of its prototype.

    Parameters
    ----------
    structure
        Its id, which counts only where the prototype is not known ("").
    fractions
        The share of each part; they need not add up to one, and their order does not matter.
    seed
        Of the data set.
    """
    group = ("prototype", prototype) if prototype else ("structure", structure)
    return _drawn(group, fractions, seed)


def part_of_sample(sample: str, fractions: Mapping[str, float], seed: int) -> str:
    """The part of a sample without a structure, such as random spheres or a real scan."""
    return _drawn(("sample", sample), fractions, seed)


def _drawn(group: tuple[str, str], fractions: Mapping[str, float], seed: int) -> str:
    digest = hashlib.sha256("\x1f".join([str(seed), "part", *group]).encode()).digest()
    # Exact numbers: a draw beside a border falls to the same side on every machine.
    shares = {name: Fraction(fractions[name]) for name in sorted(fractions)}
    place = Fraction(int.from_bytes(digest[:8], "big"), 2**64) * sum(shares.values())
    for name, share in shares.items():
        if place < share:
            return name
        place -= share
    raise ValueError("all shares are 0")


def add_parts(
    rows: Iterable[dict[str, Any]],
    structures: Iterable[Mapping[str, str]],
    fractions: Mapping[str, float],
    seed: int,
    by: str = "prototype",
) -> None:
    """Fill in `split`, in place, in rows of the key that do not bring it from their job.

    Parameters
    ----------
    rows
        Of the key, where a batch names several structures.
    structures
        Rows of splits.csv, with id and split.
    fractions, seed
        For samples without a structure.
    by
        "acquisition": rows that have one are samples of their own, and their structure is passed.
    """
    parts = {structure["id"]: structure["split"] for structure in structures}
    for row in rows:
        names = row.get("structure_id", "").split()
        if by == "acquisition" and _divided(row):
            row.setdefault("split", part_of_sample(_acquisition(row), fractions, seed))
        elif names and names[0] in parts:
            row.setdefault("split", parts[names[0]])
        elif not names and "ref_id" in row:
            row.setdefault("split", part_of_sample(row["ref_id"], fractions, seed))


def refuse_leaks(
    rows: Iterable[Mapping[str, Any]],
    structures: Iterable[Mapping[str, str]],
    by: str = "prototype",
) -> None:
    """Check that each prototype, structure and sample stands in one part of the whole data set.

    Where rows are divided by acquisition, each of those does, with all its files.

    Parameters
    ----------
    rows
        Of the key, all products and packages together.
    structures
        Rows of splits.csv, with id, prototype and split.

    Raises
    ------
    InputError
        Names the structure, prototype or sample, and both parts.
    """
    known = {structure["id"]: structure for structure in structures}
    first: dict[str, Mapping[str, str]] = {}
    for structure in known.values():
        other = first.setdefault(structure["prototype"] or structure["id"], structure)
        if structure["prototype"] and other["split"] != structure["split"]:
            raise InputError(
                f"splits.csv: prototype {structure['prototype']} stands in {other['split']} "
                f"({other['id']}) and in {structure['split']} ({structure['id']}); all structures "
                "of a prototype must stand in one part"
            )
    samples: dict[str, tuple[str, str]] = {}
    for row in rows:
        file, part = row["filename"], row.get("split", "no part")
        names = row.get("structure_id", "").split()
        sample = row.get("ref_id")
        if by == "acquisition" and _divided(row):
            names, sample = [], _acquisition(row)
        for name in names:
            if name not in known:
                raise InputError(
                    f"{file}: structure {name} is in {part} here and not in splits.csv; a "
                    "structure's part must be known"
                )
            if part != known[name]["split"]:
                raise InputError(
                    f"{file}: structure {name} (prototype {known[name]['prototype'] or 'unknown'}) "
                    f"stands in {part} here and in {known[name]['split']} in splits.csv; it must "
                    "stand in one part in the whole data set"
                )
        if not names and sample:
            there, elsewhere = samples.setdefault(sample, (part, file))
            if part != there:
                raise InputError(
                    f"{file}: sample {sample} stands in {part} here and in {there} with "
                    f"{elsewhere}; a sample must stand in one part"
                )


def _divided(row: Mapping[str, Any]) -> bool:
    """Whether a row is of an acquisition that may be divided from others: of a HAADF image."""
    return "acquisition" in row and row.get("product", "haadf") == "haadf"


def _acquisition(row: Mapping[str, Any]) -> str:
    """What all files of an acquisition share, and nothing else."""
    return f"{row['ref_id']}, acquisition {row['acquisition']}"


def find_leaks(rows: Iterable[Mapping[str, Any]], by: str) -> dict[str, list[str]]:
    """What stands in more than one part: values of column `by`, each with its parts.

    Rows without a part or without a value are left out.
    """
    parts: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.get(by) and row.get("split"):
            parts[str(row[by])].add(row["split"])
    return {value: sorted(found) for value, found in sorted(parts.items()) if len(found) > 1}
