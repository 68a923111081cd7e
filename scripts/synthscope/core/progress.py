"""How far a long job is and how much time is left: in its log, now and then on the terminal."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sized
from typing import TextIO, TypeVar

from synthscope.core.usage import note_item, processor_s

Item = TypeVar("Item")

EVERY_S = 20.0
"""Between two lines on the terminal: a job that takes less says nothing there."""


def progress(
    items: Iterable[Item],
    job: str,
    kind: str,
    log: TextIO,
    name: Callable[[Item], str] = str,
    clock: Callable[[], float] = time.monotonic,
    count: int | None = None,
) -> Iterator[Item]:
    """The items one by one, telling which is at work and about how long all others will take.

    Parameters
    ----------
    job
        What the lines begin with: the rule and what it works on.
    kind, name
        What an item is ("view"), and the name of one.
    log
        Of the job; it gets a line an item.
    clock
        Seconds; those that are left are told by the mean of the items that are done.
    count
        How many items there are, where they have no length.
    """
    of = len(items) if isinstance(items, Sized) else count or 0
    began = told = clock()
    for done, item in enumerate(items):
        now = clock()
        line = f"{job}: {kind} {done + 1} of {of}, {name(item)}"
        if done:
            line += f"; about {duration((now - began) / done * (of - done))} left"
        log.write(line + "\n")
        if now - told >= EVERY_S:
            sys.stderr.write(line + "\n")
            told = now
        used = processor_s()
        yield item
        note_item(name(item), processor_s() - used)


def duration(seconds: float) -> str:
    """A time as people say it: 40 s, 2.5 min, 12 min, 3.5 h, 2.1 days."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 570:
        return f"{seconds / 60:.1f} min"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} min"
    if seconds < 48 * 3600:
        return f"{seconds / 3600:.1f} h"
    return f"{seconds / 86400:.1f} days"
