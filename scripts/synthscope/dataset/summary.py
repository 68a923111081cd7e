"""What a finished data set holds and where to look at it, for the end of a run."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from synthscope.core.files import readable
from synthscope.dataset.key.columns import Row
from synthscope.dataset.key.table import read_table
from synthscope.dataset.product import count_images

PAGE = "gallery/index.html"
WHY_EMPTY = (
    "a prototype with all its structures, a sample or an acquisition stands in one part, so a few "
    "of them do not fill all"
)
"""Why a part of the data set may have nothing in it."""


def summary(folder: Path, shares: Mapping[str, float]) -> list[str]:
    """Lines: the parts that are empty, and last the number of images and the path of the gallery.

    Parameters
    ----------
    folder
        Of the data set, with its key.csv.
    shares
        Of the parts into which the configuration divides it: train, dev, test.
    """
    rows = read_table(folder / "key.csv")
    asked = [part for part, share in shares.items() if share > 0]
    return [*_empty(rows, asked), f"{_counted(rows)}; look at {folder / PAGE}"]


def _empty(rows: Sequence[Row], parts: Iterable[str]) -> list[str]:
    found = {row.get("split") for row in rows}
    empty = [part for part in parts if part not in found]
    if not empty:
        return []
    return [f"nothing falls into {' and '.join(empty)}: {WHY_EMPTY}"]


def _counted(rows: Sequence[Row]) -> str:
    of_product = defaultdict(list)
    for row in rows:
        of_product[row["product"]].append(row)
    images = {name: count_images(own) for name, own in of_product.items() if name != "usid"}
    each = ", ".join(f"{count:,} {name}" for name, count in images.items())
    size = readable(sum(row["bytes"] for row in rows))
    return f"{sum(images.values()):,} images ({each}) in {len(rows):,} files of {size}"
