"""Thickness that changes: wedges, and steps of whole lattice planes."""

import math
from collections.abc import Callable

import numpy as np

from synthscope.core.errors import InputError
from synthscope.structures.scenes.scene import Mark
from synthscope.structures.scenes.settings.crystal_surfaces import StepsSettings, WedgeSettings

Heights = Callable[[np.ndarray], np.ndarray]
"""The upper surface: (N, 2) places x, y to (N,) heights above the flat lower one, Å."""

SAME_PLANE_A = 0.05
LEAST_GAP_A = 0.3
"""Whole planes are told apart where they are this far from each other."""


def wedge(
    settings: WedgeSettings,
    thick: float,
    edges: np.ndarray,
    rim: float,
    rng: np.random.Generator,
) -> tuple[Heights, dict[str, float]]:
    """The upper surface of a wedge, and what was drawn or follows of it.

    Parameters
    ----------
    thick
        Greatest thickness, Å.
    edges, rim
        (2,) of the box, and the vacuum at its sides, Å; 0: it repeats, and the ridge of a roof
        stands anywhere.

    Raises
    ------
    InputError
        The least thickness is above the greatest.
    """
    axis = "xy".index(settings.along)
    length = float(edges[axis])
    run = (length - 2 * rim) / (2 if settings.shape == "roof" else 1)
    thin = settings.thin_A
    if thin is None:
        thin = thick - run * math.tan(math.radians(settings.angle_deg))
    elif thin > thick:
        raise InputError(
            f"wedge.thin_A of {thin:g} is above the thickness_A of {thick:g}; use less"
        )
    slope = (thick - thin) / run
    ridge = length / 2 if rim else float(rng.uniform(0, length))
    top = length - rim if settings.shape == "ramp" else ridge

    def heights(places: np.ndarray) -> np.ndarray:
        off = np.abs(places[:, axis] - top)
        if not rim:
            off = np.minimum(off % length, -off % length)
        return np.maximum(thick - slope * off, 0.0)

    drawn = {
        "wedge.ridge_A": top - length / 2,  # from the middle of the box, as all places are told
        "wedge.thin_A": max(thin, 0.0),
        "wedge.angle_deg": round(math.degrees(math.atan(slope)), 6),
    }
    return heights, drawn


def steps(
    settings: StepsSettings,
    layers: np.ndarray,
    edges: np.ndarray,
    rim: float,
    rng: np.random.Generator,
) -> tuple[Heights, tuple[Mark, ...]]:
    """The upper surface of a flight of terraces, and the mark of each step.

    Terraces are between half and one and a half times as wide as on average.

    Parameters
    ----------
    layers
        (N,) heights of the atoms of the perfect crystal, Å.
    edges, rim
        (2,) of the box, and the vacuum at its sides, Å; 0: it repeats, and the steps go down again.

    Raises
    ------
    InputError
        There are no planes across the beam, or less than all steps take.
    """
    axis, count, planes = "xy".index(settings.along), round(settings.count), round(settings.planes)
    found = planes_of(layers)
    if count * planes >= len(found):
        raise InputError(
            f"{count} steps of {planes} planes are more than the {len(found)} planes of the "
            "crystal; use fewer, or a larger thickness_A"
        )
    # The surface lies midway of the uppermost plane and the next one, which is missing.
    above = np.append((found[1:] + found[:-1]) / 2, (3 * found[-1] - found[-2]) / 2)
    tops = above[::-1][: count * planes + 1 : planes]
    levels = np.arange(count, -1, -1)  # steps below the highest terrace
    if not rim:
        levels = np.append(levels, np.arange(1, count))
    widths = rng.uniform(0.5, 1.5, len(levels))
    length = float(edges[axis]) - 2 * rim
    ends = rim + np.cumsum(widths / widths.sum()) * length
    height = found[-1] - found[::-1][: count * planes + 1 : planes]  # that is missing

    def heights(places: np.ndarray) -> np.ndarray:
        terrace = np.searchsorted(ends[:-1], places[:, axis], side="right")
        return tops[levels[terrace]]

    places = list(zip(ends[:-1], levels, levels[1:]))
    if not rim:
        places.append((0.0, levels[-1], levels[0]))
    marks = []
    for at, left, right in places:
        begin, end = np.zeros(3), np.zeros(3)
        begin[axis] = end[axis] = at
        begin[1 - axis], end[1 - axis] = rim, float(edges[1 - axis]) - rim
        if axis == 1:
            begin, end = end, begin  # what lies to the right of a mark is displaced by its vector
        begin[2] = end[2] = float(found[-1] - height[max(left, right)])
        rise = float(height[left] - height[right])
        marks.append(Mark("step", (*begin.tolist(),), (*end.tolist(),), vector=(0.0, 0.0, rise)))
    return heights, tuple(marks)


def planes_of(heights: np.ndarray) -> np.ndarray:
    """(M,) ascending heights of the planes that atoms at (N,) heights stand in, Å.

    Raises
    ------
    InputError
        They stand at all heights.
    """
    ordered = np.sort(heights)
    first = np.append(True, np.diff(ordered) > SAME_PLANE_A)
    groups = np.cumsum(first) - 1
    planes = np.bincount(groups, ordered) / np.bincount(groups)
    if len(planes) < 2 or np.diff(planes).min() < LEAST_GAP_A:
        raise InputError(
            "steps: no planes of atoms lie across the beam; use a zone axis of low indices, or a "
            "wedge"
        )
    return planes
