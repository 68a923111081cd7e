"""Settings of how an image is recorded: in time, frame by frame, and by which detector."""

from dataclasses import dataclass
from typing import Literal

from synthscope.core.distributions import Varied, VariedCount
from synthscope.core.errors import InputError
from synthscope.core.settings import Section, setting
from synthscope.optics.camera.settings import Amplifier, DeadTime


@dataclass(frozen=True)
class ScanSettings(Section):
    """The scan in time, and what moves the beam meanwhile. The beam goes along rows, one below the
    other, and flies back after each."""

    dwell_us: Varied = setting(10.0, ge=1e-3, le=1e7)
    """Time on each pixel, µs."""

    flyback_us: Varied = setting(500.0, ge=0, le=1e8)
    """From the last pixel of a row to the first of the next one, µs."""

    hum_A: Varied = setting(0.0, ge=0, le=100)
    """Amplitude of the hum of the mains, Å: to and fro in a random direction, with a random
    phase."""

    hum_Hz: Varied = setting(50.0, gt=0, le=1e6)
    """Frequency of the hum, Hz."""

    noise_A: Varied = setting(0.0, ge=0, le=100)
    """Root mean square of random movements about their mean in an acquisition, as the mean of both
    axes has it, Å: one alone may move more than the other. Slow ones are the greatest: their power
    goes with frequency as 1/f^`noise_exponent`, from half a period an acquisition on."""

    noise_exponent: Varied = setting(1.0, ge=0, le=4)
    """Exponent of that spectrum: 0 white, 1 as of lenses' and scan coils' currents, 2 as of a stage
    that creeps."""


@dataclass(frozen=True)
class SeriesSettings(Section):
    """Several frames of one place, one after the other. Their image is the sum of all as they are,
    not of frames that were shifted back."""

    frames: VariedCount = setting(8, ge=2, le=1000)
    """How many there are. Each has as large a part of the dose, and drifts by `drift_px` on from
    where the one before ended."""

    shift_A: Varied = setting(0.0, ge=0, le=100)
    """Standard deviation, along each axis, of how far the specimen shifts besides from a frame to
    the next, Å."""


@dataclass(frozen=True)
class CountingDeadTime(Section):
    """How long a detector that counts is blind after an electron."""

    kind: Literal["nonparalyzable", "paralyzable"] = "nonparalyzable"
    """Whether electrons that come meanwhile make it blind for longer (`paralyzable`) or not."""

    time_ns: Varied = setting(50.0, gt=0, le=1e7)
    """Dead time, ns; at most a tenth of the time on a pixel."""

    def in_dwell(self, dwell_us: float) -> DeadTime:
        """As of a camera that is exposed for as long as the beam stays on a pixel."""
        return DeadTime(self.kind, 1e-3 * self.time_ns, 1e-3 * dwell_us)


@dataclass(frozen=True)
class Afterglow(Section):
    """Light of a scintillator that comes later, and is recorded on the pixels that follow."""

    part: Varied = setting(0.1, ge=0, le=1)
    """Part of an electron's light that does."""

    decay_us: Varied = setting(10.0, gt=0, le=1e7)
    """Time in which it falls to 1/e, µs."""


@dataclass(frozen=True)
class DetectorSettings(Section):
    """A detector with faults: one that counts has a `dead_time`, one that integrates the rest."""

    amplifier: Amplifier | None = None
    """Gain, noise and offset: the image is in ADU then. null: it is in units of its mean, or in
    fractions of the beam with a dose."""

    afterglow: Afterglow | None = None
    """It needs `scan`; null: none."""

    dead_time: CountingDeadTime | None = None
    """It needs `scan`; null: none."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.dead_time is not None and (self.amplifier or self.afterglow):
            raise InputError(
                "dead_time is of a detector that counts, amplifier and afterglow are of one that "
                "integrates; leave one of both out"
            )


@dataclass(frozen=True)
class Contamination(Section):
    """What the beam deposits where it scans, as a background that grows meanwhile."""

    growth: Varied = setting(0.0, ge=0, le=1e4)
    """Background that an acquisition adds by its end in the middle of a wide frame, in units of the
    image's mean; its electrons come besides those of `counts`."""

    of_dose_e_per_A2: Varied | None = setting(None, ge=1e-6, le=1e8)
    """Dose that deposits as much, e/Å²; others deposit in proportion. null: `growth` is that of the
    dose of the image, whatever it is."""

    before: Varied = setting(0.0, ge=0, le=1e4)
    """Background that is there already, of earlier scans of the frame, in the same units."""

    spread_A: Varied = setting(10.0, gt=0, le=1e5)
    """Standard deviation of how far from the beam it is deposited, Å."""
