"""Which artefacts of a beamline simulated scans have, and how strong; all are off by themselves."""

from dataclasses import dataclass
from math import ceil
from typing import Annotated

from synthscope.core.distributions import Varied, varied
from synthscope.core.errors import InputError
from synthscope.core.extremes import checked_in_corners
from synthscope.core.settings import Limits, Section, setting

GAUSSIAN_REACH = 3  # standard deviations that a Gaussian is cut off at
Pixels = Annotated[int, Limits(ge=1, le=1000)]
Lengths = Annotated[tuple[Pixels, ...], Limits(min_length=2, max_length=2)]
Size = varied(gt=0, le=100)
Sizes = Annotated[tuple[Size, ...], Limits(min_length=2, max_length=2)]
Shift = varied(ge=-100, le=100)
Shifts = Annotated[tuple[Shift, ...], Limits(min_length=2, max_length=2)]


@dataclass(frozen=True)
class ZingerSettings(Section):
    """Bright pixels and short tracks in single projections, where radiation hits the camera itself
    (S. L. Barna et al., Rev. Sci. Instrum. 70, 2927 (1999)). Flat fields have none, as where their
    median is taken."""

    per_frame: Varied = setting(0.0, ge=0, le=10_000)
    """Mean number in a projection; 0: none."""

    strength: Sizes = (0.2, 2.0)
    """Least and greatest counts that a pixel gets, in units of I0; evenly in their logarithm."""

    track_px: Lengths = (1, 4)
    """Least and greatest length of a track, px; 1 is a single pixel."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if checked_in_corners(self):
            return
        for name, (low, high) in (("strength", self.strength), ("track_px", self.track_px)):
            if low > high:
                raise InputError(f"{name} must not fall, as in [1, 4]")


@dataclass(frozen=True)
class BlurSettings(Section):
    """Blur of the scintillator and the lens (T. Martin and A. Koch, J. Synchrotron Rad. 13, 180
    (2006), doi 10.1107/S0909049506000550): two Gaussians, of which the wide one stands for light
    that the scintillator scatters (Crystals 15, 605 (2025), doi 10.3390/cryst15070605). The beam's
    own texture is taken for that behind the scintillator."""

    core_px: Varied = setting(0.0, ge=0, le=10)
    """Standard deviation of the narrow Gaussian, px; 0: a point."""

    tail_px: Varied = setting(6.0, gt=0, le=20)
    """Standard deviation of the wide Gaussian, px."""

    tail_share: Varied = setting(0.0, ge=0, le=0.9)
    """Share of the light in the wide Gaussian; 0: none."""

    @property
    def on(self) -> bool:
        return self.core_px > 0 or self.tail_share > 0

    @property
    def reach_px(self) -> int:
        """How far it reaches to either side, px."""
        return ceil(GAUSSIAN_REACH * max(self.core_px, self.tail_px * (self.tail_share > 0)))


@dataclass(frozen=True)
class DriftSettings(Section):
    """A beam that is not the same in projections and flat fields, so that its texture does not
    cancel (V. Van Nieuwenhove et al., Opt. Express 23, 27975 (2015), doi 10.1364/OE.23.027975).
    What it leaves in columns counts as a stripe."""

    jump_px: Shifts = (0.0, 0.0)
    """How far the beam's pattern has moved between the flat fields before the scan and the first
    projection, px: [down, right]."""

    shift_px: Shifts = (0.0, 0.0)
    """How far it moves from there to the last projection, px: [down, right]."""

    vibration_px: Varied = setting(0.0, ge=0, le=100)
    """Standard deviation of its place from frame to frame, in both directions, px."""

    decay: Varied = setting(0.0, ge=0, lt=1)
    """Share of the intensity that is lost by the end of the scan, exponentially."""

    flats_after: int = setting(0, ge=0, le=10_000)
    """Flat-field frames after the scan, besides `flats_number` before it; all are averaged."""

    @property
    def moves(self) -> bool:
        return any(self.jump_px) or any(self.shift_px) or self.vibration_px > 0

    @property
    def on(self) -> bool:
        return self.moves or self.decay > 0


@dataclass(frozen=True)
class FringeSettings(Section):
    """Bright and dark fringes at edges, which the beam makes on its way from the sample to the
    detector (P. Cloetens et al., Appl. Phys. Lett. 75, 2912 (1999), doi 10.1063/1.125225); of a
    homogeneous object near the detector (D. Paganin et al., J. Microsc. 206, 33 (2002), doi
    10.1046/j.1365-2818.2002.01010.x, eq. 7)."""

    distance_mm: Varied = setting(0.0, ge=0, le=100_000)
    """From the sample to the detector, mm; 0: no fringes."""

    energy_keV: Varied = setting(25.0, ge=1, le=500)
    """Energy of the photons, keV."""

    delta_over_beta: Varied = setting(60.0, ge=0, le=10_000)
    """Refraction over absorption, δ/β of the sample; 60 is iron at 25 keV."""

    @property
    def on(self) -> bool:
        return self.distance_mm > 0 and self.delta_over_beta > 0


@dataclass(frozen=True)
class HardeningSettings(Section):
    """Beam hardening, by a beam of two energies (E. Van de Casteele et al., J. X-Ray Sci. Technol.
    12, 43 (2004), doi 10.3233/XST-2004-00100; R. A. Brooks and G. Di Chiro, Phys. Med. Biol. 21,
    390 (1976), doi 10.1088/0031-9155/21/3/004)."""

    soft_share: Varied = setting(0.0, ge=0, le=1)
    """Share of the beam that is soft; 0: monochromatic."""

    ratio: Varied = setting(3.0, ge=1, le=100)
    """How many times more the soft part is attenuated. The mean of both is `attenuation`, which a
    thin sample has then."""

    @property
    def on(self) -> bool:
        return self.soft_share > 0 and self.ratio > 1


@dataclass(frozen=True)
class ArtefactSettings(Section):
    """Artefacts of a beamline besides stripes, in simulated scans (complex, and those that stand in
    for real ones). The clean sinograms of complex mode have none of them."""

    hardening: HardeningSettings = HardeningSettings()
    """Beam hardening."""

    fringes: FringeSettings = FringeSettings()
    """Propagation fringes."""

    blur: BlurSettings = BlurSettings()
    """Blur of the scintillator."""

    drift: DriftSettings = DriftSettings()
    """Drift of the beam."""

    zingers: ZingerSettings = ZingerSettings()
    """Zingers."""

    @property
    def on(self) -> tuple[str, ...]:
        """The kinds that are switched on."""
        switched = {
            "hardening": self.hardening.on,
            "fringes": self.fringes.on,
            "blur": self.blur.on,
            "drift": self.drift.on,
            "zingers": self.zingers.per_frame > 0,
        }
        return tuple(kind for kind, on in switched.items() if on)
