"""Whether a data set agrees with another of the same configuration, within what machines differ by.

Within the processors that README names all bytes are equal. Elsewhere numbers differ in their last
bits, and now and then a count of noise or a grey level by one. So two arrays agree where all but
`SHARE` of their values differ by no more than `TOLERANCE` of the array's largest, or by one for
integers that count or are grey levels; cells of tables and attributes, where numbers differ by no
more than `CELL` of themselves; texts, where they are equal.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import h5py
import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image, ImageSequence

from synthscope.core.confined import Stopped, confined
from synthscope.core.errors import InputError
from synthscope.core.tables import read_records
from synthscope.dataset.checksums import NAME, read_checksums
from synthscope.formats.mrc import read_mrc

TOLERANCE = 5e-6
"""Of an array's largest value."""
SHARE = 1e-3
"""Of an array's values, which may differ by more: a count drawn anew, a pixel sorted elsewhere."""
CELL, ROUGH_CELL = 1e-3, 0.03
"""Relative difference of two numbers that are one in a table; the latter where methods that sort
noise are measured, as a pixel that lands elsewhere changes what they give."""
ROUGH = "baselines*.csv"
LABELS, ZERO = 15, 1e-12
"""Integers up to here are masks, keys and labels, where one more is another; numbers in cells up to
here are rounding errors of 0."""
SECONDS = 3600
"""Of reading two files, at most: the other one is a stranger's."""

_OF_BYTES = {"sha256", "bytes", "code_hash", "fingerprint"}
"""Columns that differ with the files' bytes."""
_KINDS = "biufc"
"""Numbers, by NumPy's letters."""
_PART = 1 << 20
"""Values that are compared at once: in double precision all would take ten times the memory."""


@dataclass(frozen=True)
class Agreement:
    """What became of each file, by its path from the data set's folder.

    Attributes
    ----------
    equal
        Byte for byte.
    within
        Other bytes, and the numbers agree.
    described
        Other bytes, which describe those of other files: manifests, card, figures.
    different
        The first difference, in words.
    """

    equal: list[str] = field(default_factory=list)
    within: list[str] = field(default_factory=list)
    described: list[str] = field(default_factory=list)
    different: dict[str, str] = field(default_factory=dict)

    def write(self, stream: TextIO) -> None:
        """A line for each file that is not equal, and a line that counts."""
        stream.writelines(f"within tolerance: {name}\n" for name in self.within)
        stream.writelines(f"different: {name}: {why}\n" for name, why in self.different.items())
        stream.write(
            f"{len(self.equal)} files are equal byte for byte, {len(self.within)} within "
            f"tolerance, {len(self.described)} describe others, {len(self.different)} differ\n"
        )


def refuse_different(
    ours: str | os.PathLike, theirs: str | os.PathLike, memory_MB: float, stream: TextIO
) -> None:
    """Write what became of each file to a stream; see `agreement`.

    Raises
    ------
    InputError
        Files differ beyond the tolerance, or there is nothing to compare with.
    """
    found = agreement(Path(ours), Path(theirs), memory_MB)
    found.write(stream)
    if found.different:
        name, why = next(iter(found.different.items()))
        raise InputError(
            f"{ours}: {len(found.different)} files differ from those of {theirs} by more than "
            f"machines do, such as {name}: {why}; was it made by the same version and settings?"
        )


def agreement(ours: Path, theirs: Path, memory_MB: float) -> Agreement:
    """Compare a data set with another folder that has a SHA256SUMS, and the files that differ.

    Two files that need more than `memory_MB` together are not looked into, and count as different.

    Raises
    ------
    InputError
        A folder has no SHA256SUMS, or one that cannot be read.
    """
    for folder in (ours, theirs):
        if not (folder / NAME).is_file():
            raise InputError(f"{folder}: no {NAME}, so this is no finished data set")
    mine, other = read_checksums(ours), read_checksums(theirs)
    found = Agreement()
    for name in sorted(mine.keys() | other.keys()):
        if name not in mine or name not in other:
            found.different[name] = f"only in {ours if name in mine else theirs}"
        elif mine[name] == other[name]:
            found.equal.append(name)
        elif _describes(name):
            found.described.append(name)
        elif why := _difference(ours / name, theirs / name, memory_MB):
            found.different[name] = why
        else:
            found.within.append(name)
    return found


def _describes(name: str) -> bool:
    """Whether a file is made of the others' bytes or drawn from them."""
    kinds = (".json", ".md", ".html", ".svg", ".parquet")
    drawn = name.startswith("gallery/") or name == "neighbours.csv"  # one bit names another image
    return drawn or Path(name).suffix in kinds


def _difference(ours: Path, theirs: Path, memory_MB: float) -> str:
    """The first difference of two files in words, "" where they agree; read in a process apart."""
    if not theirs.is_file():
        return f"other bytes, and {theirs} is not there to compare with"
    try:
        lines = confined(differences, ours, theirs, memory_MB=memory_MB, seconds=SECONDS)
        with closing(lines):
            return next(lines, "")
    except (Stopped, InputError) as error:
        return str(error)


