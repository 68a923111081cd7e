"""Settings of the CBED stacks: directions, beam, specimen and calculation."""

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from synthscope.settings.base import Section
from synthscope.settings.haadf import Aberrations
from synthscope.settings.motion import Displacements

Indices = Annotated[list[int], Field(min_length=3, max_length=4)]
Pair = tuple[float, float]


class Directions(Section):
    """The directions of the beam: chosen by reflections, or listed."""

    choose: Literal["xray", "electron", "spacing"] = Field(
        "xray",
        description=(
            "Beam along the normals of the planes with the strongest reflections: of the powder "
            "pattern with Cu Kα (`xray`, as published), with electrons, or with the largest "
            "spacings that are not extinct."
        ),
    )
    count: int = Field(3, ge=1, le=64, description="Orientations of each sample.")
    least_d_A: float = Field(
        1.0, ge=0.5, description="Reflections with larger spacings than this are chosen from, Å."
    )
    most_d_A: float = Field(5.0, le=100, description="... and with smaller ones than this, Å.")
    planes: list[Indices] = Field(
        [],
        description=(
            "Planes [h, k, l] (or [h, k, i, l]) with the beam along their normals, in the place of "
            "chosen ones."
        ),
    )
    axes: list[Indices] = Field(
        [],
        description=(
            "Lattice directions [u, v, w] along the beam, in the place of chosen ones; after "
            "`planes` where both are given."
        ),
    )

    @model_validator(mode="after")
    def _possible(self):
        if self.least_d_A >= self.most_d_A:
            raise ValueError("least_d_A must be less than most_d_A")
        for indices in (*self.planes, *self.axes):
            if not any(indices):
                raise ValueError(f"{indices} is no direction; give at least one other index")
            if len(indices) == 4 and (indices in self.axes or sum(indices[:3])):
                raise ValueError(f"{indices}: of h, k, i, l, i must be -h-k; [u, v, w] are three")
        return self

    @property
    def orientations(self) -> int:
        return len(self.planes) + len(self.axes) or self.count


class Positions(Section):
    """Where the probe stands."""

    kind: Literal["mean", "raster", "points"] = Field(
        "mean",
        description=(
            "`mean`: over all positions, exactly; `raster`: over a square of positions (the "
            "published patterns: 8 × 8 over 50 Å); `points`: over those listed."
        ),
    )
    raster: int = Field(8, ge=1, le=64, description="Positions along an edge of the raster.")
    raster_edge_A: float = Field(50.0, ge=0, le=1000, description="Edge of the raster, Å.")
    points_A: list[Pair] = Field(
        [[0.0, 0.0]], min_length=1, description="Positions [x, y] from the crystal's origin, Å."
    )


class Motion(Displacements):
    """Thermal motion of the atoms."""

    kind: Literal["phonons", "debye_waller", "static"] = Field(
        "phonons",
        description=(
            "`phonons`: frozen displacements, with diffuse scattering; `debye_waller`: potentials "
            "blurred by the motion, right for discs and 10 times faster; `static`: none."
        ),
    )
    configurations: int = Field(
        1, ge=1, le=1000, description="Frozen-phonon configurations averaged in a pattern."
    )
    cell_A: float = Field(
        20.0,
        ge=3,
        le=200,
        description=(
            "Extent across the beam in which atoms move independently, Å; with the mean over "
            "positions."
        ),
    )


class CbedSettings(Section):
    """Stacks of convergent-beam diffraction patterns along several directions of each structure."""

    energies_keV: list[Annotated[int, Field(ge=20, le=1000)]] = Field(
        [100], min_length=1, description="Energies of the electrons, keV; a sample for each."
    )
    thicknesses_A: list[Annotated[float, Field(gt=0, le=5000)]] = Field(
        [100.0],
        min_length=1,
        description="Thicknesses of the specimen, Å, all from one calculation; a sample for each.",
    )
    directions: Directions = Field(Directions(), description="Directions of the beam.")
    semiangle: Literal["spacing", "spacing_each_energy", "fixed"] = Field(
        "spacing",
        description=(
            "Convergence semi-angle: λ/(4 d) at 100 keV for all energies (`spacing`, as "
            "published), at each energy its own, or `semiangle_mrad`."
        ),
    )
    semiangle_mrad: float | None = Field(
        None, gt=0, le=200, description="The semi-angle with `semiangle: fixed`, mrad."
    )
    positions: Positions = Field(Positions(), description="Positions of the probe.")
    motion: Motion = Field(Motion(), description="Thermal motion.")
    aberrations: Aberrations = Field(
        Aberrations(), description="Errors of the lens; they show where discs overlap."
    )
    specimen_tilt_mrad: Pair = Field(
        (0.0, 0.0), description="Direction [x, y] of the crystal's axis against the beam, mrad."
    )
    tilt_spread_mrad: float = Field(
        0.0,
        ge=0,
        le=100,
        description=(
            "Radius within which a random mistilt is added for each structure and orientation, "
            "mrad."
        ),
    )
    size_px: int = Field(512, ge=16, le=4096, description="Edge of a pattern, px.")
    k_step_per_A: float = Field(
        0.01,
        gt=0,
        le=1,
        description="Edge of a pixel, 1/Å; zero is the centre of pixel `size_px` // 2.",
    )
    band_limit_per_A: float = Field(
        2.56,
        gt=0,
        le=50,
        description=(
            "Beams up to this far from the incident one are calculated, 1/Å: 2/3 of what the grid "
            "of the calculation could hold. Half the pattern's edge fills it."
        ),
    )
    slice_A: float = Field(1.0, gt=0, le=10, description="Longest slice of the multislice, Å.")
    scattering_factors: Literal["lobato", "kirkland"] = Field(
        "lobato", description="Parametrisation of the elastic scattering factors."
    )
    edge_steepness_A: float | None = Field(
        None,
        gt=0,
        le=10_000,
        description=(
            "s in Å of an aperture with the amplitude 1 / (1 + exp(-2 s (k₀ - k))), 80 in the "
            "published patterns; null: a sharp edge, each pixel by its covered area."
        ),
    )
    longest_edge_A: float | None = Field(
        None,
        gt=0,
        description=(
            "Leave out crystals with a longer cell edge, Å (published: 10); null: none is left out."
        ),
    )
    batch_size: int = Field(
        8,
        ge=1,
        le=2_000,
        description="Structures in a batch, about; the files of a batch are made by one job.",
    )
    memory_mb: int = Field(2000, ge=200, description="Memory that a job may take, MB.")

    @field_validator("energies_keV", "thicknesses_A")
    @classmethod
    def _once(cls, values):
        if len(set(values)) < len(values):
            raise ValueError("a value stands twice; name each once")
        return values

    @model_validator(mode="after")
    def _consistent(self):
        if (self.semiangle == "fixed") != (self.semiangle_mrad is not None):
            raise ValueError("semiangle_mrad is needed with semiangle: fixed, and only then")
        return self
