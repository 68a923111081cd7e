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

BY_STRUCTURE, BY_SAMPLE, BY_FILE = "structures", "samples", "files"


@dataclass(frozen=True)
class Extent:
    """How much there is of what jobs work through.

    Attributes
    ----------
    structures, samples
        Sources of structures, and samples of tomography.
    jobs
        By the wildcard that numbers jobs (shard, batch, ...), how many there are.
    packages
        By product, how many jobs pack its images.
    """

    structures: int
    samples: int
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
    usages: Sequence[Usage],
    rows: Sequence[Row],
    stages: Mapping[str, str],
    part: Extent,
    whole: Extent,
) -> dict[str, Amount]:
    """The amounts of the whole data set, by product; what products share stands under "shared".

    Work grows as the structures do, of tomography as the samples do, and of what describes the
    data set as the files do; the start of Python is paid by each job.

    Parameters
    ----------
    usages, rows
        The jobs of the subset, and its key.
    stages
        By rule, the file of rules that it stands in.
    part, whole
        The extent of the subset and of the data set.
    """
    grows = {
        BY_STRUCTURE: _quotient(whole.structures, part.structures),
        BY_SAMPLE: _quotient(whole.samples, part.samples),
    }
    found: dict[str, Amount] = defaultdict(Amount)
    for product, own in _by_product(rows).items():
        ratio = grows[_grows_with(product)]
        images = count_images([row for row in own if row["product"] != "usid"])
        size = sum(row["bytes"] for row in own)
        found[product] += Amount(images * ratio, len(own) * ratio, size * ratio)
    files = sum(one.files for one in found.values())
    grows[BY_FILE] = _quotient(files, len(rows))
    by_rule = defaultdict(list)
    for usage in usages:
        by_rule[usage.rule, usage.wildcards.get("product", "")].append(usage)
    for (rule, packed), jobs in by_rule.items():
        product = packed or stages[rule].partition("_")[0]
        product = product if product in found else "shared"
        kind = _grows_with(product) if jobs[0].wildcards else BY_FILE
        found[product] += _of_rule(jobs, grows[kind], _jobs_in_all(jobs, part, whole, grows[kind]))
    return dict(found)


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
    if len(items_s) < 2 or ratio <= 1:
        return 0.0
    scatter = float(np.std(items_s, ddof=1) / np.mean(items_s))
    return scatter * math.sqrt((1 - 1 / ratio) / len(items_s))


def _jobs_in_all(jobs: Sequence[Usage], part: Extent, whole: Extent, ratio: float) -> float:
    wildcards = jobs[0].wildcards
    if not wildcards:
        return len(jobs)
    if "product" in wildcards:
        return whole.packages.get(wildcards["product"], len(jobs))
    for name, count in whole.jobs.items():
        if name in wildcards:
            return len(jobs) * count / len({job.wildcards[name] for job in jobs})
    return len(jobs) * ratio


def _by_product(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Rows by product, each with those of its packages."""
    found = defaultdict(list)
    for row in rows:
        own = row["product"] != "usid"
        found[row["product"] if own else PurePosixPath(row["filename"]).parts[1]].append(row)
    return found


def _grows_with(product: str) -> str:
    return BY_SAMPLE if product == "tomography" else BY_STRUCTURE


def _quotient(whole: float, part: float) -> float:
    return whole / part if part else 1.0


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
