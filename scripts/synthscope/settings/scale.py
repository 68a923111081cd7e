"""How much of a data set there is in the whole, for so much in a part of it."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from synthscope.settings.survey import Survey
from synthscope.settings.trial import Trial

SURE = 0.975  # two errors on either side hold the truth 19 times in 20


@dataclass(frozen=True)
class Extent:
    """How much there is of what jobs work through.

    Attributes
    ----------
    structures, samples
        Sources of structures, and samples or scans of tomography.
    prototypes
        Of HAADF, where only so many of them are imaged, however many structures there are; else 0.
    jobs
        By the wildcard that numbers jobs (shard, batch, ...), how many there are.
    packages
        By product, how many jobs pack its images.
    """

    structures: int
    samples: int
    prototypes: int
    jobs: Mapping[str, int]
    packages: Mapping[str, int]


@dataclass(frozen=True)
class Scale:
    """How many times as much of something there is in the whole as in the part.

    Attributes
    ----------
    ratio
        Of the two.
    of
        How much of it each structure of the part has, where that is known.
    error
        Standard error over the ratio, of what was planned and not counted.
    part
        Which part of the structures, or samples, was measured.
    """

    ratio: float
    of: Mapping[str, float]
    error: float
    part: float


def scale_of(
    product: str,
    amount: Callable[[Sequence[float]], float],
    trial: Trial,
    whole: Extent,
    survey: Survey,
) -> Scale:
    """Of a product.

    Parameters
    ----------
    amount
        What is counted of the works of a structure's images: their number, or their sum.
    """
    part = extent_of(trial, whole)
    growth = growth_of(product, part, whole)
    works, measured = survey.works.get(product, {}), set(trial.structures)
    structures = whole.structures * survey.accepted
    if product == "haadf" and whole.prototypes:  # each has as many views
        works = {name: [float(np.mean(own))] for name, own in works.items() if own}
        measured, structures = imaged(trial), whole.prototypes
    of = {name: float(amount(works[name])) for name in sorted(measured & works.keys())}
    if not sum(of.values()) or growth <= 1:
        return Scale(growth, {}, 0.0, 1 / growth)
    planned = np.array([amount(own) for own in works.values()], float)
    scatter = float(np.std(planned, ddof=1) / planned.mean()) if len(planned) > 1 else 0.0
    left = max(0.0, 1 - len(planned) / structures)
    ratio = structures * float(planned.mean()) / sum(of.values())
    return Scale(ratio, of, scatter * math.sqrt(left / len(planned)), 1 / growth)


def extent_of(trial: Trial, whole: Extent) -> Extent:
    """How much a subset of a data set has."""
    return Extent(
        min(trial.count, whole.structures),
        min(trial.count, whole.samples),
        len(imaged(trial)) if whole.prototypes else 0,
        {},
        {},
    )


def tell_part(trial: Trial, whole: Extent) -> str:
    """Which part of a data set a subset is: "3 of 9 structures and 1 of 8 samples"."""
    part = extent_of(trial, whole)
    return " and ".join(
        f"{getattr(part, kind):,} of {getattr(whole, kind):,} {kind}"
        for kind in ("structures", "samples")
        if getattr(whole, kind)
    )


def imaged(trial: Trial) -> set[str]:
    """The structures that there are HAADF images of."""
    return {row["structure_id"] for row in trial.rows if row["product"] == "haadf"}


def growth_of(product: str, part: Extent, whole: Extent) -> float:
    """How many times as much of a product there is in the whole as in a part."""
    kind = "structures"
    if product == "tomography":
        kind = "samples"
    elif product == "haadf" and whole.prototypes:
        kind = "prototypes"
    less = getattr(part, kind)
    return getattr(whole, kind) / less if less else 1.0


def relative_error(times: Mapping[str, float], scale: Scale) -> float:
    """Of the time in all, as if structures were drawn at random: half of what is sure, over it.

    Scatter about the time that a structure's share of the planned work tells, in a sample without
    replacement, by Student's distribution; and the error of the planned work.
    """
    of = scale.of if times.keys() <= scale.of.keys() else {}  # else items are no structures
    structures = sorted(of or times)
    count = len(structures)
    if count < 2 or scale.part >= 1 or not any(times.values()):
        return 0.0
    took = np.array([times.get(name, 0.0) for name in structures])
    size = np.array([of.get(name, 1.0) for name in structures])
    away = took - took.sum() / size.sum() * size
    scatter = math.sqrt(count / (count - 1) * (away**2).sum() * (1 - scale.part)) / took.sum()
    return float(math.hypot(scatter * stdtrit(count - 1, SURE) / 2, scale.error))
