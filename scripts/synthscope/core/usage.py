"""What jobs take of a machine, recorded where somebody asks for it.

A job whose environment names a folder as SYNTHSCOPE_USAGE leaves a file there with its processor
time and memory. What it makes is the same with and without.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

FOLDER = "SYNTHSCOPE_USAGE"


@dataclass(frozen=True)
class Usage:
    """One job.

    Attributes
    ----------
    rule, wildcards
        Of the job.
    start_s, work_s
        Seconds of processor time, with those of its child processes: until its script began
        (Python and imports), and from then on.
    memory_mb
        The most that it or one of its child processes had.
    items_s
        Of `work_s`, what each item took, by name, where the job tells its progress by items.
    """

    rule: str
    wildcards: dict[str, str]
    start_s: float
    work_s: float
    memory_mb: float
    items_s: Mapping[str, float] = field(default_factory=dict)


_items: dict[str, float] = {}  # of this process, which does one job


def note_item(name: str, seconds: float) -> None:
    """Add an item of this process's job."""
    _items[name] = _items.get(name, 0.0) + seconds


@contextmanager
def recorded(rule: str, wildcards: dict[str, str]) -> Iterator[None]:
    """Record what a block takes, if it ends well and the environment asks for it."""
    folder, start = os.environ.get(FOLDER), processor_s()
    yield
    if folder:
        used = Usage(rule, wildcards, start, processor_s() - start, _memory_mb(), _items)
        path = Path(folder) / f"{time.time_ns()}-{os.getpid()}.json"
        path.write_text(json.dumps(asdict(used)), encoding="utf-8")


def read_usages(folder: str | os.PathLike) -> list[Usage]:
    """All jobs that were recorded in a folder."""
    return [Usage(**json.loads(path.read_text())) for path in sorted(Path(folder).glob("*.json"))]


def processor_s() -> float:
    """Seconds of processor time of this process and its children that have ended."""
    return sum(one.ru_utime + one.ru_stime for one in map(resource.getrusage, _WHO))


def _memory_mb() -> float:
    unit = 2**20 if sys.platform == "darwin" else 2**10  # bytes there, kB elsewhere
    return max(resource.getrusage(who).ru_maxrss for who in _WHO) / unit


_WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
