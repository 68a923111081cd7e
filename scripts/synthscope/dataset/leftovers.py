"""Files of jobs that only an earlier configuration had: of other structures, other batches."""

from collections.abc import Iterable
from pathlib import Path

from synthscope.core.errors import InputError
from synthscope.core.files import sha256
from synthscope.dataset.aside import ASIDE_NAME
from synthscope.dataset.checksums import NAME, sound_checksums
from synthscope.dataset.key.columns import Row
from synthscope.dataset.key.table import read_table


def remove_leftovers(folder: Path, tables: Iterable[Path]) -> list[str]:
    """Remove tables that are not among `tables`, and the files that only they list.

    Whoever reads a folder of images then finds those of the configuration and no others, and going
    back to the earlier configuration does not take for made what jobs of this one wrote over. A
    file goes only if a table lists it, below `folder` and with its present size: what a user put
    there stays.

    Parameters
    ----------
    folder
        Of the data set.
    tables
        Those of all jobs of this configuration, made or not.

    Returns
    -------
    list
        The removed files, as paths from `folder`, without the tables.
    """
    expected = set(map(Path, tables))
    others = [
        path
        for place in sorted({table.parent for table in expected})
        for path in sorted(place.glob("*.csv"))
        if path not in expected
    ]
    if not others:
        return []
    kept = {row["filename"] for table in expected for row in _rows(table)}
    removed = []
    for table in others:  # last the table: what interrupts this leaves it to the next time
        listed = {row["filename"]: row for row in _rows(table) if row["filename"] not in kept}
        removed += _remove(folder, [name for name, row in listed.items() if _is_ours(folder, row)])
        table.unlink()
    return removed


def remove_unclaimed(folder: Path, outputs: Iterable[Path]) -> list[str]:
    """Remove what an earlier configuration's jobs made and no job of this one makes.

    The files of a product that is no longer asked for, or what was made of a structure that is no
    longer there. A file goes only if the data set's checksums list it and it has those bytes.

    Parameters
    ----------
    folder
        Of the data set.
    outputs
        Files and folders that are outputs of all jobs of this configuration, made or not. Images
        that their tables list are claimed too.

    Returns
    -------
    list
        The removed files, as paths from `folder`.
    """
    claimed = {path.relative_to(folder) for path in map(Path, outputs)}
    tables = [folder / name for name in claimed if "shards" in name.parts]  # key.csv is of before
    claimed |= {Path(row["filename"]) for table in tables for row in _rows(table)}
    removed = [
        name
        for name, digest in sorted(_made_files(folder).items())
        if claimed.isdisjoint([Path(name), *Path(name).parents]) and _is_made(folder, name, digest)
    ]
    return _remove(folder, removed)


def remove_unlisted(folder: Path, listed: Iterable[str], others: Iterable[str]) -> list[str]:
    """Remove images that the same jobs made before with other settings: more rows, more shifts.

    A file goes only if it lies below the folder of a product, the data set's checksums list it and
    it has those bytes.

    Parameters
    ----------
    folder
        Of the data set.
    listed
        The images of all jobs, as paths from `folder`.
    others
        Files of products that are no images.

    Returns
    -------
    list
        The removed files, as paths from `folder`.
    """
    if not (folder / NAME).is_file():
        return []
    listed = set(listed)
    products, kept = {Path(name).parts[0] for name in listed}, listed.union(others)
    removed = [
        name
        for name, digest in sorted(sound_checksums(folder)[0].items())
        if name not in kept and Path(name).parts[0] in products and _is_made(folder, name, digest)
    ]
    return _remove(folder, removed)


def _made_files(folder: Path) -> dict[str, str]:
    """The digests of all files that finished jobs made, as the data set's checksums list them."""
    found: dict[str, str] = {}
    for name in (ASIDE_NAME, NAME):
        if (folder / name).is_file():
            found |= sound_checksums(folder, name)[0]
    return {name: digest for name, digest in found.items() if name not in (NAME, ASIDE_NAME)}


def _is_made(folder: Path, name: str, digest: str) -> bool:
    """Whether a file is there with this digest: what a user wrote is never taken for a job's."""
    path = folder / name
    inside = path.resolve().is_relative_to(folder.resolve())
    return inside and path.is_file() and sha256(path) == digest


def _rows(table: Path) -> list[Row]:
    try:
        return read_table(table) if table.is_file() else []
    except InputError:  # of an older version, with other columns
        return []


def _is_ours(folder: Path, row: Row) -> bool:
    path = folder / row["filename"]
    inside = path.resolve().is_relative_to(folder.resolve())
    return inside and path.is_file() and path.stat().st_size == row.get("bytes")


def _remove(folder: Path, names: list[str]) -> list[str]:
    """Remove files, and the folders that are empty then; the names once more."""
    for name in names:
        (folder / name).unlink()
        _remove_empty(folder, (folder / name).parent)
    return names


def _remove_empty(folder: Path, place: Path) -> None:
    while place != folder and not any(place.iterdir()):
        place.rmdir()
        place = place.parent