def differences(ours: Path, theirs: Path) -> Iterator[str]:
    """In words, how two files of one name differ beyond the tolerance."""
    if ours.suffix == ".csv":
        cell = ROUGH_CELL if ours.match(ROUGH) else CELL
        yield from _table_differences(ours, theirs, cell)
        return
    mine, other = read_numbers(ours), read_numbers(theirs)
    for key in sorted(mine.keys() ^ other.keys()):
        yield f"only one has {key}"
    for key in sorted(mine.keys() & other.keys()):
        if isinstance(mine[key], str) or isinstance(other[key], str):
            if not _alike(str(mine[key]), str(other[key])):
                yield f"{key}: {mine[key]:.40}, {other[key]:.40} there"
            continue
        wrong, most = differing(mine[key], other[key])
        if wrong > SHARE:
            yield f"{key}: {wrong:.2%} of the values differ, by {most:.2g} of the largest"


def read_numbers(path: Path) -> Mapping[str, NDArray | str]:
    """All numbers of a file by name; texts and attributes as texts.

    Raises
    ------
    InputError
        This kind of file is not known.
    """
    match path.suffix:
        case ".h5" | ".nxs":
            with h5py.File(path) as file:
                return dict(_numbers_of_hdf5(file))
        case ".npz":
            with np.load(path, allow_pickle=False) as file:
                arrays = {name: file[name] for name in file.files}
            return {
                name: array if array.dtype.kind in _KINDS else _text(array)
                for name, array in arrays.items()
            }
        case ".mrc":
            return {"data": read_mrc(path, ...)}
        case ".rawtlt":
            return {"tilts": np.loadtxt(path)}
        case ".png" | ".tif":
            with Image.open(path) as file:
                pages = ImageSequence.Iterator(file)
                return {f"page {k}": np.array(page) for k, page in enumerate(pages)}
    raise InputError(f"{path}: other bytes, and this kind of file is not looked into")


def _numbers_of_hdf5(file: h5py.File) -> Iterator[tuple[str, NDArray | str]]:
    names: list[str] = []
    file.visit(names.append)
    for name in ["/", *names]:
        item = file[name]
        for key, value in item.attrs.items():
            cells = np.ravel(value).tolist() if not isinstance(value, h5py.Empty) else []
            for number, cell in enumerate(cells):
                if isinstance(cell, int | float | complex | str | bytes):
                    yield f"{name}@{key}" + f"[{number}]" * (len(cells) > 1), str(cell)
        plain = isinstance(item, h5py.Dataset) and not (item.external or item.is_virtual)
        if plain and item.dtype.kind in _KINDS:
            yield name, item[()]
        elif plain and h5py.check_string_dtype(item.dtype):
            yield name, _text(item.asstr(errors="replace")[()])


def _text(array: ArrayLike) -> str:
    return "\n".join(map(str, np.ravel(array)))


def differing(ours: NDArray, theirs: NDArray) -> tuple[float, float]:
    """The share of values that do not agree, and the greatest difference in units of the largest.

    Arrays of other shapes do not agree at all: (1, inf).
    """
    ours, theirs = np.asarray(ours), np.asarray(theirs)
    if ours.shape != theirs.shape:
        return 1.0, np.inf
    if ours.size == 0:
        return 0.0, 0.0
    ours, theirs = ours.ravel(), theirs.ravel()
    parts = [slice(first, first + _PART) for first in range(0, ours.size, _PART)]
    largest = max(_largest(ours[part]) for part in parts) or 1.0
    counts = ours.dtype.kind in "iu" and largest > LABELS
    least = max(TOLERANCE * largest, 1.0 if counts else 0.0)
    wrong, most = 0, 0.0
    for part in parts:
        apart = _apart(ours[part], theirs[part])
        wrong += int(np.sum(~(apart <= least)))
        most = float(np.maximum(most, np.max(apart)))
    return wrong / ours.size, most / largest


def _largest(values: NDArray) -> float:
    size = np.abs(values.astype(np.complex128 if values.dtype.kind == "c" else np.float64))
    return float(np.max(size[np.isfinite(size)], initial=0))


def _apart(ours: NDArray, theirs: NDArray) -> NDArray[np.float64]:
    """How far values are from each other; 0 for two that are missing."""
    kind = np.complex128 if "c" in (ours.dtype.kind, theirs.dtype.kind) else np.float64
    a, b = ours.astype(kind), theirs.astype(kind)
    same = (np.isnan(a) & np.isnan(b)) | (a == b)
    with np.errstate(invalid="ignore"):  # of two infinite values
        return np.where(same, 0.0, np.abs(a - b))


def _table_differences(ours: Path, theirs: Path, cell: float) -> Iterator[str]:
    a, b = read_records(ours), read_records(theirs)
    if len(a) != len(b):
        yield f"{len(a)} rows, {len(b)} there"
        return
    columns = dict.fromkeys(column for row in (*a[:1], *b[:1]) for column in row)
    for number, (mine, other) in enumerate(zip(a, b), 2):
        for column in columns:
            if column not in _OF_BYTES and not _alike(
                mine.get(column) or "", other.get(column) or "", cell
            ):
                yield f"line {number}, {column}: {mine.get(column)}, {other.get(column)} there"


def _alike(one: str, other: str, cell: float = CELL) -> bool:
    """Whether two cells are the same text, or nearly the same number."""
    try:
        return one == other or bool(np.isclose(float(one), float(other), cell, ZERO))
    except ValueError:
        return False
