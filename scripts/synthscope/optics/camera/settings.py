"""Settings of an electron camera and of what stands before it."""

import math
from dataclasses import dataclass, fields
from typing import Any, Literal

from synthscope.core.distributions import Distribution, Varied, varied
from synthscope.core.errors import InputError
from synthscope.core.extremes import checked_in_corners
from synthscope.core.settings import Section, setting

Pixels = varied(ge=-8192, le=8192)
Degrees = varied(ge=-360, le=360)
MOST_DEAD = 0.1
"""Dead time over exposure."""
SIGMAS, TAILS = 6.0, 8.0
"""Widths of a point spread's core and tail beyond which there is nothing."""


@dataclass(frozen=True)
class PointSpread(Section):
    """How far the signal of an electron spreads over the pixels, in a core and a tail.

    The modulation transfer function at f cycles a pixel along an axis is (1 - tail) ·
    exp(-2 sigma_px² s²) + tail / (1 + 4 tail_px² s²), with s = sin(π f).
    """

    sigma_px: Varied = setting(0.0, ge=0, le=50)
    """Standard deviation of the core along an axis, px."""

    tail: Varied = setting(0.0, ge=0, le=0.95)
    """Part of the signal in the tail."""

    tail_px: Varied = setting(5.0, gt=0, le=500)
    """Length over which the tail falls to 1/e far from its centre, px."""

    @property
    def reach_px(self) -> int:
        """How far signal is followed beyond the border, so that none comes back from it."""
        tail = TAILS * self.tail_px if self.tail else 0
        return math.ceil(SIGMAS * self.sigma_px + tail) + 1


@dataclass(frozen=True)
class Projection(Section):
    """Where the projector lenses put the pattern on the camera, and how they distort it."""

    offset_px: tuple[Pixels, Pixels] = (0.0, 0.0)
    """The pattern's centre from the centre pixel, [x, y] = [columns, rows], px."""

    ellipticity: Varied = setting(0.0, ge=0, le=0.5)
    """A circle becomes an ellipse that is longer than wide by this part; its area stays."""

    ellipse_deg: Degrees = 0.0
    """Direction in which it is longer, degrees from columns towards rows."""

    radial: Varied = setting(0.0, ge=-0.05, le=0.2)
    """Radial distortion k: a point at r comes to r (1 + k r²/R²), R half the camera's edge;
    positive: pincushion, negative: barrel."""


@dataclass(frozen=True)
class BeamStop(Section):
    """An opaque disc on an arm before the camera."""

    radius_px: Varied = setting(gt=0, le=8192)
    """Radius of the disc, px."""

    centre_px: tuple[Pixels, Pixels] = (0.0, 0.0)
    """Its centre from the camera's centre pixel, [x, y], px."""

    arm_px: Varied = setting(0.0, ge=0, le=8192)
    """Width of the arm, px."""

    arm_deg: Degrees = 180.0
    """Direction in which the arm leaves the disc, degrees from columns towards rows."""


@dataclass(frozen=True)
class PixelFaults(Section):
    """How the pixels of a camera differ. They are the same in all its patterns."""

    dead: float = setting(0.0, ge=0, le=0.5)
    """Part of the pixels that see nothing."""

    hot: float = setting(0.0, ge=0, le=0.5)
    """Part of the pixels with a dark signal of their own."""

    hot_e: float = setting(100.0, ge=0, le=1e9)
    """Mean dark signal of hot pixels in a pattern, electrons; theirs are distributed
    exponentially."""

    response: float = setting(0.0, ge=0, le=0.5)
    """Standard deviation of the pixels' response, relative to its mean: what is left after a flat
    field."""


@dataclass(frozen=True)
class DeadTime(Section):
    """How long a pixel that counts is blind after an electron."""

    kind: Literal["nonparalyzable", "paralyzable"] = "nonparalyzable"
    """Whether electrons that come while a pixel is blind make it blind for longer
    (`paralyzable`) or not."""

    time_us: Varied = setting(1.0, gt=0, le=1e6)
    """Dead time, µs."""

    exposure_ms: Varied = setting(1.0, gt=0, le=1e7)
    """Exposure of a pattern, ms."""

    @property
    def part(self) -> float:
        """Dead time over exposure."""
        return 1e-3 * self.time_us / self.exposure_ms

    def __post_init__(self) -> None:
        super().__post_init__()
        if checked_in_corners(self):
            return
        if self.part > MOST_DEAD:
            raise InputError(
                f"a dead time of {self.time_us:g} µs is more than a tenth of the exposure; use at "
                f"most {100 * self.exposure_ms:g} µs, or an exposure of at least "
                f"{0.01 * self.time_us:g} ms"
            )


