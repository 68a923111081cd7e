"""The sets of HAADF images: where they lie, what was left out of them, and whether they are whole.

Needs nothing but Python, as all that describes a data set.
"""

import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from synthscope.core.tables import read_records, write_records
from synthscope.dataset.key.columns import Row

FOLDERS = {
    "general": "haadf/general",
    "choices": "haadf/retrieval/choices",
    "targets": "haadf/retrieval/targets",
}
COLUMNS = ("structure_id", "view", "set", "reason")
_OURS = re.compile(r"[^.].*\.(?:[01]\d){3}(?:\.h5|-(?:raw|stem\d\d-\w+)\.png)")


def write_left_out(rows: Iterable[Mapping[str, str]], path: str | os.PathLike) -> None:
    """Write what was left out: structure, view, set and reason, a row for each view and set."""
    ordered = sorted(rows, key=lambda row: [row[column] for column in COLUMNS])
    write_records(ordered, COLUMNS, path)


def read_left_out(tables: Iterable[str | os.PathLike]) -> list[dict[str, str]]:
    """The rows of all tables of what was left out."""
    return [row for table in tables for row in read_records(table)]


def count_views(rows: Iterable[Row]) -> Counter[str]:
    """The number of views in each set, from rows of the key."""
    return Counter(name for name, _ in {(row["published_set"], row["ref_id"]) for row in rows})


def remove_unlisted(folder: Path, rows: Iterable[Row]) -> list[str]:
    """Remove the images that no row lists: of views, conditions and sets that are no longer made.

    Whoever reads a folder of images then finds those of the key and no others. Only files named as
    images are; to be called when all images of the data set are made.

    Parameters
    ----------
    folder
        Of the data set.
    rows
        Of all HAADF images.

    Returns
    -------
    list
        The removed files, as paths from `folder`.
    """
    listed = {row["filename"] for row in rows}
    removed = []
    for place in FOLDERS.values():
        for kind in ("h5", "png"):
            here = folder / place / kind
            for name in sorted(os.listdir(here)) if here.is_dir() else []:
                path = f"{place}/{kind}/{name}"
                if path not in listed and _OURS.fullmatch(name):
                    (folder / path).unlink()
                    removed.append(path)
    return removed
