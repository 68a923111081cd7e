"""A distribution in the place of a number: what a section takes where its field is `Varied`.

    dose_e_per_A2: Varied = setting(1000.0, ge=1e-6, le=1e8)

takes a number, or `{loguniform: [100, 10000]}` and the other kinds of `Distribution`;
`VariedCount` takes whole numbers, and `varied(ge=0)` stands for a number inside a list or a pair. A
field's limits hold for a distribution at its extremes, so that whatever is drawn is allowed. Values
are drawn by `draws.draw`.
"""

import math
import operator
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, fields
from itertools import accumulate
from statistics import NormalDist
from typing import Annotated, Any

from synthscope.core.settings import Limits, Section, setting

DIGITS = 6
"""Significant digits of what is drawn: tables show the very number that was used."""
LEAST_SHARE = 1e-6  # of a normal distribution that has to lie within its limits

KINDS = {"uniform", "loguniform", "normal", "choice"}
"""Of distributions, one of which is stated."""

Pair = tuple[float, float]


@dataclass(frozen=True, repr=False)
class Distribution(Section):
    """What a number is drawn from, for each image or sample anew: `{uniform: [0, 1]}`, say. One
    of uniform, loguniform, normal and choice is stated. A field's limits hold for the extremes."""

    uniform: Pair | None = None
    """Least and greatest value; all between them are as likely."""

    loguniform: Pair | None = None
    """Least and greatest value, above 0; the logarithms of all between them are as likely."""

    normal: Pair | None = None
    """Mean and standard deviation of a normal distribution; `within` cuts it off."""

    within: Pair | None = None
    """Least and greatest value of `normal`: what lies outside is not drawn."""

    choice: tuple[float, ...] | None = setting(None, min_length=1)
    """The values that are possible, as likely as each other where there are no `weights`."""

    weights: tuple[float, ...] | None = None
    """How likely each value of `choice` is in comparison; they need not add up to one."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if sum(getattr(self, kind) is not None for kind in KINDS) != 1:
            raise ValueError("state one of uniform, loguniform, normal, choice")
        for name in ("uniform", "loguniform", "within"):
            pair = getattr(self, name)
            if pair is not None and not pair[0] < pair[1]:
                raise ValueError(
                    f"{name} goes from a smaller to a greater value, not from {pair[0]:g} to "
                    f"{pair[1]:g}; where there is but one, write the number alone"
                )
        if self.loguniform is not None and self.loguniform[0] <= 0:
            raise ValueError(f"loguniform begins above 0, not at {self.loguniform[0]:g}")
        if (self.normal is None) != (self.within is None):
            raise ValueError("normal and within are stated together: {normal: …, within: …}")
        if self.normal is not None:
            self._check_normal(*self.normal)
        if self.weights is not None:
            self._check_weights(self.weights)

    def _check_normal(self, mean: float, deviation: float) -> None:
        if deviation <= 0:
            raise ValueError(f"the standard deviation of normal is above 0, not {deviation:g}")
        below, above = self._shares
        if above - below < LEAST_SHARE:
            raise ValueError(
                f"next to nothing of a normal distribution about {mean:g} with a standard "
                f"deviation of {deviation:g} lies within {self.within[0]:g} to {self.within[1]:g}; "
                "widen within, or use uniform"
            )

    def _check_weights(self, weights: tuple[float, ...]) -> None:
        if self.choice is None or len(self.choice) != len(weights):
            raise ValueError("weights has a number for each value of choice, and is of no other")
        if min(weights) < 0 or sum(weights) <= 0:
            raise ValueError("weights are 0 or more, and one at least is more")

    @property
    def possible(self) -> tuple[float, ...]:
        """The values of `choice` that can be drawn."""
        weights = self.weights or (1.0,) * len(self.choice)
        return tuple(value for value, weight in zip(self.choice, weights) if weight)

    @property
    def extremes(self) -> Pair:
        """The least and the greatest value that can be drawn."""
        if self.choice is not None:
            return min(self.possible), max(self.possible)
        return self.uniform or self.loguniform or self.within

    def quantile(self, share: float) -> float:
        """The value that a share of all draws, from 0 to less than 1, lies below.

        To six significant digits, those of `choice` as they are stated.
        """
        least, greatest = self.extremes
        if self.choice is not None:
            sums = list(accumulate(self.weights or (1.0,) * len(self.choice)))
            return self.choice[min(bisect_right(sums, share * sums[-1]), len(sums) - 1)]
        if self.uniform is not None:
            value = least + share * (greatest - least)
        elif self.loguniform is not None:
            value = least * (greatest / least) ** share
        else:
            below, above = self._shares
            inside = below + share * (above - below)
            inside = min(max(inside, math.ulp(0.0)), 1 - 2**-53)
            value = NormalDist(*self.normal).inv_cdf(inside)
        return min(max(float(f"{value:.{DIGITS}g}"), least), greatest)

    def stated(self) -> dict[str, list[float]]:
        """What a configuration states, as plain data."""
        given = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: list(values) for name, values in given.items() if values is not None}

    @property
    def _shares(self) -> Pair:
        """Of the whole normal distribution, what lies below each limit."""
        return tuple(map(NormalDist(*self.normal).cdf, self.within))

    # Limits of a field are compared with the value, whichever it is.
    def __ge__(self, limit: float) -> bool:
        return self.extremes[0] >= limit

    def __gt__(self, limit: float) -> bool:
        return self.extremes[0] > limit

    def __le__(self, limit: float) -> bool:
        return self.extremes[1] <= limit

    def __lt__(self, limit: float) -> bool:
        return self.extremes[1] < limit

    def __repr__(self) -> str:
        parts = (
            f"{name}: [{', '.join(f'{value:g}' for value in values)}]"
            for name, values in self.stated().items()
        )
        return f"{{{', '.join(parts)}}}"


@dataclass(frozen=True, repr=False)
class Counts(Distribution):
    """What a whole number is drawn from: `{uniform: [0, 5]}` gives each of 0 to 5 as often. Values
    that are stated are whole; those of loguniform and normal are rounded."""

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("uniform", "loguniform", "within", "choice"):
            broken = [value for value in getattr(self, name) or () if value != int(value)]
            if broken:
                raise ValueError(f"{name} has {broken[0]:g}, and this is drawn in whole numbers")

    @property
    def extremes(self) -> tuple[int, int]:
        least, greatest = super().extremes
        return int(least), int(greatest)

    def quantile(self, share: float) -> int:
        """The value that a share of all draws, from 0 to less than 1, lies below."""
        if self.uniform is None:
            return round(super().quantile(share))
        least, greatest = self.extremes
        return min(least + int(share * (greatest - least + 1)), greatest)


@dataclass(frozen=True)
class _NumberOrDistribution:
    """Which of both a value is checked as, so that a message is about what was written.

    `limits` are of a value inside a list; those of a field stand beside its default.
    """

    limits: Limits | None = None

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable) -> dict:
        schema = either = handler(source)
        while either["type"] != "union":  # inside the checks of a field's limits
            either = either["schema"]
        number, distribution = either.pop("choices")
        if self.limits is not None:
            number |= {name: x for name, x in vars(self.limits).items() if x is not None}
            called = {"type": "no-info", "function": self._within}
            distribution = {"type": "function-after", "function": called, "schema": distribution}
        plain = {"type": "function-plain", "function": Distribution.stated}
        choices = {"number": number, "distribution": distribution | {"serialization": plain}}
        either |= {"type": "tagged-union", "choices": choices, "discriminator": _kind}
        return schema

    def _within(self, drawn: Distribution) -> Distribution:
        for name, (words, fits) in _COMPARED.items():
            limit, extreme = getattr(self.limits, name), drawn.extremes[name[0] == "l"]
            if limit is not None and not fits(extreme, limit):
                raise ValueError(f"should be {words} {limit:g}, and {extreme:g} can be drawn")
        return drawn


_COMPARED = {
    "ge": ("greater than or equal to", operator.ge),
    "gt": ("greater than", operator.gt),
    "le": ("less than or equal to", operator.le),
    "lt": ("less than", operator.lt),
}


def _kind(value: Any) -> str:
    return "distribution" if isinstance(value, dict | Distribution) else "number"


Varied = Annotated[float | Distribution, _NumberOrDistribution()]
"""The type of a field that takes a number or a distribution."""

VariedCount = Annotated[int | Counts, _NumberOrDistribution()]
"""The type of a field that takes a whole number or a distribution of them."""


def varied(**limits: float) -> Any:
    """The type of a number inside a list: `tuple[varied(ge=0), varied(ge=0)]`."""
    return Annotated[float | Distribution, _NumberOrDistribution(Limits(**limits))]


def varied_count(**limits: int) -> Any:
    """The type of a whole number inside a list."""
    return Annotated[int | Counts, _NumberOrDistribution(Limits(**limits))]


def number_of(value: float | Distribution | None) -> float | None:
    """The value where it is one number; None where it varies."""
    return None if isinstance(value, Distribution) else value
