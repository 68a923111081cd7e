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
from synthscope.settings.scale import Extent, Scale, extent_of, growth_of, relative_error, scale_of
from synthscope.settings.survey import Survey
from synthscope.settings.trial import Trial

READS_ALL = "audit"
"""The file of the rule that opens every image, in one job."""
DELIVERY = "delivery"
"""The file of the rules that write labels and training files, all of them of HAADF images."""
COMPUTE = "simulate", "render"
"""What the names of rules begin with whose jobs compute images."""


@dataclass(frozen=True)
class Amount:
    """Of one stage, product or data set.

    Attributes
    ----------
    images, files, bytes
        That are written, in the formats of the data set.
    core_s, error_s
        Processor time of all jobs, and its error from the scatter of what was measured: the truth
        is within two of it 19 times in 20.
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
    trials: Sequence[Trial],
    stages: Mapping[str, str],
    whole: Extent,
    survey: Survey | None = None,
) -> dict[str, Amount]:
    """The amounts of the whole data set, by product; what products share stands under "shared".

    Images grow as the views that can be imaged do, and the time that computing them takes as the
    work that was planned for them does (a ratio estimate; Cochran 1977, Sampling Techniques,
    chapter 6); all else as the structures do, of tomography as the samples do. The start of Python
    is paid by each job. Of jobs that describe the data set two subsets tell how their work grows
    with its files; with one it is taken to stay, for such jobs first of all import and draw.

    Parameters
    ----------
    trials
        One or two subsets, the larger one last.
    stages
        By rule, the file of rules that it stands in.
    whole
        The extent of the data set.
    survey
        What was planned of more structures, those of the trials among them.
    """
    trial, survey = trials[-1], survey or Survey()
    part = extent_of(trial, whole)
    found: dict[str, Amount] = defaultdict(Amount)
    for product, own in _by_product(trial.rows).items():
        ratio = scale_of(product, len, trial, whole, survey).ratio
        images = count_images([row for row in own if row["product"] != "usid"])
        size = sum(row["bytes"] for row in own)
        many = _batches(trial, whole) if product == "cbed" else ratio
        found[product] += Amount(images * ratio, len(own) * many, size * ratio)
    files = sum(one.files for one in found.values())
    if trial.delivered:
        ratio = scale_of("haadf", len, trial, whole, survey).ratio
        found["haadf"] += Amount(files=len(trial.delivered), bytes=sum(trial.delivered) * ratio)
    for (rule, packed), jobs in _by_rule(trial).items():
        stage = stages[rule]
        product = "haadf" if stage == DELIVERY else packed or stage.partition("_")[0]
        product = product if product in found else "shared"
        if stage == READS_ALL:
            scale = Scale(files / len(trial.rows), {}, 0.0, 1.0)
            found[product] += _of_rule(jobs, scale, len(jobs), survey)
        elif _describes(jobs[0]):
            found[product] += _of_description(rule, packed, trials, files)
        else:
            amount = sum if rule.startswith(COMPUTE) else len
            scale = scale_of(product, amount, trial, whole, survey)
            count = _jobs_in_all(jobs, whole, growth_of(product, part, whole))
            found[product] += _of_rule(jobs, scale, count, survey)
    return dict(found)


def _batches(trial: Trial, whole: Extent) -> float:
    """How many times as many batches there are in the whole, whose files are the batches'."""
    made = {job.wildcards["batch"] for job in trial.usages if "batch" in job.wildcards}
    return whole.jobs["batch"] / len(made)


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


def _of_rule(jobs: Sequence[Usage], scale: Scale, count: float, survey: Survey) -> Amount:
    """The jobs of a rule in all: their work grows as the scale says, and there are `count`."""
    work = sum(job.work_s for job in jobs) * scale.ratio
    start = float(np.mean([job.start_s for job in jobs]))
    times = _times(jobs, survey)
    return Amount(
        core_s=count * start + work,
        error_s=work * relative_error(times, scale),
        largest_s=start + _longest(jobs, work / count, list(times.values())),
        memory_mb=max(job.memory_mb for job in jobs),
    )


def _longest(jobs: Sequence[Usage], mean_s: float, times: Sequence[float]) -> float:
    """Work of the longest of all jobs: of that with the heaviest structure, where they tell any."""
    if times:  # which is among the measured ones, or heavier
        return max(times) + max(mean_s - float(np.mean(times)), 0.0)
    works = [job.work_s for job in jobs]
    return mean_s * max(works) / float(np.mean(works)) if any(works) else 0.0


def _times(jobs: Sequence[Usage], survey: Survey) -> dict[str, float]:
    """What each structure took, with all its views: these are alike. Of samples, each of them."""
    found: dict[str, float] = defaultdict(float)
    for job in jobs:
        for name, seconds in job.items_s.items():
            found[survey.structure_of.get(name, name)] += seconds
    return found


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
