"""From line integrals to 16-bit grey values: one range for a whole volume, found in a first pass.

The range of a volume is the union of the ranges of its parts, whatever the parts are; so files do
not depend on how much of a scan fitted into memory.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEVELS = 65535


@dataclass(frozen=True)
class Range:
    """Lowest and highest value of what was seen; nothing was seen when low > high."""

    low: float = float("inf")
    high: float = float("-inf")

    def including(self, values: NDArray) -> "Range":
        """The range that covers the finite ones of `values` as well."""
        finite = values[np.isfinite(values)] if not np.isfinite(values).all() else values
        return self | Range(float(finite.min()), float(finite.max())) if finite.size else self

    @property
    def span(self) -> float:
        return self.high - self.low

    def with_room(self, below: float, above: float) -> "Range":
        """The range with room to either side, in units of its span."""
        return Range(self.low - below * self.span, self.high + above * self.span)

    def __or__(self, other: "Range") -> "Range":
        return Range(min(self.low, other.low), max(self.high, other.high))


def range_of(blocks: Iterable[NDArray]) -> Range:
    """The range of a volume that comes in blocks."""
    found = Range()
    for block in blocks:
        found = found.including(block)
    return found


def to_grey(values: NDArray, over: Range) -> NDArray[np.uint16]:
    """Clip to the range and map it to 0 … 65535, rounding down as NoStripesNet does.

    A volume of one value only is black.
    """
    if not over.high > over.low:
        return np.zeros(values.shape, np.uint16)
    low = np.float32(over.low)
    scale = np.float32(LEVELS / (over.high - over.low))
    grey = np.subtract(values, low, dtype=np.float32)
    grey *= scale
    np.clip(grey, 0, LEVELS, out=grey)
    return grey.astype(np.uint16)
