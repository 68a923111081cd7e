"""The chapter of a data set's card on its parts, and on what stands in more than one of them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from synthscope.dataset.key.columns import Row
from synthscope.dataset.markdown import markdown_table
from synthscope.dataset.splits import find_leaks

_BY_PROTOTYPE = (
    "A structure stands in one part (`split`) in all products and packages, and so does all that "
    "shares its prototype. The part follows from the prototype and the seed alone: it stays when "
    "structures are added, and shares hold only on average over many prototypes.\n"
)
_SCENES = (
    "Each scene is a prototype of its own: none is in two parts. That tells how well a method does "
    "on further scenes of these kinds. Scenes of one name are made of the same structures, so it "
    "does not tell how well it does on other materials.\n"
)
_BY_ACQUISITION = (
    "**HAADF images are divided by acquisition** (`package.split_by`), with all files of each in "
    "one part. No noise, frame or number that is drawn for an acquisition is in two parts, so it "
    "shows how well a method does on further images of these specimens. It does not show how well "
    "it does on other structures: the test part holds the same crystals, directions and "
    "simulations, with what was drawn for a view. Other products are divided by prototype.\n"
)


def split_chapter(
    rows: Sequence[Row],
    parts: Sequence[str],
    catalog: Sequence[Mapping[str, str]],
    configuration: Mapping[str, Any],
) -> str:
    """The chapter on parts and leaks; arguments as of `card.dataset_card`."""
    count = _counts(rows, "split")
    if not count:
        return "## Splits\n\nThe data set is not divided into parts.\n"
    found = {name for own in count.values() for name in own}
    names = [*parts, *sorted(found - set(parts))]
    table = [["Files of", *names]]
    table += [[product, *(own[name] for name in names)] for product, own in count.items()]
    lines = [
        "## Splits and leaks\n",
        markdown_table(table),
    ]
    divided = configuration.get("package", {}).get("split_by") == "acquisition"
    if divided:
        lines.append(_BY_ACQUISITION)
    if not divided or count.keys() - {"haadf"}:
        lines.append(_BY_PROTOTYPE)
    if any(row.get("source") == "scene" for row in catalog):
        lines.append(_SCENES)
    empty = [name for name in names if name not in found]
    if empty:
        lines.append(f"- Nothing of this data set falls into {', '.join(empty)}.")
    prototypes = {row["id"]: row.get("prototype") for row in catalog if row.get("prototype")}
    # Files of several structures name no prototype in their rows.
    each = [
        {"chemical_name_structure_type": prototypes.get(row["structure_id"]), **row}
        for row in each_structure(rows)
    ]
    for column, thing in (
        ("structure_id", "structures"),
        ("chemical_name_structure_type", "prototypes"),
    ):
        leaks = find_leaks(each, column)
        known = {row[column] for row in each if row.get(column)}
        if leaks:
            some = [f"{value} ({' and '.join(p)})" for value, p in leaks.items()]
            some = some if len(some) <= 5 else [*some[:5], "…"]
            lines.append(
                f"- **{len(leaks)} of {len(known)} {thing} stand in more than one part**: "
                f"{', '.join(some)}."
            )
        elif known:
            lines.append(f"- None of {len(known)} {thing} stands in more than one part.")
    lines.append(
        "\n`splits.csv` has the part of every structure. `neighbours.csv` has, for images of all "
        "parts but the largest, the image of another part that looks most like it: `bits` of 1,024 "
        "tell them apart, about 512 where they have nothing in common."
    )
    return "\n".join(lines) + "\n"


def published_sets(rows: Sequence[Row]) -> str:
    """A table of the published sets that files stand for, "" where there are none."""
    count = _counts(rows, "published_set")
    if not count:
        return ""
    names = sorted({name for own in count.values() for name in own})
    table = [["Files of", *names]]
    table += [[product, *(own[name] for name in names)] for product, own in count.items()]
    return (
        f"\n{markdown_table(table)}\nThese sets are those of the published data set "
        "(`published_set`); they are no parts for learning.\n"
    )


def _counts(rows: Iterable[Row], column: str) -> dict[str, Counter]:
    """The number of files by product and what stands in a column."""
    count: dict[str, Counter] = defaultdict(Counter)
    for row in rows:
        if row.get(column):
            count[row["product"]][row[column]] += 1
    return count


def each_structure(rows: Iterable[Row]) -> list[Row]:
    """A row for each structure: batches have several in one."""
    return [
        {**row, "structure_id": name}
        for row in rows
        for name in row.get("structure_id", "").split() or [""]
    ]
