"""What a whole data set will take, from what a subset of it took."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

import numpy as np

from synthscope.core.files import readable
from synthscope.core.progress import duration
from synthscope.core.usage import Usage
from synthscope.dataset.key.columns import Row
from synthscope.dataset.product import count_images
from synthscope.settings.trial import Trial

READS_ALL = "audit"
"""The file of the rule that opens every image, in one job."""


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
class Amount:
    """Of one stage, product or data set.

    Attributes
    ----------
    images, files, bytes
        That are written, in the formats of the data set.
    core_s, error_s
        Processor time of all jobs, and its standard error from the scatter of what was measured.
    largest_s, memory_mb
        Processor time of the longest job, and the memory of the one that needs most.
    """

    images: float = 0
    files: float = 0
    bytes: float = 0
    core_s: float = 0
    error_s: float = 0
    largest_s: float = 0
    memory_mb: float = 0

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(
            self.images + other.images,
            self.files + other.files,
            self.bytes + other.bytes,
            self.core_s + other.core_s,
            math.hypot(self.error_s, other.error_s),
            max(self.largest_s, other.largest_s),
            max(self.memory_mb, other.memory_mb),
        )


def extrapolate(
    trials: Sequence[Trial], stages: Mapping[str, str], whole: Extent
) -> dict[str, Amount]:
    """The amounts of the whole data set, by product; what products share stands under "shared".

    Work grows as the structures do, of tomography as the samples do; the start of Python is paid by
    each job. Of jobs that describe the data set two subsets tell how their work grows with its
    files; with one it is taken to stay, for such jobs first of all import and draw.

    Parameters
    ----------
    trials
        One or two subsets, the larger one last.
    stages
        By rule, the file of rules that it stands in.
    whole
        The extent of the data set.
    """
    trial, part = trials[-1], extent_of(trials[-1], whole)
    found: dict[str, Amount] = defaultdict(Amount)
    for product, own in _by_product(trial.rows).items():
        ratio = _growth(product, part, whole)
        images = count_images([row for row in own if row["product"] != "usid"])
        size = sum(row["bytes"] for row in own)
        found[product] += Amount(images * ratio, len(own) * ratio, size * ratio)
    files = sum(one.files for one in found.values())
    for (rule, packed), jobs in _by_rule(trial).items():
        product = packed or stages[rule].partition("_")[0]
        product = product if product in found else "shared"
        if stages[rule] == READS_ALL:
            found[product] += _of_rule(jobs, files / len(trial.rows), len(jobs))
        elif _describes(jobs[0]):
            found[product] += _of_description(rule, packed, trials, files)
        else:
            ratio = _growth(product, part, whole)
            found[product] += _of_rule(jobs, ratio, _jobs_in_all(jobs, whole, ratio))
    return dict(found)


def extent_of(trial: Trial, whole: Extent) -> Extent:
    """How much a subset of a data set has."""
    imaged = {row["structure_id"] for row in trial.rows if row["product"] == "haadf"}
    return Extent(
        min(trial.count, whole.structures),
        min(trial.count, whole.samples),
        len(imaged) if whole.prototypes else 0,
        {},
        {},
    )


def _by_rule(trial: Trial) -> dict[tuple[str, str], list[Usage]]:
    """The jobs of each rule, those that concern one product by its name."""
    found = defaultdict(list)
    for usage in trial.usages:
        found[usage.rule, usage.wildcards.get("product", "")].append(usage)
    return found


def _describes(job: Usage) -> bool:
    """Whether a job works on the data set as a whole, or on all of a product."""
    return not set(job.wildcards) - {"product"}


def _of_description(rule: str, product: str, trials: Sequence[Trial], files: float) -> Amount:
    """A job that describes the data set, which has `files`."""
    (last,) = _by_rule(trials[-1])[rule, product][-1:]
    work, growth = last.work_s, 0.0
    for before in trials[:-1]:
        (less,) = _by_rule(before)[rule, product][-1:] or [last]
        more = len(trials[-1].rows) - len(before.rows)
        growth = max(work - less.work_s, 0.0) / more if more > 0 else 0.0
    work += growth * max(files - len(trials[-1].rows), 0.0)
    time = last.start_s + work
    return Amount(core_s=time, largest_s=time, memory_mb=last.memory_mb)


def _of_rule(jobs: Sequence[Usage], ratio: float, count: float) -> Amount:
    """The jobs of a rule in all: their work grows by a ratio, and there are `count` of them."""
    work = sum(job.work_s for job in jobs) * ratio
    start = float(np.mean([job.start_s for job in jobs]))
    longer = max(ratio * len(jobs) / count, 1.0)  # in all than in the part
    return Amount(
        core_s=count * start + work,
        error_s=work * _relative_error([s for job in jobs for s in job.items_s], ratio),
        largest_s=start + longer * max(job.work_s for job in jobs),
        memory_mb=max(job.memory_mb for job in jobs),
    )


def _relative_error(items_s: Sequence[float], ratio: float) -> float:
    """The standard error of the mean of a sample without replacement, over that mean."""
    if len(items_s) < 2 or ratio <= 1 or not any(items_s):
        return 0.0
    scatter = float(np.std(items_s, ddof=1) / np.mean(items_s))
    return scatter * math.sqrt((1 - 1 / ratio) / len(items_s))


def _jobs_in_all(jobs: Sequence[Usage], whole: Extent, ratio: float) -> float:
    wildcards = jobs[0].wildcards
    if "product" in wildcards:
        return whole.packages.get(wildcards["product"], len(jobs))
    for name, count in whole.jobs.items():
        if name in wildcards:
            return len(jobs) * count / len({job.wildcards[name] for job in jobs})
    if wildcards.keys() == {"part"}:  # of a data set, which has as many, whatever stands in them
        return len(jobs)
    return len(jobs) * ratio


def _by_product(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Rows by product, each with those of its packages."""
    found = defaultdict(list)
    for row in rows:
        own = row["product"] != "usid"
        found[row["product"] if own else PurePosixPath(row["filename"]).parts[1]].append(row)
    return found


def _growth(product: str, part: Extent, whole: Extent) -> float:
    """How many times as much of a product there is in the whole as in a part."""
    kind = "structures"
    if product == "tomography":
        kind = "samples"
    elif product == "haadf" and whole.prototypes:
        kind = "prototypes"
    less = getattr(part, kind)
    return getattr(whole, kind) / less if less else 1.0


def tell(amounts: Mapping[str, Amount]) -> str:
    """A table for the terminal, and a line on the whole."""
    total = sum(amounts.values(), Amount())
    head = ("", "images", "files", "size", "core time", "longest job", "memory")
    lines = [head, *(_cells(name, one) for name, one in [*amounts.items(), ("in all", total)])]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    table = [
        "  ".join([cells[0].ljust(widths[0]), *map(str.rjust, cells[1:], widths[1:])]).rstrip()
        for cells in lines
    ]
    return "\n".join(table)


def _cells(name: str, one: Amount) -> tuple[str, ...]:
    time = duration(one.core_s)
    if one.error_s > 0.01 * one.core_s:
        time += f" ± {duration(one.error_s)}"
    counts = (f"{round(one.images):,}", f"{round(one.files):,}") if one.files else ("", "")
    size = readable(one.bytes) if one.files else ""
    memory = readable(one.memory_mb * 2**20)
    return (name, *counts, size, time, duration(one.largest_s), memory)
