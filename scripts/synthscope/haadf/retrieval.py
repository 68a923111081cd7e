"""Choosing the structures, views and targets of a retrieval data set.

Every choice is a rank by numbers drawn for the structure or the view alone, so that it does not
depend on order, and another structure in the catalog changes no more than it must.
"""

import csv
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

from synthscope.core.errors import InputError
from synthscope.core.files import replacing
from synthscope.core.seeds import generator
from synthscope.structures.symmetry.views import Direction, decode, encode

COLUMNS = ("structure_id", "view", "target")


@dataclass(frozen=True)
class Choice:
    """A view of the data set, and whether it is a target as well."""

    structure_id: str
    uvw: Direction
    target: bool


def choose(
    prototypes: Mapping[str, str],
    views: Iterable[tuple[str, Direction]],
    counts: tuple[int, int, int],
    seed: int,
    exclusion: Callable[[str, Direction], str] = lambda structure, uvw: "",
) -> list[Choice]:
    """Choose prototypes, views of each, and targets among those.

    Parameters
    ----------
    prototypes
        The prototype of each structure; one structure stands for all of its prototype. An empty
        prototype stands for itself.
    views
        Structure and direction of each distinct view.
    counts
        Prototypes, views of each, and targets. Targets fall on as many structures as possible.
    seed
        Of the data set.
    exclusion
        Why a view cannot be imaged, or an empty text. Another view then takes its place, and where
        a structure has too few, another structure of its prototype, or another prototype.

    Returns
    -------
    list of Choice
        Ordered by structure and direction.

    Raises
    ------
    InputError
        There are too few prototypes with that many views.
    """
    wanted, per_structure, targets = counts
    seen: dict[str, list[Direction]] = defaultdict(list)
    for structure, uvw in views:
        seen[structure].append(tuple(uvw))
    refused: list[str] = []

    def imaged(structure: str, uvw: Direction) -> bool:
        reason = exclusion(structure, uvw)
        refused.extend([reason] if reason else [])
        return not reason

    chosen: dict[str, list[Direction]] = {}
    represented: set[str] = set()
    able = [structure for structure in prototypes if len(seen[structure]) >= per_structure]
    for structure in sorted(able, key=lambda s: (_draw(seed, s, "structure"), s)):
        prototype = prototypes[structure] or f"structure {structure}"
        if len(chosen) == wanted:
            break
        if prototype in represented:
            continue
        ranked = _ranked(seen[structure], structure, seed)
        views = list(islice((uvw for uvw in ranked if imaged(structure, uvw)), per_structure))
        if len(views) == per_structure:
            chosen[structure] = views
            represented.add(prototype)
    if len(chosen) < wanted:
        raise InputError(_too_few(len(chosen), wanted, per_structure, refused))
    turns = [(s, chosen[s][turn]) for turn in range(per_structure) for s in chosen]
    as_target = set(turns[:targets])
    return sorted(
        (Choice(s, uvw, (s, uvw) in as_target) for s, uvw in turns),
        key=lambda choice: (choice.structure_id, choice.uvw),
    )


def write_choices(choices: Iterable[Choice], path: str | os.PathLike) -> None:
    """The choices as a table with a row a view."""
    with replacing(path) as beside, open(beside, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for choice in choices:
            writer.writerow([choice.structure_id, encode(choice.uvw), int(choice.target)])


def read_choices(path: str | os.PathLike) -> list[Choice]:
    """The choices that a table holds."""
    with open(path, newline="", encoding="utf-8") as file:
        return [
            Choice(row["structure_id"], decode(row["view"]), row["target"] == "1")
            for row in csv.DictReader(file)
        ]


def _too_few(found: int, wanted: int, per_structure: int, refused: list[str]) -> str:
    imaged = f" that can be imaged (not so the first: {refused[0]})" if refused else ""
    return (
        f"haadf.retrieval.prototypes: {wanted} asked for, but only {found} prototypes have "
        f"{per_structure} distinct views{imaged}; ask for {found}, or add structures "
        "(structures.generated.count makes any number)"
    )


def _ranked(views: list[Direction], structure: str, seed: int) -> list[Direction]:
    return sorted(views, key=lambda uvw: (_draw(seed, structure, *uvw), uvw))


def _draw(seed: int, *what: str | int) -> float:
    return float(generator(seed, "haadf", "retrieval", *what).random())
