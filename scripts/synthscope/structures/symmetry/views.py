"""Views: the directions [uvw] along which a structure looks different."""

import csv
import os
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from math import gcd

import numpy as np

from synthscope.core.errors import InputError
from synthscope.core.files import replacing
from synthscope.core.seeds import generator
from synthscope.structures.model import Crystal
from synthscope.structures.settings import ViewsSettings

Direction = tuple[int, int, int]
Seen = tuple[str, Direction]
"""A structure's id and the direction [uvw] that points to the viewer."""

COLUMNS = ["structure_id", "view", "u", "v", "w", "hkl_plane"]


@dataclass(frozen=True)
class View:
    """A structure seen along one direction."""

    structure_id: str
    uvw: Direction
    hkl: tuple[float, float, float]

    @property
    def name(self) -> str:
        """See `view_name`."""
        return view_name((self.structure_id, self.uvw))


def view_name(view: Seen) -> str:
    """`<id>.<sign and index, three times>`, for example 000004.011200 for [1, -2, 0]."""
    structure, uvw = view
    return f"{structure}.{encode(uvw)}"


def primitive_directions(max_index: int = 2) -> list[Direction]:
    """All coprime [uvw] with |index| up to `max_index`, both signs of each, ordered by name."""
    span = range(-max_index, max_index + 1)
    found = [uvw for uvw in product(span, span, span) if gcd(*uvw) == 1]
    return sorted(found, key=encode)


def encode(uvw: Iterable[int]) -> str:
    """Digit pairs as in file names: sign (0 plus, 1 minus), then the absolute value."""
    values = [int(i) for i in uvw]
    if max(map(abs, values)) > 9:
        raise InputError(f"view {values}: an index above 9 does not fit a file name")
    return "".join(f"{int(i < 0)}{abs(i)}" for i in values)


def decode(name: str) -> Direction:
    """[uvw] from digit pairs; InputError where they are none."""
    if (
        len(name) != 6
        or not (name.isascii() and name.isdigit())
        or any(sign not in "01" for sign in name[::2])
    ):
        raise InputError(f"view {name[:20]!r}: give three pairs of a sign (0 or 1) and a digit")
    u, v, w = (int(name[k + 1]) * (-1 if name[k] == "1" else 1) for k in (0, 2, 4))
    return u, v, w


def distinct_views(point_group: np.ndarray, max_index: int = 2) -> list[Direction]:
    """One direction of each class that the point group and [uvw] → −[uvw] leave.

    Parameters
    ----------
    point_group
        (M, 3, 3) integer rotations acting on [uvw] as columns.
    max_index
        Largest absolute index.

    Returns
    -------
    list of directions
        The one whose file name sorts first stands for its class; ordered by name.
    """
    rotations = np.asarray(point_group, dtype=int).reshape(-1, 3, 3)
    seen: set[Direction] = set()
    views = []
    for uvw in primitive_directions(max_index):
        if uvw in seen:
            continue
        views.append(uvw)
        images = rotations @ np.array(uvw) if len(rotations) else np.array([uvw])
        for image in (*images, *-images, np.array(uvw), -np.array(uvw)):
            seen.add(tuple(image.tolist()))
    return views


def choose_views(
    views: list[Direction], count: int | None, how: str = "lowest", rng=None
) -> list[Direction]:
    """`count` of the views: of lowest indices, or a random choice; ordered by name."""
    if count is None or count >= len(views):
        return sorted(views, key=encode)
    if how == "random":
        picked = [views[k] for k in rng.permutation(len(views))[:count]]
    else:
        by_index = sorted(views, key=lambda v: (max(map(abs, v)), np.dot(v, v), encode(v)))
        picked = by_index[:count]
    return sorted(picked, key=encode)


def plane_normal(metric: np.ndarray, uvw: Iterable[int]) -> tuple[float, float, float]:
    """(hkl) of the plane that [uvw] stands on: G·[uvw], real-valued, Å²."""
    h, k, l = (metric @ np.array(tuple(uvw), dtype=float)).tolist()
    return h, k, l


def format_plane(hkl: Iterable[float]) -> str:
    """As the atomagined files write it: seven characters a number, "(101.702, -127.12, 0.0)"."""
    return "(" + ", ".join(str(round(float(x), 9) + 0.0)[:7] for x in hkl) + ")"


def format_direction(uvw: Iterable[int]) -> str:
    """As the atomagined files write it: "(0.0, 1.0, 1.0)"."""
    return "(" + ", ".join(str(float(i)) for i in uvw) + ")"


def list_views(crystal: Crystal, settings: ViewsSettings, seed: int) -> list[View]:
    """The views of one crystal under the `views` settings.

    Unless directions are given, a layer is seen from above, a wire along each axis of its cell, and
    a cluster has no views of its own; [uvw] of a cluster are along its x, y and z. A scene is seen
    from above, whatever the settings.
    """
    if crystal.truth:
        metric = np.eye(3) if crystal.cell is None else crystal.metric
        return [View(crystal.id, (0, 0, 1), plane_normal(metric, (0, 0, 1)))]
    if crystal.cell is None and not settings.directions:
        return []
    if settings.directions:
        chosen = []
        for direction in settings.directions:
            divisor = gcd(*direction)
            chosen.append(tuple(int(i) // divisor for i in direction))
        chosen = list(dict.fromkeys(chosen))
    else:
        distinct = distinct_views(crystal.point_group, settings.max_index)
        if not crystal.pbc.all():
            distinct = [uvw for uvw in distinct if _upright(uvw, crystal.pbc)]
        rng = generator(seed, "structures", crystal.id, "views")
        chosen = choose_views(distinct, settings.count, settings.choose, rng)
    metric = np.eye(3) if crystal.cell is None else crystal.metric
    return [View(crystal.id, uvw, plane_normal(metric, uvw)) for uvw in chosen]


def _upright(uvw: Direction, pbc: np.ndarray) -> bool:
    """Whether a direction is an axis of the cell, and of a layer the one without repeats.

    Others depend on how much vacuum there is, which is nobody's property.
    """
    axis = np.flatnonzero(uvw)
    return len(axis) == 1 and (pbc.sum() < 2 or not pbc[axis[0]])


def write_views(views: Iterable[View], path: str | os.PathLike) -> None:
    """The views as a table with a row each."""
    rows = [
        [v.structure_id, encode(v.uvw), *v.uvw, format_plane(v.hkl)]
        for v in sorted(views, key=lambda v: v.name)
    ]
    _write(rows, path)


def read_views(path: str | os.PathLike) -> list[Seen]:
    """Structure id and direction of each row of a table of views."""
    with open(path, newline="", encoding="utf-8") as file:
        return [(row["structure_id"], decode(row["view"])) for row in csv.DictReader(file)]


def merge_views(tables: Iterable[str | os.PathLike], path: str | os.PathLike) -> None:
    """All tables in one, sorted by structure and view."""
    rows = []
    for table in tables:
        with open(table, newline="", encoding="utf-8") as file:
            rows += [[row[c] for c in COLUMNS] for row in csv.DictReader(file)]
    _write(sorted(rows, key=lambda row: (row[0], row[1])), path)


def _write(rows: list[list], path: str | os.PathLike) -> None:
    with replacing(path) as beside, open(beside, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([COLUMNS, *rows])
