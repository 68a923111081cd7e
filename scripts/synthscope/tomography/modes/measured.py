"""What the first pass over a scan finds: the values of its images, and how many have stripes.

Values are counted in bins that do not depend on the scan: the upper half of a float32, which is
its sign, exponent and seven bits, so that a bin is 0.8 % of its value wide. What is found of parts
of a scan adds up to what is found of the whole, whatever the parts are.
"""

import json
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from synthscope.core.errors import InputError
from synthscope.tomography.modes.rescale import Range

MARGIN = 1 / 8  # of the span, that the range is wider to either side


@dataclass(frozen=True)
class Measured:
    """Attributes
    ----------
    extremes
        The least and the greatest value.
    bins
        How many values are in each bin.
    images
        How many images are 'clean', and how many have stripes ('striped').
    """

    extremes: Range = Range()
    bins: Counter[int] = field(default_factory=Counter)
    images: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, values: NDArray) -> "Measured":
        """What is found of the finite ones of some values."""
        finite = values[np.isfinite(values)].astype(np.float32)
        if finite.size == 0:
            return cls()
        numbers, counts = np.unique(_bins(finite), return_counts=True)
        over = Range(float(finite.min()), float(finite.max()))
        return cls(over, Counter(dict(zip(numbers.tolist(), counts.tolist()))))

    def __or__(self, other: "Measured") -> "Measured":
        return Measured(
            self.extremes | other.extremes, self.bins + other.bins, self.images + other.images
        )

    def range(self, outside_percent: float) -> Range:
        """The range of grey values: that of all values but so many percent at either end.

        It is an eighth of its span wider to either side, where there are values, so that what is
        rare and no outlier stays inside. With 0 percent it is that of all values.
        """
        if not outside_percent or not self.bins:
            return self.extremes
        numbers = np.array(sorted(self.bins))
        below = np.cumsum([self.bins[int(number)] for number in numbers])
        share = outside_percent / 100 * below[-1]
        low = _edge(numbers[np.searchsorted(below, share, "right")])
        high = _edge(numbers[np.searchsorted(below, below[-1] - share, "left")] + 1)
        margin = MARGIN * (high - low)
        return Range(max(self.extremes.low, low - margin), min(self.extremes.high, high + margin))

    def check_sides(self, sample: int, one_sided: bool) -> None:
        """Raise `InputError` where one side has no image, unless that is wanted."""
        kinds = ("clean", "striped")
        for empty, other in (kinds, kinds[::-1]):
            if not self.images[empty] and not one_sided:
                change = "raise" if empty == "clean" else "lower"
                raise InputError(
                    f"sample {sample:04d}: all {self.images[other]} images count as {other}, none "
                    f"as {empty}; {change} tomography.striped.least_strength or least_percent, or "
                    "set tomography.striped.one_sided: true"
                )

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        bins = [[number, self.bins[number]] for number in sorted(self.bins)]
        return vars(self.extremes) | {"bins": bins, "images": dict(sorted(self.images.items()))}


def read_measured(paths: Iterable[str | os.PathLike]) -> Measured:
    """What was found of parts of a scan, from JSON files, as one."""
    found = Measured()
    for path in paths:
        part = json.loads(Path(path).read_text(encoding="utf-8"))
        over = Range(part["low"], part["high"])
        found |= Measured(over, Counter(dict(part["bins"])), Counter(part["images"]))
    return found


def _bins(values: NDArray[np.float32]) -> NDArray[np.int32]:
    """Numbers that rise with the values: for negative floats the bits below the sign turned."""
    bits = values.view(np.int32)
    return np.where(bits < 0, bits ^ np.int32(0x7FFFFFFF), bits) >> 16


def _edge(number: int) -> float:
    """The lower edge of a bin."""
    bits = np.array(int(number) << 16, np.int32)
    bits = np.where(bits < 0, bits ^ np.int32(0x7FFFFFFF), bits).astype(np.int32)
    return float(bits.view(np.float32))
