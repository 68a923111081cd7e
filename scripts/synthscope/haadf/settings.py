"""Settings of the HAADF images: the microscope, the calculation, the distortions and the sets."""

import math
from dataclasses import dataclass
from itertools import chain
from typing import Annotated, Literal

from synthscope.core.distributions import Varied, varied
from synthscope.core.errors import InputError
from synthscope.core.extremes import corners, distributions, varies
from synthscope.core.settings import Check, Limits, ProductSection, Word, once, setting
from synthscope.haadf.conditions import NAMES, RAW, CustomCondition
from synthscope.haadf.label_settings import LabelSettings
from synthscope.haadf.lens_settings import LensSettings
from synthscope.haadf.sets import SetSettings
from synthscope.optics.aberrations import Aberrations
from synthscope.optics.detectors import Detector
from synthscope.optics.limits import LEAST_MRAD
from synthscope.optics.microscope import Microscope
from synthscope.specimens.settings import DefectSettings, FieldSettings
from synthscope.structures.vibrations import Displacements

MOST_MRAD = 1000  # beyond, small angles are none
TOTAL_ERROR = 0.1  # rms of an image over its mean, where no other is asked for …
CALCULATION_ERROR = 0.01  # … and without that of averaging
NUMERICAL = 0.4  # of the image's error may be that of the calculation, where the rest follows
FINE_SLICE_A = 0.5  # where no other is asked for, nor chosen by its error

Annulus = tuple[varied(), varied()]


def _annular(detectors: tuple[Annulus, ...]) -> tuple[Annulus, ...]:
    for inner, outer in chain.from_iterable(map(corners, detectors)):
        if 0 <= inner < outer < LEAST_MRAD:
            raise ValueError(
                f"no annulus is as small as {inner:g} to {outer:g} mrad; did you mean "
                f"[{1e3 * inner:g}, {1e3 * outer:g}], for rad?"
            )
        if not 0 <= inner < outer <= MOST_MRAD:
            raise ValueError(
                f"a detector goes from a smaller to a greater angle of at most {MOST_MRAD} "
                f"mrad, not from {inner:g} to {outer:g} mrad"
            )
    return detectors


def _in_names(value: float | tuple[float, float]) -> str:
    """What names of files show of it."""
    return "-".join(map(_in_names, value)) if isinstance(value, tuple) else f"{value:g}"


DETECTORS_ONCE, THICKNESSES_ONCE = once("detector", _in_names), once("thickness", _in_names)


@dataclass(frozen=True)
class Phonons(Displacements):
    """Thermal vibration, as an average over frozen displacements of all atoms."""

    configurations: Annotated[int, Limits(ge=0, le=1000)] | Literal["auto"] = "auto"
    """Frozen-phonon configurations averaged in an image. `auto`: as many as `error` needs. The
    image is averaged over the symmetry of its specimen, too, and what the displacements of each
    column change by themselves is known in closed form, with its mean, and is taken off wherever
    that lessens the scatter (at high angles). A number: plain frozen phonons, drawn so that they
    complement each other. Of 1, equal columns differ by a tenth of their intensity and lie by a
    quarter of a pixel of 0.1 Å beside their labels, as in one short exposure of a vibrating
    crystal; of 5, they differ by as much as in the published images. 0: a static lattice, which at
    high angles is wrong by factors. How far an image is from the mean over all configurations
    stands in its file as `statistical_error`; a single one cannot tell."""


