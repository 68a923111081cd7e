"""How many stripes of each kind a simulated detector makes, and how strong they are."""

from dataclasses import dataclass
from typing import Annotated

from synthscope.core.distributions import Varied, VariedCount, varied
from synthscope.core.errors import InputError
from synthscope.core.extremes import checked_in_corners
from synthscope.core.settings import Limits, Section, setting

Shares = Annotated[tuple[varied(), ...], Limits(min_length=2, max_length=2)]
Pixels = Annotated[int, Limits(ge=1, le=1000)]
Sizes = Annotated[tuple[Pixels, ...], Limits(min_length=2, max_length=2)]


@dataclass(frozen=True)
class FaultSettings(Section):
    """Stripes of the kinds that N. T. Vo et al. tell apart (Opt. Express 26, 28396 (2018), doi
    10.1364/OE.26.028396), besides the spots of `miscalibration`: how many there are on the whole
    detector of each. Each stands in all frames at one place, over some neighbouring rows."""

    full: VariedCount = setting(0, ge=0, le=10_000)
    """Columns whose gain is wrong at all angles."""

    partial: VariedCount = setting(0, ge=0, le=10_000)
    """Columns whose gain is wrong over a range of angles."""

    fluctuating: VariedCount = setting(0, ge=0, le=10_000)
    """Columns whose gain is another at each angle."""

    unresponsive: VariedCount = setting(0, ge=0, le=10_000)
    """Columns that count the same whatever falls on them."""

    wide: VariedCount = setting(0, ge=0, le=10_000)
    """Wide stripes with blurred edges, at all angles."""

    gain: Shares = (0.02, 0.2)
    """Least and greatest size of a gain's error, of either sign; of fluctuating ones the standard
    deviation."""

    rows: Sizes = (1, 9)
    """Least and greatest number of detector rows that a stripe goes on over."""

    width: Sizes = (1, 5)
    """Least and greatest width, px."""

    wide_width: Sizes = (15, 60)
    """Least and greatest width of wide stripes, full width at half maximum, px."""

    edge_px: Varied = setting(4.0, gt=0, le=100)
    """Standard deviation of the blur of wide stripes' edges, px."""

    @property
    def counts(self) -> dict[str, int]:
        """How many there are of each kind that there is."""
        found = {
            "full": self.full,
            "partial": self.partial,
            "fluctuating": self.fluctuating,
            "unresponsive": self.unresponsive,
            "wide": self.wide,
        }
        return {kind: count for kind, count in found.items() if count}

    def __post_init__(self) -> None:
        super().__post_init__()
        if checked_in_corners(self):
            return
        for name, (low, high) in (
            *(("gain", self.gain), ("rows", self.rows)),
            *(("width", self.width), ("wide_width", self.wide_width)),
        ):
            if not 0 < low <= high:
                raise InputError(f"{name} has to rise from above 0, for example [2, 5]")
        if self.gain[1] >= 1:
            raise InputError(f"gain reaches {self.gain[1]:g}; below 1")
