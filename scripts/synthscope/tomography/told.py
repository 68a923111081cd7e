"""What the rows of a data set tell of its sinograms, in sentences for the card and the gallery."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any


def told(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Sentences about the sinograms of a data set, from their rows of key.csv."""
    return [*_sides(rows)]


def _sides(rows: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    """How many images of each sample are clean, and how many have stripes of their own."""
    count: dict[tuple[str, str], Counter[str]] = {}
    for row in rows:
        parts = PurePosixPath(row["filename"]).parts
        if len(parts) > 4 and parts[1] in ("paired", "patch") and parts[4] == "stripe":
            count.setdefault((parts[1], parts[2]), Counter())[parts[3]] += 1
    for (mode, sample), sides in sorted(count.items()):
        clean, striped = sides["fake_artifacts"], sides["real_artifacts"]
        yield (
            f"{mode.capitalize()} mode, sample {sample}: {clean} images count as clean and got "
            f"drawn stripes, {striped} have stripes of their own."
        )
