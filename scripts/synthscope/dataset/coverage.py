"""What a data set's drawn numbers cover: a line for each distribution of its configuration."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from statistics import quantiles
from typing import Any

from synthscope.core.distributions import KINDS, Distribution
from synthscope.dataset.key.columns import Row
from synthscope.dataset.markdown import markdown_table

_COLUMNS = {"counts": "counts_per_px"}
"""Of key.csv, by settings that have another name."""
_NAMES = {one.name for one in fields(Distribution)}
_BARS = "▁▂▃▄▅▆▇█"


def coverage(rows: Sequence[Row], configuration: Mapping[str, Any]) -> str:
    """A chapter of the dataset card; "" where nothing varies.

    Parameters
    ----------
    rows
        Of the key.
    configuration
        All settings, as plain data.
    """
    head = ["Setting", "Column", "Drawn from", "Draws", "Least", "5 %", "Median", "95 %"]
    table = [[*head, "Greatest", "Histogram"]]
    for place, drawn in _distributions(configuration):
        column, values = _values(rows, place)
        if len(values) > 1:
            table.append(
                [
                    f"`{'.'.join(place)}`",
                    f"`{column}`",
                    f"`{drawn}`",
                    len(values),
                    *(f"{value:.4g}" for value in _summary(values)),
                    _histogram(values, drawn),
                ]
            )
    if len(table) == 1:
        return ""
    return (
        "## Numbers that vary\n\nDrawn for each acquisition, and for each scene, independently of "
        "each other; every row of `key.csv` has its own. Histograms go from the least to the "
        "greatest value that can be drawn, by logarithms for `loguniform`.\n\n"
        + markdown_table(table)
    )


def _distributions(
    value: Any, place: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Distribution]]:
    """What varies, by the keys that lead there."""
    if not isinstance(value, Mapping):
        return
    if KINDS & value.keys() and value.keys() <= _NAMES:
        yield place, Distribution.of(value)
        return
    for name, inner in value.items():
        yield from _distributions(inner, (*place, name))


def _values(rows: Sequence[Row], place: tuple[str, ...]) -> tuple[str, list[float]]:
    """The column of a setting, and its values in it: one an acquisition, whatever its files."""
    if place[:2] == ("structures", "scenes"):
        return "scene_drawn", _of_scenes(rows, place[2], place[3:])
    product, column = place[0], _COLUMNS.get(place[-1], place[-1])
    own = [row for row in rows if row.get("product") == product and column in row]
    if "conditions" in place:
        condition = place[place.index("conditions") + 1]
        own = [r for r in own if r.get("condition") == condition] or [
            r for r in own if "condition" not in r
        ]
    found = {
        (row.get("ref_id"), row.get("published_set"), row.get("acquisition")): row[column]
        for row in own
    }
    return column, list(found.values())


def _of_scenes(rows: Sequence[Row], scene: str, place: tuple[str, ...]) -> list[float]:
    """What was drawn for the scenes of a name: one a scene, or one a particle."""
    drawn = {
        row["structure_id"]: row["scene_drawn"]
        for row in rows
        if row.get("scene") == scene and row.get("scene_drawn")
    }
    found = []
    for told in map(json.loads, drawn.values()):
        one = told.get(".".join(place))
        found += (
            [one]
            if one is not None
            else [
                particle[place[-1]]
                for particle in told.get("particles", ())
                if place[0] == "particles" and place[-1] in particle
            ]
        )
    return found


def _summary(values: Sequence[float]) -> tuple[float, ...]:
    """Least, 5 %, median, 95 % and greatest."""
    cut = quantiles(values, n=20, method="inclusive")
    return min(values), cut[0], cut[9], cut[18], max(values)


def _histogram(values: Sequence[float], drawn: Distribution) -> str:
    """Ten bars, the highest being full; of a choice one for each value."""
    if drawn.choice is not None:
        steps = sorted(set(drawn.choice))
        bins = [steps.index(min(steps, key=lambda step: abs(step - value))) for value in values]
        counts = [bins.count(number) for number in range(len(steps))]
    else:
        scale = math.log if drawn.loguniform is not None else float
        least, greatest = map(scale, drawn.extremes)
        bins = [int(10 * (scale(value) - least) / (greatest - least)) for value in values]
        counts = [sum(min(b, 9) == number for b in bins) for number in range(10)]
    return "".join(_BARS[round(7 * count / max(counts))] for count in counts)
