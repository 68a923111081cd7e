"""Stripes drawn into sinograms: constant or wandering offsets of a few detector columns.

The model is TomoPhantom's: a stripe stands at a column whose first angle is not empty, is 2t + 1
columns wide with t uniform in 0 … max thickness, and adds peak · U(−1, ½) · intensity. A varying
stripe starts at variability · peak above that and walks by ± variability · peak from angle to
angle, each column on its own. Unlike there, 'mix' does mix full and partial stripes, and a partial
stripe is never empty and never runs over all angles.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from synthscope.core.distributions import varied, varied_count
from synthscope.core.settings import Section

Percentage = varied(ge=0, le=100)
MaxThickness = varied_count(ge=0, le=10)
Intensity = varied(gt=0, le=10)
Kind = Literal["full", "partial", "mix"]
Variability = varied(ge=0, le=1)


@dataclass(frozen=True)
class StripeModel(Section):
    """The stripes that a sinogram gets; the defaults are those of simple mode."""

    percentage: Percentage = 1.2
    """Number of stripes in percent of the detector's columns, rounded down, but one at least; 0
    draws none."""

    max_thickness: MaxThickness = 3
    """Largest half width t of a stripe, 2t + 1 columns wide, px."""

    intensity: Intensity = 0.25
    """Size of the offset, in units of the brightest pixel."""

    kind: Kind = "mix"
    """Stripes over all angles (`full`), some of them (`partial`), or either."""

    variability: Variability = 0.0
    """Step by which a stripe's offset wanders from angle to angle, in units of the brightest pixel;
    0 keeps it constant."""


@dataclass(frozen=True)
class PairedStripes(StripeModel):
    """Stripes drawn into clean sinograms of real scans."""

    percentage: Percentage = 1.0
    max_thickness: MaxThickness = 2
    intensity: Intensity = 0.2
    variability: Variability = 0.005


@dataclass(frozen=True)
class PatchStripes(StripeModel):
    """Stripes drawn into clean patches of real scans."""

    percentage: Percentage = 0.4
    max_thickness: MaxThickness = 6
    intensity: Intensity = 0.2
    kind: Kind = "full"


@dataclass(frozen=True)
class Stripe:
    """One stripe: columns column ± thickness, angles first ≤ a < stop, and its offset."""

    column: int
    thickness: int
    first: int
    stop: int
    offset: float


def draw_stripes(
    rng: np.random.Generator, sinogram: NDArray, model: StripeModel, peak: float
) -> list[Stripe]:
    """Decide on the stripes of one sinogram (angles, columns).

    Columns are drawn again, at most 20 times, until the first angle is not empty there. A detector
    too narrow for a stripe of the drawn width gets a narrower one.
    """
    angles, columns = sinogram.shape
    stripes = []
    count = int(np.float32(columns) * np.float32(model.percentage / 100))
    for _ in range(max(count, 1) if model.percentage > 0 else 0):
        thickness = min(int(rng.integers(0, model.max_thickness + 1)), max((columns - 3) // 2, 0))
        for _ in range(20):
            column = int(rng.integers(thickness + 1, max(columns - thickness, thickness + 2)))
            column = min(column, columns - 1)
            if sinogram[0, column] != 0:
                break
        full = model.kind == "full" or (model.kind == "mix" and rng.random() < 0.5)
        first, stop = (0, angles) if full else _part(rng, angles)
        offset = peak * rng.uniform(-1.0, 0.5) * model.intensity
        stripes.append(Stripe(column, thickness, first, stop, float(offset)))
    return stripes


def add_stripes(
    rng: np.random.Generator, sinogram: NDArray, model: StripeModel, peak: float
) -> NDArray[np.float32]:
    """A copy of the sinogram with stripes; see `draw_and_add`."""
    return draw_and_add(rng, sinogram, model, peak)[0]


def draw_and_add(
    rng: np.random.Generator, sinogram: NDArray, model: StripeModel, peak: float
) -> tuple[NDArray[np.float32], list[Stripe]]:
    """A copy of the sinogram (angles, columns) with stripes, and the stripes.

    Parameters
    ----------
    rng
        The sinogram's own generator.
    sinogram
        (angles, columns).
    peak
        What offsets are scaled by: the maximum of the volume or of the sinogram.
    """
    out = np.array(sinogram, np.float32)
    step = model.variability * peak
    stripes = draw_stripes(rng, sinogram, model, peak)
    for stripe in stripes:
        left, right = max(stripe.column - stripe.thickness, 0), stripe.column + stripe.thickness + 1
        part = out[stripe.first : stripe.stop, left:right]
        if step:
            signs = rng.integers(0, 2, part.shape, dtype=np.int8) * 2 - 1
            walk = np.cumsum(signs, axis=0, dtype=np.int32) - signs  # starts at zero
            part += (stripe.offset + step * (1 + walk)).astype(np.float32)
        else:
            part += np.float32(stripe.offset)
    return out, stripes


def stripe_columns(stripes: Sequence[Stripe], columns: int) -> NDArray[np.intp]:
    """(n,): those of so many columns that stripes may change, in ascending order.

    Where there are any, there are two at least: over the angles of a single one NumPy adds up in
    another order, and what is measured would differ from a whole image's in its last digit.
    """
    changed = np.zeros(columns, bool)
    for stripe in stripes:
        left = max(min(stripe.column - stripe.thickness, columns - 2), 0)
        changed[left : max(stripe.column + stripe.thickness + 1, left + 2)] = True
    return np.flatnonzero(changed)


def _part(rng: np.random.Generator, angles: int) -> tuple[int, int]:
    """A range of angles that is neither empty nor all of them, where there are two at least."""
    if angles < 2:
        return 0, angles
    while True:
        first, stop = sorted(rng.integers(0, angles + 1, 2).tolist())
        if 0 < stop - first < angles:
            return first, stop
