"""The numbers that describe one distorted acquisition."""

from dataclasses import dataclass, replace
from typing import Literal, Self

from synthscope.core.distributions import Varied
from synthscope.core.errors import InputError
from synthscope.core.extremes import checked_in_corners
from synthscope.core.settings import Section, setting
from synthscope.haadf.recording.settings import (
    Contamination,
    DetectorSettings,
    ScanSettings,
    SeriesSettings,
)
from synthscope.optics.camera.settings import MOST_DEAD


@dataclass(frozen=True)
class Distortion(Section):
    """What a microscope makes of an image."""

    blur_px: Varied = setting(0.8, ge=0, le=100)
    """Sigma of the Gaussian blur, px."""

    counts: Varied = setting(400.0, ge=1e-6, le=1e9)
    """Mean electrons counted in a pixel, background included."""

    scanline_px: Varied = setting(0.75, ge=0, le=100)
    """Sigma of each row's horizontal displacement, px."""

    background: Varied = setting(2.0, ge=0, le=1e4)
    """Constant background, in units of the image's mean."""

    jitter_px: Varied = setting(0.0, ge=0, le=100)
    """Sigma of each row's vertical displacement, px."""

    drift_px: Varied = setting(0.0, ge=0, le=1000)
    """Drift during the frame, px, in a random direction."""

    dark: Varied = setting(0.0, ge=0, le=1e4)
    """Sigma of the detector's additive noise, in units of the image; its mean is zero, so pixels
    may be negative."""

    dose_e_per_A2: Varied | None = setting(None, ge=1e-6, le=1e8)
    """Electrons per Å² on the specimen; takes the place of `counts`, and the image keeps its scale
    (fraction of the beam)."""

    edges: Literal["pile_up", "reflect", "crop"] = "pile_up"
    """At the border of the frame: `pile_up` as in the published images, `reflect` (the image goes
    on as its mirror), `crop` (a smaller image without a trace of it)."""

    scan: ScanSettings | None = None
    """The scan in time, with hum and random movements; null: rows move by `scanline_px`,
    `jitter_px` and `drift_px` alone, and nothing is told of time. It needs edges `reflect` or
    `crop`."""

    series: SeriesSettings | None = None
    """Several frames, whose sum the image is; null: one. Counts and dose are those of all together.
    It needs edges `reflect` or `crop`."""

    contamination: Contamination | None = None
    """A background that grows while the beam scans; null: none."""

    detector: DetectorSettings | None = None
    """Faults of the detector; null: every electron is counted where it arrives."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if checked_in_corners(self):
            return
        for name in ("scan", "series"):
            if getattr(self, name) is not None and self.edges == "pile_up":
                raise InputError(
                    f"{name} displaces pixels as edges `pile_up` cannot show; use edges `reflect` "
                    "or `crop`"
                )

        if self.detector is not None:
            self._check_detector(self.detector)

    def _check_detector(self, detector: DetectorSettings) -> None:
        for name in ("afterglow", "dead_time"):
            if getattr(detector, name) is not None and self.scan is None:
                raise InputError(
                    f"detector.{name} needs a scan in time; add scan: {{dwell_us: 10}}, say"
                )
        if detector.amplifier is not None and self.dark:
            raise InputError(
                "dark is of a detector without amplifier; use detector.amplifier.read_noise, in ADU"
            )
        dead = detector.dead_time
        if dead is not None and dead.time_ns > 1e3 * MOST_DEAD * self.scan.dwell_us:
            raise InputError(
                f"detector.dead_time.time_ns is {dead.time_ns:g}, more than a tenth of "
                f"{self.scan.dwell_us:g} µs on a pixel; use at most "
                f"{1e3 * MOST_DEAD * self.scan.dwell_us:g}, or scan.dwell_us of at least "
                f"{1e-3 * dead.time_ns / MOST_DEAD:g}"
            )

    @property
    def frames(self) -> int:
        """How many are summed."""
        return 1 if self.series is None else self.series.frames

    def counts_for(self, mean_fraction: float, pixel_A: float) -> float:
        """Mean electrons counted in a pixel where the image is on average `mean_fraction`."""
        if self.dose_e_per_A2 is None:
            return self.counts
        return self.dose_e_per_A2 * pixel_A**2 * mean_fraction * (1 + self.background)

    def dose_for(self, mean_fraction: float, pixel_A: float) -> float:
        """Electrons per square ångström that would give the mean counts of this distortion."""
        if self.dose_e_per_A2 is not None:
            return self.dose_e_per_A2
        return self.counts / (pixel_A**2 * mean_fraction * (1 + self.background))

    def collecting(self, times: float) -> Self:
        """The same electrons, seen by a detector that collects so many times as many of them."""
        return self if self.dose_e_per_A2 else replace(self, counts=self.counts * times)
