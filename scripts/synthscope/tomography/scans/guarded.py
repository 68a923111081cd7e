"""Scans are opened and read in processes of their own, which a damaged file may keep or crash.

HDF5 was not written against strangers: a few altered bytes make it loop for ever or crash.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, fields, replace
from functools import wraps
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from synthscope.core.confined import read_confined
from synthscope.core.shared_arrays import SharedSlots

OPENING_SECONDS = 300
ROW_SECONDS = 3600
"""For the first row of a block the whole block is read, from a slow disk perhaps."""
MEMORY_MB = 1500
"""Beyond the rows themselves: the libraries, and a chunk as it is stored and as it is unpacked."""


@dataclass(frozen=True)
class Described:
    """What is known of a dataset without its file."""

    shape: tuple[int, ...]
    dtype: np.dtype


class GuardedScan:
    """A scan whose rows are read elsewhere; all else is as the opened scan has it."""

    def __init__(self, opened: Callable, path: Any, described: Any):
        self._opened, self._path, self._described = opened, path, described

    def __getattr__(self, name: str) -> Any:
        return getattr(self._described, name)

    def sinograms(self, first: int, stop: int, block: int) -> Iterator[NDArray[np.float32]]:
        """As those of the opened scan."""
        projections = self._described.projections
        pixels = len(projections) * projections.data.shape[2]
        row = pixels * projections.data.dtype.itemsize
        memory = MEMORY_MB + 2 * block * row / 1e6
        slots = SharedSlots(4 * pixels)

        def places():
            with self._opened() as scan:
                for sinogram in scan.sinograms(first, stop, block, slots.new):
                    yield slots.place(sinogram)

        limits = {"memory_MB": memory, "seconds": ROW_SECONDS}
        with closing(slots), closing(read_confined(self._path, places, **limits)) as found:
            for place in found:
                yield slots.take(place)


def guarded(open_scan: Callable[..., Iterator]) -> Callable[..., AbstractContextManager]:
    """Make of a generator that opens a scan a context manager that opens it elsewhere.

    The first argument is the scan's path. What the generator is written as is its `__wrapped__`.
    """
    opening = contextmanager(open_scan)

    @wraps(open_scan)
    @contextmanager
    def opened(path, *arguments, **options):
        def here():
            return opening(path, *arguments, **options)

        def describe():
            with here() as scan:
                yield _without_files(scan)

        limits = {"memory_MB": MEMORY_MB, "seconds": OPENING_SECONDS}
        [described] = read_confined(path, describe, **limits)
        yield GuardedScan(here, path, described)

    opened.__wrapped__ = open_scan
    return opened


def _without_files(scan: Any) -> Any:
    """A scan with descriptions in the place of its datasets."""
    changed = {}
    for one in fields(scan):
        frames = getattr(scan, one.name)
        if isinstance(data := getattr(frames, "data", None), h5py.Dataset):
            changed[one.name] = replace(frames, data=Described(data.shape, data.dtype))
    return replace(scan, **changed)
