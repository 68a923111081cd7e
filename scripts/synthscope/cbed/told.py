"""What the rows of a CBED data set tell: the directions of its patterns and how they were taken."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from synthscope.cbed.detection import is_clean

MOST = 12
"""Directions that are named."""


def told(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Sentences for the card."""
    clean = [row for row in rows if is_clean(row)]
    return [*_directions(clean), *_conditions(rows)]


def _directions(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """How many structures are seen along each direction, the most frequent first."""
    count = Counter(
        axis
        for row in rows
        for one in (row.get("zone_axes") or "").split("; ")
        for axis in _split(one.partition(": ")[2])
    )
    if not count:
        return []
    ordered = sorted(count.items(), key=lambda item: (-item[1], item[0]))
    named = ", ".join(f"{axis} {number}" for axis, number in ordered[:MOST])
    others = f" and {len(ordered) - MOST} more" if len(ordered) > MOST else ""
    return [
        "Directions of the beam, [uvw] or the normal of (hkl), and the structures seen along each: "
        f"{named}{others}. `zone_axes` has those of each structure, in the order of its patterns."
    ]


def _split(text: str) -> list[str]:
    """`(110) [1 0 -12]` as its directions."""
    closed = text.replace(")", ")\n").replace("]", "]\n")
    return [part.strip() for part in closed.splitlines() if part.strip()]


def _conditions(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    cameras = {
        row["condition"]: (row["camera"], row.get("camera_settings") or "all settings the defaults")
        for row in rows
        if not is_clean(row)
    }
    return [
        f"Condition `{name}`: a camera of kind {kind} ({settings}); its patterns stand in "
        f"`cbed/detected/{name}`, and every number in their attributes."
        for name, (kind, settings) in sorted(cameras.items())
    ]
