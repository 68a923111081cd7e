"""The audit of leaks: which images of other parts of the data set look most like an image.

Parts are divided by prototype, so no structure and no sample stands in two of them. Whether images
do all the same, because two prototypes look alike from a side, is told only by the images.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from synthscope.core.errors import InputError
from synthscope.dataset.image_hashes import first_images, image_hash

COLUMNS = (
    *("product", "condition", "image", "split", "filename"),
    *("nearest_split", "nearest_filename", "bits"),
)
_AT_ONCE = 2048
Hashed = tuple[str, str, NDArray[np.uint64]]  # part, file name, hash


def find_neighbours(rows: Iterable[Mapping[str, Any]], folder: Path) -> list[dict[str, Any]]:
    """For images of all parts but the largest, the most alike image of another part.

    Compared are the first images of files of one product and condition, by their hashes.

    Parameters
    ----------
    rows
        Of the key. Packages, which hold the images of others, are passed over.
    folder
        Of the data set.

    Returns
    -------
    list
        A row an image, with the columns `COLUMNS`; `bits` is how many of the bits of the two hashes
        differ.
    """
    kinds: dict[tuple[str, str, str], list[Hashed]] = defaultdict(list)
    for row in rows:
        if row["product"] == "usid" or not row.get("split"):
            continue
        for name, image in first_images(folder / row["filename"]):
            found = image_hash(image)
            if found is not None:
                kind = row["product"], row.get("condition", ""), name
                kinds[kind].append((row["split"], row["filename"], found))
    return [
        dict(zip(COLUMNS, (*kind, *one)))
        for kind, hashed in sorted(kinds.items())
        for one in _nearest_of_each(hashed)
    ]


def _nearest_of_each(hashed: Sequence[Hashed]) -> list[tuple]:
    """For each image that is not of the largest part: itself, and the nearest of another part."""
    sizes = Counter(part for part, _, _ in hashed)
    largest = min(sizes, key=lambda part: (-sizes[part], part))
    found = []
    for part in sorted(sizes.keys() - {largest}):
        own = [one for one in hashed if one[0] == part]
        others = [one for one in hashed if one[0] != part]
        index, bits = nearest([h for _, _, h in own], [h for _, _, h in others])
        found += [
            (part, name, others[k][0], others[k][1], int(count))
            for (_, name, _), k, count in zip(own, index, bits)
        ]
    return found


def nearest(
    ours: Sequence[NDArray[np.uint64]], theirs: Sequence[NDArray[np.uint64]]
) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """For each hash the place of the nearest of others, the first of equals, and the bits apart."""
    a, b = np.stack(ours), np.stack(theirs)
    place, least = np.zeros(len(a), np.intp), np.full(len(a), np.iinfo(np.int64).max)
    rows = np.arange(_AT_ONCE)
    for i in range(0, len(a), _AT_ONCE):
        for j in range(0, len(b), 64):
            apart = np.bitwise_count(a[i : i + _AT_ONCE, None] ^ b[None, j : j + 64]).sum(
                axis=2, dtype=np.int64
            )
            best = apart.argmin(axis=1)
            bits = apart[rows[: len(best)], best]
            closer = bits < least[i : i + _AT_ONCE]
            place[i : i + _AT_ONCE][closer] = best[closer] + j
            least[i : i + _AT_ONCE][closer] = bits[closer]
    return place, least


def refuse_alike(neighbours: Iterable[Mapping[str, Any]], bits: int | None) -> None:
    """Check that no image looks like one of another part.

    Parameters
    ----------
    neighbours
        From `find_neighbours`.
    bits
        Hashes that differ by no more are those of one image; None allows everything.

    Raises
    ------
    InputError
        Naming the first two images, and how many there are.
    """
    alike = [one for one in neighbours if bits is not None and one["bits"] <= bits]
    if alike:
        one = alike[0]
        raise InputError(
            f"{len(alike)} images look like one of another part, such as {one['filename']} "
            f"({one['split']}) and {one['nearest_filename']} ({one['nearest_split']}): "
            f"{one['bits']} bits of their hashes differ; leave one of the structures out, or set "
            "package.leak_bits to null to have them listed only"
        )
