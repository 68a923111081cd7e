"""Settings of how an image is recorded: in time, frame by frame, and by which detector."""

from dataclasses import dataclass

from synthscope.core.distributions import Varied, VariedCount
from synthscope.core.settings import Section, setting


@dataclass(frozen=True)
class ScanSettings(Section):
    """The scan in time, and what moves the beam meanwhile. The beam goes along rows, one below the
    other, and flies back after each."""

    dwell_us: Varied = setting(10.0, gt=0, le=1e7)
    """Time on each pixel, µs."""

    flyback_us: Varied = setting(500.0, ge=0, le=1e8)
    """From the last pixel of a row to the first of the next one, µs."""

    hum_A: Varied = setting(0.0, ge=0, le=100)
    """Amplitude of the hum of the mains, Å: to and fro in a random direction, with a random
    phase."""

    hum_Hz: Varied = setting(50.0, gt=0, le=1e6)
    """Frequency of the hum, Hz."""

    noise_A: Varied = setting(0.0, ge=0, le=100)
    """Root mean square, along each axis, of random movements about their mean in an acquisition, Å.
    Slow ones are the greatest: their power goes with frequency as 1/f^`noise_exponent`, from half a
    period an acquisition on."""

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
