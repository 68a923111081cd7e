"""Settings of the CBED stacks: directions, beam, specimen and calculation."""

from dataclasses import dataclass
from typing import Annotated, Literal

from synthscope.cbed.detection import CLEAN, Detection
from synthscope.core.distributions import Varied, varied, varied_count
from synthscope.core.errors import InputError
from synthscope.core.settings import (
    Limits,
    ProductSection,
    Section,
    Word,
    once,
    setting,
)
from synthscope.optics.aberrations import Aberrations
from synthscope.structures.vibrations import Displacements

Indices = Annotated[tuple[int, ...], Limits(min_length=3, max_length=4)]


Once = once("value")
Pair = tuple[varied(), varied()]


@dataclass(frozen=True)
class Directions(Section):
    """The directions of the beam: chosen by reflections, or listed."""

    choose: Literal["xray", "electron", "spacing"] = "xray"
    """Beam along the normals of the planes with the strongest reflections: of the powder pattern
    with Cu Kα (`xray`, as published), with electrons, or with the largest spacings that are not
    extinct."""

    count: int = setting(3, ge=1, le=64)
    """Orientations of each sample."""

    least_d_A: float = setting(1.0, ge=0.5)
    """Reflections with larger spacings than this are chosen from, Å."""

    most_d_A: float = setting(5.0, le=100)
    """... and with smaller ones than this, Å."""

    planes: tuple[Indices, ...] = ()
    """Planes [h, k, l] (or [h, k, i, l]) with the beam along their normals, in the place of chosen
    ones."""

    axes: tuple[Indices, ...] = ()
    """Lattice directions [u, v, w] along the beam, in the place of chosen ones; after `planes`
    where both are given."""

    def __post_init__(self) -> None:
        if self.least_d_A >= self.most_d_A:
            raise InputError("least_d_A must be less than most_d_A")
        for indices in (*self.planes, *self.axes):
            if not any(indices):
                raise InputError(f"{list(indices)} is no direction; give at least one other index")
            if len(indices) == 4 and (indices in self.axes or sum(indices[:3])):
                raise InputError(
                    f"{list(indices)}: of h, k, i, l, i must be -h-k; [u, v, w] are three"
                )

    @property
    def orientations(self) -> int:
        return len(self.planes) + len(self.axes) or self.count


@dataclass(frozen=True)
class Positions(Section):
    """Where the probe stands."""

    kind: Literal["mean", "raster", "points"] = "mean"
    """`mean`: over all positions, exactly; `raster`: over a square of positions (the published
    patterns: 8 × 8 over 50 Å); `points`: over those listed."""

    raster: int = setting(8, ge=1, le=64)
    """Positions along an edge of the raster."""

    raster_edge_A: Varied = setting(50.0, ge=0, le=1000)
    """Edge of the raster, Å."""

    points_A: tuple[Pair, ...] = setting(((0.0, 0.0),), min_length=1)
    """Positions [x, y] from the crystal's origin, Å."""


@dataclass(frozen=True)
class Motion(Displacements):
    """Thermal motion of the atoms."""

    kind: Literal["phonons", "debye_waller", "static"] = "phonons"
    """`phonons`: frozen displacements, with diffuse scattering; `debye_waller`: potentials blurred
    by the motion, right for discs and 10 times faster; `static`: none."""

    configurations: int = setting(1, ge=1, le=1000)
    """Frozen-phonon configurations averaged in a pattern."""

    cell_A: float = setting(20.0, ge=3, le=200)
    """Extent across the beam in which atoms move independently, Å; with the mean over positions."""


@dataclass(frozen=True)
class StackSettings(Section):
    """Which patterns there are of a structure."""

    energies_keV: Annotated[tuple[varied_count(ge=20, le=1000), ...], Once] = setting(
        (100,), min_length=1
    )
    """Energies of the electrons, keV; a sample for each."""

    directions: Directions = Directions()
    """Directions of the beam."""

    semiangle: Literal["spacing", "spacing_each_energy", "fixed"] = "spacing"
    """Convergence semi-angle: λ/(4 d) at 100 keV for all energies (`spacing`, as published), at
    each energy its own, or `semiangle_mrad`."""

    semiangle_mrad: Varied | None = setting(None, gt=0, le=200)
    """The semi-angle with `semiangle: fixed`, mrad."""

    positions: Positions = Positions()
    """Positions of the probe."""

    tilt_spread_mrad: Varied = setting(0.0, ge=0, le=100)
    """Radius within which a random mistilt is added for each structure and orientation, mrad."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if (self.semiangle == "fixed") != (self.semiangle_mrad is not None):
            raise InputError("semiangle_mrad is needed with semiangle: fixed, and only then")


@dataclass(frozen=True)
class PatternSettings(Section):
    """How a pattern is calculated."""

    thicknesses_A: Annotated[tuple[varied(gt=0, le=5000), ...], Once] = setting(
        (100.0,), min_length=1
    )
    """Thicknesses of the specimen, Å, all from one calculation; a sample for each."""

    motion: Motion = Motion()
    """Thermal motion."""

    aberrations: Aberrations = Aberrations()
    """Errors of the lens; they show where discs overlap."""

    specimen_tilt_mrad: Pair = (0.0, 0.0)
    """Direction [x, y] of the crystal's axis against the beam, mrad."""

    band_limit_per_A: float = setting(2.56, gt=0, le=50)
    """Beams up to this far from the incident one are calculated, 1/Å: 2/3 of what the grid of the
    calculation could hold. Half the pattern's edge fills it."""

    slice_A: float = setting(1.0, gt=0, le=10)
    """Longest slice of the multislice, Å."""

    scattering_factors: Literal["lobato", "kirkland"] = "lobato"
    """Parametrisation of the elastic scattering factors."""

    edge_steepness_A: Varied | None = setting(None, gt=0, le=10_000)
    """s in Å of an aperture with the amplitude 1 / (1 + exp(-2 s (k₀ - k))), 80 in the published
    patterns; null: a sharp edge, each pixel by its covered area."""


@dataclass(frozen=True)
class CbedSettings(PatternSettings, StackSettings, ProductSection):
    """Stacks of convergent-beam diffraction patterns along several directions of each structure."""

    size_px: int = setting(512, ge=16, le=4096)
    """Edge of a pattern, px."""

    k_step_per_A: float = setting(0.01, gt=0, le=1)
    """Edge of a pixel, 1/Å; zero is the centre of pixel `size_px` // 2."""

    longest_edge_A: float | None = setting(None, gt=0)
    """Leave out crystals with a longer cell edge, Å (published: 10); null: none is left out."""

    detection: dict[Word, Detection] = setting({})
    """Conditions that patterns are recorded under, by name, each a dose and a camera of its own.
    The batches of each stand in `cbed/detected/<name>`, in the layout of the clean ones."""

    batch_size: int = setting(8, ge=1, le=2_000)
    """Structures in a batch, about; the files of a batch are made by one job."""

    memory_mb: int = setting(2000, ge=200)
    """Memory that a job may take, MB."""

    device: Literal["cpu", "cuda"] = "cpu"
    """`cuda`: waves are propagated on an NVIDIA GPU, as `haadf.device` has it, and `memory_mb` is
    of its memory too; transmission functions are made on the processor. Patterns agree with those
    of `cpu` within single precision, not byte for byte."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if CLEAN in self.detection:
            raise InputError(f"detection.{CLEAN} cannot be defined: so clean patterns are called")