@dataclass(frozen=True)
class Amplifier(Section):
    """From the signal of a pixel that integrates to the number that is stored."""

    gain: Varied = setting(1.0, gt=0, le=1e6)
    """Stored units (ADU) of an electron."""

    gain_spread: Varied = setting(0.0, ge=0, le=5)
    """Standard deviation of the signal of one electron, relative to its mean; the detective
    quantum efficiency at low frequencies is 1 / (1 + its square)."""

    offset: Varied = setting(0.0, ge=0, le=1e9)
    """Level without signal, ADU; at least four times `read_noise`, for none is stored below 0."""

    read_noise: Varied = setting(0.0, ge=0, le=1e6)
    """Standard deviation of the read-out noise, ADU."""

    full_well_e: Varied | None = setting(None, gt=0)
    """Signal at which a pixel is full, electrons."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if checked_in_corners(self):
            return
        if self.offset < 4 * self.read_noise:
            raise InputError(
                f"with a read_noise of {self.read_noise:g} ADU much of the noise would be below 0; "
                f"use an offset of at least {4 * self.read_noise:g} ADU"
            )


@dataclass(frozen=True)
class Camera(Section):
    """A camera: one that counts electrons, or one that integrates their signal."""

    kind: Literal["counting", "integrating"] = "counting"
    """`counting`: each electron is one count in one pixel; `integrating`: the signals of electrons
    add up, spread over pixels and are digitised (scintillator or direct detector)."""

    efficiency: Varied = setting(1.0, gt=0, le=1)
    """Part of the electrons that are detected."""

    point_spread: PointSpread = PointSpread()
    """Spread of an electron's signal. Where electrons are counted it moves each to another pixel,
    and noise stays white; where they are integrated it blurs the noise too."""

    projection: Projection = Projection()
    """Place and distortion of the pattern on the camera."""

    stop: BeamStop | None = None
    """A beam stop before the camera; null: none."""

    dark_e: Varied = setting(0.0, ge=0, le=1e9)
    """Mean dark signal of a pixel in a pattern, electrons (of counting: false counts)."""

    faults: PixelFaults = PixelFaults()
    """Differences between pixels."""

    dead_time: DeadTime | None = None
    """Of a camera that counts; null: none."""

    amplifier: Amplifier = Amplifier()
    """Of a camera that integrates."""

    bits: int | None = setting(None, ge=1, le=32)
    """Bits of a stored number, which ends at 2^bits - 1. null: 32 of counts; integrated signals are
    then stored as 32-bit floats and not rounded."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if checked_in_corners(self):
            return
        if self.kind == "integrating" and self.dead_time is not None:
            raise InputError("dead_time is of a camera of kind counting; leave it out")
        if self.kind == "counting" and self.amplifier != Amplifier():
            raise InputError("amplifier is of a camera of kind integrating; leave it out")
        if self.bits is not None and self.amplifier.offset >= 2**self.bits - 1:
            raise InputError(
                f"amplifier.offset is {self.amplifier.offset:g} ADU, beyond what {self.bits} bits "
                f"hold; use less than {2**self.bits - 1}"
            )

    @property
    def most(self) -> float:
        """The largest number that is stored."""
        if self.bits is None and self.kind == "integrating":
            return math.inf
        return 2.0 ** (self.bits or 32) - 1

    @property
    def capacity_e(self) -> float:
        """Electrons that a pixel may detect in a pattern before it is full."""
        well = self.amplifier.full_well_e or math.inf
        return min(well, (self.most - self.amplifier.offset) / self.amplifier.gain)

    @property
    def stored_bits(self) -> int:
        """Bits of the type that stored numbers have."""
        return next(n for n in (8, 16, 32) if (self.bits or 32) <= n)

    @property
    def dtype(self) -> str:
        """Type of stored numbers, by NumPy's name."""
        return "float32" if math.isinf(self.most) else f"uint{self.stored_bits}"


def flat(section: Section, path: str = "") -> dict[str, Any]:
    """All settings of a section and of those within it by their paths, but for those that are
    null."""
    found: dict[str, Any] = {}
    for one in fields(section):
        value, name = getattr(section, one.name), path + one.name
        if isinstance(value, Section) and not isinstance(value, Distribution):
            found |= flat(value, f"{name}.")
        elif value is not None:
            found[name] = value
    return found


def stated(section: Section) -> dict[str, Any]:
    """Of these, those that are not the section's defaults."""
    defaults = flat(type(section)())
    return {name: value for name, value in flat(section).items() if defaults.get(name) != value}
