"""Compare two data sets of one configuration that were made on different machines.

    python tools/compare_data_sets.py results/demo published/demo

Within the processors that README names all bytes are equal. Elsewhere numbers differ in their last
bits, and now and then a count of noise or a grey level by one or more. So arrays agree where all
but one value in a thousand (`--share`) are within a millionth (`--tolerance`) of the array's
largest, or within one unit for integers; cells of tables where numbers are within a thousandth.
Files that describe the others (checksums, manifests, card, figures) are looked at for being there.
Ends with 0 where all agree, with 1 where a file does not, and says which and by how much.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import h5py
import mrcfile
import numpy as np
from PIL import Image, ImageSequence

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from synthscope.core.errors import InputError  # noqa: E402
from synthscope.core.tables import read_records  # noqa: E402
from synthscope.dataset.checksums import read_checksums  # noqa: E402

OF_BYTES = {"sha256", "bytes", "code_hash", "fingerprint"}
"""Columns that differ with the files' bytes."""
SMALLEST = 1e-3
"""Relative difference of two numbers in a table that are one: estimates of errors are rough."""

Arrays = Mapping[str, np.ndarray]


def read_arrays(path: Path) -> Arrays | None:
    """All numbers of a file by name; None for a kind of file that is not looked into."""
    match path.suffix:
        case ".h5" | ".nxs":
            found = {}

            def take(name, item):
                if isinstance(item, h5py.Dataset) and item.dtype.kind in "biufc":
                    found[name] = item[()]

            with h5py.File(path) as file:
                file.visititems(take)
            return found
        case ".npz":
            with np.load(path) as file:
                return {name: file[name] for name in file.files if file[name].dtype.kind in "biufc"}
        case ".mrc":
            with mrcfile.open(path) as file:
                return {"data": np.array(file.data)}
        case ".png" | ".tif" if path.parent.name != "gallery":
            with Image.open(path) as file:
                pages = ImageSequence.Iterator(file)
                return {f"page {k}": np.array(page) for k, page in enumerate(pages)}
    return None


def differing(ours: np.ndarray, theirs: np.ndarray, tolerance: float) -> tuple[float, float]:
    """The share of values that do not agree, and the greatest difference in units of the largest.

    Arrays of other shapes do not agree at all: (1, inf).
    """
    if np.shape(ours) != np.shape(theirs):
        return 1.0, np.inf
    if np.size(ours) == 0:
        return 0.0, 0.0
    kind = np.complex128 if "c" in (ours.dtype.kind, theirs.dtype.kind) else np.float64
    a, b = np.asarray(ours, kind), np.asarray(theirs, kind)
    missing = np.isnan(a) & np.isnan(b)
    apart = np.where(missing | (a == b), 0.0, np.abs(a - b))
    largest = float(np.nanmax(np.abs(a), initial=0)) or 1.0
    least = tolerance * largest
    if ours.dtype.kind in "biu":
        least = max(least, 1.0 if ours.dtype.kind != "b" else 0.0)
    wrong = ~(apart <= least)
    return float(np.mean(wrong)), float(np.max(apart)) / largest


def table_differences(ours: Path, theirs: Path) -> Iterator[str]:
    """In words, how two CSV tables differ, but for what follows from the files' bytes."""
    a, b = read_records(ours), read_records(theirs)
    if len(a) != len(b):
        yield f"{len(a)} rows, {len(b)} there"
        return
    for number, (mine, other) in enumerate(zip(a, b), 2):
        for column in mine.keys() - OF_BYTES:
            if not _alike(mine[column] or "", other.get(column) or ""):
                yield f"line {number}, {column}: {mine[column]}, {other.get(column)} there"


def _alike(one: str, other: str) -> bool:
    try:
        return one == other or bool(np.isclose(float(one), float(other), rtol=SMALLEST))
    except ValueError:
        return False


def compare(ours: Path, theirs: Path, tolerance: float, share: float) -> tuple[int, list[str]]:
    """How many files are equal byte for byte, and a line for each that does not agree."""
    mine, other = read_checksums(ours), read_checksums(theirs)
    lines = [f"{name}: only in {ours}" for name in sorted(mine.keys() - other.keys())]
    lines += [f"{name}: only in {theirs}" for name in sorted(other.keys() - mine.keys())]
    common = sorted(mine.keys() & other.keys())
    for name in common:
        if mine[name] == other[name]:
            continue
        if name.endswith(".csv"):
            lines += [f"{name}: {what}" for what in table_differences(ours / name, theirs / name)]
        elif (arrays := read_arrays(ours / name)) is not None:
            there = read_arrays(theirs / name)
            lines += [f"{name}: only one has {key}" for key in sorted(arrays.keys() ^ there.keys())]
            for key in sorted(arrays.keys() & there.keys()):
                wrong, most = differing(arrays[key], there[key], tolerance)
                if wrong > share:
                    lines.append(f"{name}: {key}: {wrong:.2%} of the values differ, by {most:.2g}")
    return sum(mine[name] == other[name] for name in common), lines


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("ours", type=Path, help="a data set's folder")
    parser.add_argument("theirs", type=Path, help="another's")
    parser.add_argument("--tolerance", type=float, default=1e-6, help="of an array's largest value")
    parser.add_argument("--share", type=float, default=1e-3, help="of values that may differ more")
    chosen = parser.parse_args(arguments)
    try:
        equal, lines = compare(chosen.ours, chosen.theirs, chosen.tolerance, chosen.share)
    except (InputError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    print("".join(f"{line}\n" for line in lines), end="")
    print(f"{equal} files are equal byte for byte; {len(lines)} differences beyond the tolerance")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
