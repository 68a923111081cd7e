"""What a data set's drawn numbers cover: a line for each distribution of its configuration."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from statistics import quantiles
from typing import Any

from synthscope.core.distributions import KINDS, Distribution
from synthscope.dataset.key.columns import Row
from synthscope.dataset.markdown import markdown_table
from synthscope.dataset.of_acquisitions import of_acquisition

_NAMES = {one.name for one in fields(Distribution)}
_BARS = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True)
class Covered:
    """A number that varies.

    Attributes
    ----------
    setting
        The keys that lead to it, with dots between them.
    column
        Of key.csv.
    drawn, values
        What it was drawn from, and what was drawn.
    """

    setting: str
    column: str
    drawn: Distribution
    values: Sequence[float]

    def counts(self, bins: int) -> list[int]:
        """How many values lie in each of some bins between the extremes, which are as wide as each
        other, for `loguniform` by logarithms; of a choice, how often each value was drawn."""
        if self.drawn.choice is not None:
            steps = sorted(set(self.drawn.choice))
            found = [
                steps.index(min(steps, key=lambda step: abs(step - value))) for value in self.values
            ]
            return [found.count(number) for number in range(len(steps))]
        scale = math.log if self.drawn.loguniform is not None else float
        least, greatest = map(scale, self.drawn.extremes)
        found = [int(bins * (scale(value) - least) / (greatest - least)) for value in self.values]
        return [sum(min(b, bins - 1) == number for b in found) for number in range(bins)]


def covered(rows: Sequence[Row], configuration: Mapping[str, Any]) -> list[Covered]:
    """All numbers of which there are two draws or more; parameters as of `coverage`."""
    found = []
    for place, drawn in _distributions(configuration):
        column, values = _values(rows, place)
        if len(values) > 1:
            found.append(Covered(".".join(place), column, drawn, values))
    return found


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
    for one in covered(rows, configuration):
        table.append(
            [
                f"`{one.setting}`",
                f"`{one.column}`",
                f"`{one.drawn}`",
                len(one.values),
                *(f"{value:.4g}" for value in _summary(one.values)),
                _histogram(one.counts(10)),
            ]
        )
    if len(table) == 1:
        return ""
    return (
        "## Numbers that vary\n\nDrawn independently of each other: for each acquisition and view "
        "(haadf), stack (gaussian), structure and recorded sample (cbed), sample (tomography) and "
        "scene. Every row of `key.csv` has its own. Histograms go from the least to the "
        "greatest value that can be drawn, by logarithms for `loguniform`.\n\n"
        + markdown_table(table)
    )


def _distributions(
    value: Any, place: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Distribution]]:
    """What varies, by the keys that lead there."""
    if isinstance(value, list):
        value = {str(number): inner for number, inner in enumerate(value)}
    if not isinstance(value, Mapping):
        return
    if KINDS & value.keys() and value.keys() <= _NAMES:
        yield place, Distribution.of(value)
        return
    for name, inner in value.items():
        yield from _distributions(inner, (*place, name))


def _values(rows: Sequence[Row], place: tuple[str, ...]) -> tuple[str, list[float]]:
    """The column that tells what was drawn for a setting, and its values in it."""
    if place[:2] == ("structures", "scenes"):
        return "scene_drawn", _of_scenes(rows, place[2], place[3:])
    own = [row for row in rows if row.get("product") == place[0]]
    return "drawn", _drawn(own, ".".join(place[1:]))


def _drawn(rows: Sequence[Row], name: str) -> list[float]:
    """The numbers of a name in the column `drawn`: one a draw, whatever files show it."""
    found = {}
    for row in rows:
        camera = name.startswith("detection.")
        if row.get("product") == "cbed" and not camera and "camera" in row:
            continue  # the clean batch has them
        told = json.loads(row.get("drawn") or "{}")
        parts = told if told and all(isinstance(one, dict) for one in told.values()) else {"": told}
        for part, numbers in parts.items():
            if name in numbers:
                image = row.get("published_set"), row.get("acquisition")
                of_view = row.get("product") == "haadf" and not of_acquisition(name)
                found[row.get("ref_id"), part, *(() if of_view else image)] = numbers[name]
    return list(found.values())


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


def _histogram(counts: Sequence[int]) -> str:
    """A bar for each count, the highest being full."""
    return "".join(_BARS[round(7 * count / max(counts))] for count in counts)
