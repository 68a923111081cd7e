"""Settings of the 4D-STEM scans: the microscope, the scan, the detector and the calculation."""

from dataclasses import dataclass
from typing import Annotated, Literal

from synthscope.core.errors import InputError
from synthscope.core.extremes import distributions
from synthscope.core.settings import Check, Limits, ProductSection, Section, Word, setting
from synthscope.optics.detectors import Detector, Segment
from synthscope.optics.microscope import Microscope
from synthscope.specimens.settings import FieldSettings
from synthscope.specimens.truth_maps import TRUTH, UNITS
from synthscope.structures.vibrations import Displacements

Place = Annotated[float, Limits(ge=0, le=1000)]
TAKEN = (
    "datacube", "com_x", "com_y", "idpc", "mean_pattern", *(TRUTH + name for name in UNITS)
)  # fmt: skip
"""What files hold beside the images of virtual detectors."""


def _annuli(detectors: dict[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    for name, (inner, outer) in detectors.items():
        if not 0 <= inner < outer:
            raise InputError(
                f"virtual detector {name} goes from {inner:g} to {outer:g} mrad; give the smaller "
                "angle first, at least 0"
            )
        if name in TAKEN:
            raise InputError(f"{name} is the name of something else in the file; choose another")
    return detectors


@dataclass(frozen=True)
class Scan(Section):
    """Where the probe stands: a square of positions."""

    positions: int = setting(64, ge=1, le=4096)
    """Positions along an edge of the scan."""

    step_A: float | None = setting(None, gt=0, le=1000)
    """Distance of neighbouring positions, Å; null: the whole field is scanned, `field_A` over
    `positions`."""

    start_A: tuple[Place, Place] = (0.0, 0.0)
    """The first position [x, y], from the corner of the field, Å."""


@dataclass(frozen=True)
class PatternDetector(Section):
    """The pixels of a diffraction pattern, which the optic axis meets in the centre of pixel
    `pixels` // 2."""

    pixels: int = setting(128, ge=4, le=2048)
    """Pixels along an edge of a pattern."""

    edge_mrad: float | None = setting(None, gt=0, le=500)
    """Half of a pattern's edge, mrad: a pixel is twice that over `pixels`. Pixels add up what
    falls on them. null: pixels as small as the field tells apart, a wavelength over its edge."""


@dataclass(frozen=True)
class Segments(Section):
    """An annulus in equal segments, for differential phase contrast."""

    outer_mrad: float = setting(gt=0, le=500)
    """Outer angle, mrad."""

    inner_mrad: float = setting(0.0, ge=0, le=500)
    """Inner angle, mrad."""

    count: int = setting(4, ge=2, le=32)
    """How many segments."""

    start_deg: float = setting(-45.0, ge=-360, le=360)
    """Where the first begins, degrees from the x axis towards y (clockwise in the image). The
    quadrants of -45 are those to the right, below, to the left and above."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.inner_mrad >= self.outer_mrad:
            raise InputError(
                f"segments go from {self.inner_mrad:g} to {self.outer_mrad:g} mrad; give an "
                "outer_mrad above inner_mrad"
            )

    def detectors(self, name: str) -> dict[str, Segment]:
        """The segments by name, counted from 1."""
        each = 360 / self.count
        angles = self.inner_mrad, self.outer_mrad
        return {
            f"{name}_{i + 1}": Segment(*angles, self.start_deg + i * each, self.count)
            for i in range(self.count)
        }


@dataclass(frozen=True)
class Vibration(Displacements):
    """Thermal vibration, as an average over frozen displacements of all atoms."""

    configurations: int = setting(8, ge=0, le=1000)
    """Frozen-phonon configurations averaged in every pattern; 0: a static lattice. How far the
    virtual detectors' images are from the mean over all configurations stands in each file as
    `statistical_error`; a single one cannot tell."""


@dataclass(frozen=True)
class Stem4dSettings(FieldSettings, Microscope, ProductSection):
    """4D-STEM: a convergent-beam diffraction pattern at each position of a scan, by multislice."""

    scan: Scan = Scan()
    """The positions."""

    detector: PatternDetector = PatternDetector()
    """The detector."""

    virtual_detectors_mrad: Annotated[dict[Word, tuple[float, float]], Check(_annuli)] = setting({})
    """Inner and outer angles of virtual detectors by name, mrad: images of the scan in the same
    file, each the sum of all that is scattered there. Empty: `bf` up to half of the semi-angle,
    `abf` from there to the whole, and `adf` from there to the edge of the detector."""

    segmented_detectors: dict[Word, Segments] = setting({})
    """Annuli in segments by name, for example `{dpc: {outer_mrad: 20}}`: an image of each segment
    (`dpc_1`, `dpc_2` …) and the differential phase contrast `dpc_x`, `dpc_y`: each segment's image
    times the unit vector to its middle, added up, over the sum of all. Of quadrants from -45
    degrees on that is right minus left and below minus above."""

    maps: tuple[Literal["com", "idpc"], ...] = ("com",)
    """Maps beside them: the patterns' centre of mass in mrad (`com_x`, `com_y`), and its integral
    over the scanned field, which of a thin specimen is its phase in rad as the probe sees it
    (`idpc`). Where `detector.pixels` is even, the first row and the first column of a pattern do
    not count for these, for there are none as far on the other side."""

    error: float = setting(0.01, gt=0, le=0.5)
    """What the band limit may cost at the outermost angle that a circle of the detector has, rms
    over mean."""

    sampling_A: float | None = setting(None, gt=0, le=1)
    """Sampling of the wave, Å; null: as fine as the detector, the heaviest atom and `error`
    need."""

    slice_A: float = setting(0.5, gt=0, le=50)
    """Thickness of equal slices, Å; planes are joined while their atoms spread no more than in such
    a slice."""

    slicing: Literal["planes", "equal"] = "planes"
    """Slices at the crystal's own planes, or of equal thickness."""

    potential: Literal["lobato", "kirkland"] = "lobato"
    """Parametrisation of the scattering factors."""

    vibration: Vibration = Vibration()
    """Thermal vibration."""

    memory_mb: int = setting(4000, ge=200)
    """Memory that a job may use, MB; it refuses what needs more. The number of positions hardly
    counts: while patterns are computed they are on the disk, where a scan needs its size twice."""

    device: Literal["cpu", "cuda"] = "cpu"
    """`cuda`: plane waves run on an NVIDIA GPU, as `haadf.device` has it, and `memory_mb` is of its
    memory too; patterns are made of them on the processor. They agree with those of `cpu` within
    single precision, not byte for byte."""

    def __post_init__(self) -> None:
        super().__post_init__()
        for place, _ in distributions(self):
            raise InputError(f"{place} cannot vary: a view has one scan; write a number")
        if len(set(self.maps)) < len(self.maps):
            raise InputError("maps names one twice; name each once")
        for name in self.segmented_detectors:
            made = {f"{name}_x", f"{name}_y", *self.segmented_detectors[name].detectors(name)}
            if taken := sorted(made & {*TAKEN, *self.virtual_detectors_mrad}):
                raise InputError(
                    f"segmented detector {name} makes {taken[0]}, which is the name of something "
                    "else in the file; choose another"
                )

    @property
    def step_A(self) -> float:
        """Distance of neighbouring positions, Å."""
        return self.scan.step_A or self.field_A / self.scan.positions

    @property
    def static(self) -> bool:
        """Whether no atom moves."""
        return self.vibration.configurations == 0

    def virtual_detectors(self, reach_mrad: float) -> dict[str, Detector]:
        """By name; `reach_mrad` is the angle up to which a detector sees every direction."""
        alpha = self.semiangle_mrad
        usual = {"bf": (0.0, alpha / 2), "abf": (alpha / 2, alpha), "adf": (alpha, reach_mrad)}
        if reach_mrad <= alpha:
            del usual["adf"]
        chosen = self.virtual_detectors_mrad or usual
        made = {name: Detector(*angles) for name, angles in chosen.items()}
        for name, segments in self.segmented_detectors.items():
            made |= segments.detectors(name)
        return made