@dataclass(frozen=True)
class StemSettings(Microscope):
    """Microscope and calculation."""

    semiangle_mrad: Varied = setting(27.0, gt=0, le=200)
    """Semi-angle of the probe's convergence, mrad. A distribution is drawn for each acquisition;
    detectors are called after the greatest angle of it."""

    aberrations: Aberrations = Aberrations()
    """Errors of the lens; distributions are drawn for each acquisition."""

    source_size_A: Varied = setting(0.0, ge=0, le=20)
    """Full width at half maximum of the source's image, Å."""

    detectors_mrad: Annotated[tuple[Annulus, ...], Check(_annular), DETECTORS_ONCE] = setting(
        ((100.0, 150.0),), min_length=1
    )
    """Inner and outer angle of each annular detector, mrad; all are read out of one calculation,
    and record the same scan. Of several, each has images, files and labels of its own, with its
    name in theirs: BF or ABF where most of its width is within the semi-angle α of convergence (BF
    where it begins within α/4), else LAADF, or HAADF where it begins at 2α or beyond. Counts of a
    condition are those of the first; the others count of the same electrons what they collect.
    Distributions are drawn once for each view."""

    thicknesses_A: Annotated[tuple[varied(gt=0), ...], THICKNESSES_ONCE] = ()
    """Depths at which images are read out besides the exit surface, Å; all come from one
    calculation. Each has images, files and labels of its own, of the specimen down to there and
    with a scan of its own; files have the depth in their names. Distributions are drawn once for
    each view, and again where its specimen is thinner."""

    method: Literal["auto", "absorptive", "interpolated", "exact", "multislice"] = "auto"
    """`multislice` by probes (slow, the definition), `exact` by plane waves, `interpolated` plane
    waves to within `error`; `auto` takes the fastest of these that does. `absorptive`, the fastest
    by far: the thermal mean in closed form (waves in an absorptive potential, and what each column
    scatters out of them to the detector), fitted to 48 frozen-phonon probes, which tell what error
    is left; where that is more than `error` allows, and of snapshots, waves are sent as with
    `auto`, if there is memory for it. For `configurations: auto`, on the CPU, with a lens that does
    not vary. Targets of the retrieval set are then their choices but for the conditions: no
    vibration of their own is left in them."""

    error: float | None = setting(None, gt=0, le=0.5)
    """Error that an image may have, rms over its mean; where much of the field is dark (vacuum, a
    light support), over the mean of the bright specimen's own area: where the atoms' projection has
    a mean square c times its squared mean, c above 8, over the image's mean times c / 8, but at
    most over its rms. With `configurations: auto` it is of calculation and averaging together
    (null: 0.1), else of the calculation alone (null: 0.01), namely what interpolating (beams, and
    the detector pixels of wide fields) and the band limit cost, half each. Each file tells all of
    it; `numerical_error` has besides what the slices cost, and 0.1 % of an atom's own image for the
    potential's core (0.3 % in SrTiO3)."""

    sampling_A: float | None = setting(None, gt=0, le=1)
    """Sampling of the wave, Å; null: as fine as the outermost detector, the heaviest atom and
    `error` need."""

    slice_A: float | None = setting(None, gt=0, le=50)
    """Thickness of equal slices, Å; planes are joined while their atoms spread no more than in such
    a slice. Thin slices matter at high angles: with 1 Å the images of small particles and of
    crystals between zone axes are wrong by 1 to 8 %, and where thicker slices hold two atoms of
    a column, they are wrong by tens of percent. null: 0.5; with `configurations: auto` and slices
    at planes, 1 wherever that is measured to cost no more than 0.4 times `error`
    (0.6 times where nothing is interpolated: method `absorptive`)."""

    slicing: Literal["planes", "equal"] = "planes"
    """Slices at the crystal's own planes, or of equal thickness."""

    potential: Literal["lobato", "kirkland"] = "lobato"
    """Parametrisation of the scattering factors."""

    phonons: Phonons = Phonons()
    """Thermal vibration."""

    accept_laue_rings: bool = False
    """Whether a static lattice (no phonons) may have a sharp Laue ring on a detector."""

    memory_mb: int = setting(4000, ge=200)
    """Memory that a job may use, MB; it refuses what needs more."""

    device: Literal["cpu", "cuda"] = "cpu"
    """`cuda`: plane waves run on an NVIDIA GPU, by PyTorch or else CuPy, whichever is installed
    (`--sdm conda` installs PyTorch), and `memory_mb` is of its memory too; Slurm is asked for a
    GPU, and on one machine `--resources gpu=1` makes jobs take turns. Images agree with those of
    `cpu` within single precision, not byte for byte."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.device != "cpu" and self.method in ("absorptive", "multislice"):
            raise InputError(
                f"method {self.method} runs on device cpu only; use device cpu, or method exact"
            )
        if self.method in ("absorptive", "multislice") and varies(LensSettings.within(self)):
            raise InputError(
                f"method {self.method} sends each probe by itself, so that no lens can be drawn "
                "for an acquisition; use method exact or auto, or write numbers for semiangle_mrad "
                "and aberrations"
            )
        if self.method == "absorptive" and self.phonons.configurations != "auto":
            raise InputError(
                "method absorptive is the mean over all displacements; use configurations auto, or "
                "method auto"
            )

    def check_drawn(self) -> None:
        """Refuse draws that made two detectors or thicknesses one.

        Raises
        ------
        InputError
        """
        try:
            DETECTORS_ONCE.function(self.detectors_mrad)
            THICKNESSES_ONCE.function(self.thicknesses_A)
        except ValueError as error:
            raise InputError(str(error)) from None

    @property
    def detectors(self) -> tuple[Detector, ...]:
        return tuple(Detector(*angles) for angles in self.detectors_mrad)

    @property
    def statistical_error(self) -> float | None:
        """What averaging may leave, rms over mean; None where the configurations have a number."""
        if self.phonons.configurations != "auto":
            return None
        return (self.error or TOTAL_ERROR) * math.sqrt(1 - NUMERICAL**2)

    @property
    def calculation_error(self) -> float:
        """What interpolation and band limit may cost together, rms over mean."""
        if self.phonons.configurations != "auto":
            return self.error or CALCULATION_ERROR
        return NUMERICAL * (self.error or TOTAL_ERROR)

    @property
    def slices_A(self) -> float:
        """`slice_A`, or what stands for it where nothing chooses."""
        return self.slice_A or FINE_SLICE_A

    @property
    def static(self) -> bool:
        """Whether no atom moves."""
        return self.phonons.configurations == 0


@dataclass(frozen=True)
class SimulationSettings(FieldSettings, StemSettings):
    """All that a simulated view depends on, besides which specimens are shown."""

    pixels: int = setting(256, ge=8, le=8192)
    """Pixels along an edge of an image."""

    defects: DefectSettings = DefectSettings()
    """The defects L1 and L2."""

    column_tolerance_A: float = setting(0.2, gt=0, le=5)
    """Atoms nearer than this in projection are one column, Å."""


@dataclass(frozen=True)
class HaadfSettings(SimulationSettings, SetSettings, ProductSection):
    """High-angle annular dark field images by multislice, and what a microscope makes of them."""

    conditions: dict[Word, CustomCondition] = setting({})
    """Conditions of your own, by name; use the names in the sets' lists."""

    comb2_defect: Literal["L1", "L2"] = "L2"
    """Defect in condition `comb2`: L2 as in the published images, or L1 as in the description that
    came with them."""

    peak_reach_px: float = setting(2.7, gt=0, le=100)
    """Greatest distance of a peak from its column, px."""

    labels: LabelSettings = LabelSettings()
    """Labels of atoms, columns and defects."""

    def __post_init__(self) -> None:
        super().__post_init__()
        known = (*NAMES, *self.conditions)
        for name, used in (
            ("general.conditions", self.general.conditions),
            ("retrieval.target_conditions", self.retrieval.target_conditions),
            ("retrieval.choice_conditions", self.retrieval.choice_conditions),
        ):
            for condition in used:
                if condition not in known:
                    raise InputError(
                        f"{name} names {condition}; known are {', '.join(known)} "
                        "(define others under haadf.conditions)"
                    )
            if len(set(used)) < len(used):
                raise InputError(f"{name} names a condition twice; name each once")
        if RAW in self.conditions:
            raise InputError("conditions.raw cannot be defined: it is the image without distortion")
        self._check_varied()

    def _check_varied(self) -> None:
        """Refuse distributions that no acquisition draws, or whose values no row would have."""
        if "retrieval" in self.sets:
            shown = {*self.retrieval.target_conditions, *self.retrieval.choice_conditions}
            names = [f"conditions.{name}" for name in self.varied if name in shown]
            names += [place for place, _ in distributions(SimulationSettings.within(self))]
            if names:
                raise InputError(
                    f"{names[0]} is drawn for images of the set general, and the set "
                    "retrieval has none; write numbers, or make retrieval a data set of its own"
                )
        several = [name for name in self.general.conditions if name in self.varied]
        if "general" in self.sets and len(several) > 1 and "png" not in self.files:
            raise InputError(
                f"general.conditions {' and '.join(several)} vary, and an HDF5 file has one row in "
                "key.csv for both; add png to files, or let one of them vary"
            )

    @property
    def varied(self) -> tuple[str, ...]:
        """Your own conditions of which a number is a distribution."""
        return tuple(name for name, own in self.conditions.items() if any(distributions(own)))
