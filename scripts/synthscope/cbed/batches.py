"""Which batch the samples of a structure stand in, and the number that its files are named by."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from synthscope.structures.model import Crystal


def batch_numbers(names: Iterable[str]) -> dict[str, int]:
    """A number of up to nine digits for each batch; adding a batch leaves the others' alone."""
    numbers: dict[str, int] = {}
    taken: set[int] = set()
    for name in sorted(names):
        number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") % 10**9
        while number in taken:
            number += 1
        taken.add(number)
        numbers[name] = number
    return numbers


def members(
    sources: Sequence[Mapping], rows: Iterable[Mapping], crystals: Mapping[str, Crystal]
) -> list[Crystal]:
    """The accepted structures of some sources, in the order of the sources.

    Parameters
    ----------
    sources
        With `kind` and `name`.
    rows
        Of the catalog, which say what source an id came from.
    crystals
        By id; more than are asked for.
    """
    ids: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if row["status"] == "accepted" and row["id"] in crystals:
            ids.setdefault((row["source"], _file(row)), []).append(row["id"])
    return [
        crystals[identity]
        for source in sources
        for identity in ids.get((source["kind"], " ".join(source["name"].split())), [])
    ]


def _file(row: Mapping) -> str:
    """The name of the source, without the number of the frame."""
    name, _, frame = row["file"].rpartition(" frame ")
    return name if name and frame.isdigit() else row["file"]
