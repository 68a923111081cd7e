"""Settings of the HAADF images: the microscope, the calculation, the distortions and the sets."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator, model_validator

from synthscope.settings.base import Section
from synthscope.settings.gaussian import Symbol
from synthscope.settings.motion import Displacements

PUBLISHED = (
    *("raw", "clean", "blur1", "blur2", "cnts1", "cnts2", "scan1", "scan2", "bkgd1", "bkgd2"),
    *("dfct1", "dfct2", "blbk1", "blbk2", "comb1", "comb2"),
)
ConditionName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
Tilt = Annotated[float, Field(ge=-500, le=500)]
MOST_MRAD = 1000  # beyond, small angles are none


class Aberrations(Section):
    """Errors of the probe-forming lens."""

    defocus_A: float = Field(
        0.0, ge=-1e6, le=1e6, description="Defocus, Å; underfocus is positive."
    )
    astigmatism_A: float = Field(0.0, ge=0, le=1e6, description="Twofold astigmatism, Å.")
    astigmatism_deg: float = Field(
        0.0, ge=-360, le=360, description="Azimuth of the astigmatism, degrees."
    )
    coma_A: float = Field(0.0, ge=0, le=1e7, description="Axial coma, Å.")
    coma_deg: float = Field(0.0, ge=-360, le=360, description="Azimuth of the coma, degrees.")
    c3_um: float = Field(0.0, ge=-1e5, le=1e5, description="Spherical aberration C3, µm.")
    c5_mm: float = Field(
        0.0, ge=-1e6, le=1e6, description="Spherical aberration of fifth order C5, mm."
    )


class Phonons(Displacements):
    """Thermal vibration, as an average over frozen displacements of all atoms."""

    configurations: Annotated[int, Field(ge=0, le=1000)] | Literal["auto"] = Field(
        5,
        description=(
            "Frozen-phonon configurations averaged in an image, drawn so that they complement each "
            "other. Of 1, equal columns differ by a tenth of their intensity; of 5, by as much as "
            "in the published images, which the mean then resembles along every direction. The "
            "time goes in proportion. 0: a static lattice, which at high angles is wrong by "
            "factors. The fewer, the farther columns lie from their labels: with one by a quarter "
            "of a pixel of 0.1 Å. How far the image is from the mean over all stands in every file "
            "as `statistical_error`; one configuration cannot tell. `auto`: as many as `error` "
            "needs, which then is that of the image, numerical and statistical together; what the "
            "displacements of each column change by themselves is known in closed form, with its "
            "mean, and is taken off wherever that lessens the scatter (at high angles)."
        ),
    )


class CustomCondition(Section):
    """An imaging condition of your own; what is left out is as in `clean`."""

    blur_px: float = Field(0.8, ge=0, le=100, description="Sigma of the Gaussian blur, px.")
    counts: float = Field(
        400.0,
        ge=1e-6,
        le=1e9,
        description="Mean electrons counted in a pixel, background included.",
    )
    scanline_px: float = Field(
        0.75, ge=0, le=100, description="Sigma of each row's horizontal displacement, px."
    )
    background: float = Field(
        2.0, ge=0, le=1e4, description="Constant background, in units of the image's mean."
    )
    jitter_px: float = Field(
        0.0, ge=0, le=100, description="Sigma of each row's vertical displacement, px."
    )
    drift_px: float = Field(
        0.0, ge=0, le=1000, description="Drift during the frame, px, in a random direction."
    )
    dark: float = Field(
        0.0,
        ge=0,
        le=1e4,
        description=(
            "Sigma of the detector's additive noise, in units of the image; its mean is zero, so "
            "pixels may be negative."
        ),
    )
    dose_e_per_A2: float | None = Field(
        None,
        ge=1e-6,
        le=1e8,
        description=(
            "Electrons per Å² on the specimen; takes the place of `counts`, and the image keeps "
            "its scale (fraction of the beam)."
        ),
    )
    edges: Literal["pile_up", "reflect", "crop"] = Field(
        "pile_up",
        description=(
            "At the border of the frame: `pile_up` as in the published images, `reflect` (the "
            "image goes on as its mirror), `crop` (a smaller image without a trace of it)."
        ),
    )
    specimen: Literal["perfect", "L1", "L2"] = Field(
        "perfect", description="The specimen: perfect, or with the defect L1 or L2."
    )


class Defects(Section):
    """The defects L1 and L2 in the middle of the field."""

    l1_amplitude_A: float = Field(
        0.23, ge=0, le=5, description="How far atoms move towards the centre in L1, Å."
    )
    l1_radius_A: float = Field(10.3, gt=0, le=1000, description="Up to which radius in L1, Å.")
    l2_amplitude_A: float = Field(0.33, ge=0, le=5, description="The same in L2, Å.")
    l2_radius_A: float = Field(11.1, gt=0, le=1000, description="Up to which radius in L2, Å.")
    kind: Literal["vacancy", "substitution", "interstitial", "none"] = Field(
        "vacancy", description="What happens to the atom at the centre."
    )
    element: Symbol | None = Field(
        None, description="Element of a substitution or an interstitial, for example `Au`."
    )

    @model_validator(mode="after")
    def _element_where_needed(self):
        if (self.kind in ("substitution", "interstitial")) != (self.element is not None):
            raise ValueError("element is needed for a substitution or an interstitial, and only so")
        return self


class General(Section):
    """Every distinct view of every structure."""

    conditions: list[ConditionName] = Field(
        ["raw", "clean", "blbk1"], min_length=1, description="Conditions of each view."
    )


class Retrieval(Section):
    """Targets to be looked for among choices: different runs of the same specimens."""

    prototypes: int = Field(
        600, ge=1, description="Structures, each of another prototype, chosen by the seed."
    )
    views: int = Field(4, ge=1, le=98, description="Views of each, chosen by the seed.")
    targets: int = Field(
        400, ge=0, description="Views that are also targets, spread over the structures."
    )
    target_conditions: list[ConditionName] = Field(
        list(PUBLISHED), min_length=1, description="Conditions of a target."
    )
    choice_conditions: list[ConditionName] = Field(
        ["raw", "clean", "blbk1", "blbk2"], min_length=1, description="Conditions of a choice."
    )

    @model_validator(mode="after")
    def _targets_are_choices(self):
        if self.targets > self.prototypes * self.views:
            raise ValueError(
                f"targets are {self.targets} but there are only {self.prototypes * self.views} "
                "views (prototypes × views)"
            )
        return self


class HaadfSettings(Section):
    """High-angle annular dark field images by multislice, and what a microscope makes of them."""

    sets: list[Literal["general", "retrieval"]] = Field(
        ["general"], min_length=1, description="Which sets of images to make."
    )
    general: General = Field(General(), description="The set `general`.")
    retrieval: Retrieval = Field(Retrieval(), description="The set `retrieval`.")
    files: list[Literal["h5", "png"]] = Field(
        ["h5", "png"],
        min_length=1,
        description=(
            "What is written of each view. PNG files are for looking at: they leave out three "
            "pixels at each side, so positions are less by 3 px there."
        ),
    )

    energy_keV: float = Field(200.0, ge=1, le=5000, description="Energy of the electrons, keV.")
    semiangle_mrad: float = Field(
        27.0, gt=0, le=200, description="Semi-angle of the probe's convergence, mrad."
    )
    aberrations: Aberrations = Field(Aberrations(), description="Errors of the lens.")
    source_size_A: float = Field(
        0.0, ge=0, le=20, description="Full width at half maximum of the source's image, Å."
    )
    tilt_mrad: tuple[Tilt, Tilt] = Field(
        (0.0, 0.0), description="Tilt of the specimen about y and x (beam towards +x, +y), mrad."
    )
    detectors_mrad: list[tuple[float, float]] = Field(
        [(100.0, 150.0)],
        min_length=1,
        description=(
            "Inner and outer angle of each annular detector, mrad; the first makes `raw`, all are "
            "read out of one calculation."
        ),
    )
    thicknesses_A: list[Annotated[float, Field(gt=0)]] = Field(
        [],
        description=(
            "Depths at which images are read out besides the exit surface, Å; all come from one "
            "calculation."
        ),
    )

    geometry: Literal["block", "cell"] = Field(
        "block",
        description=(
            "`block`: a cube of crystal in a frame of vacuum, as published; `cell`: the crystal "
            "repeats sideways without edges."
        ),
    )
    field_A: float = Field(26.0, gt=1, le=1000, description="Edge of the scanned field, Å.")
    pixels: int = Field(256, ge=8, le=8192, description="Pixels along an edge of an image.")
    vacuum_A: float = Field(
        1.0, ge=0, le=100, description="Vacuum between a block and the edge of the field, Å."
    )
    cell_depth_A: float = Field(
        24.0, gt=0, le=5000, description="Thickness of the specimen with geometry `cell`, Å."
    )
    cell_strain: float = Field(
        0.02, ge=0, le=0.2, description="Greatest strain that may make a `cell` orthogonal."
    )

    method: Literal["auto", "interpolated", "exact", "multislice"] = Field(
        "auto",
        description=(
            "`multislice` by probes (slow, the definition), `exact` by plane waves, "
            "`interpolated` plane waves to within `error`; `auto` takes the fastest that does."
        ),
    )
    error: float = Field(
        0.01,
        gt=0,
        le=0.5,
        description=(
            "What interpolating (beams, and the detector pixels of wide fields) and the band limit "
            "may cost together, rms over the image's mean, half each. Each file tells both; beside "
            "them what the slices cost, and 0.1 % of an atom's own image for the potential's core, "
            "which is more of the mean where atoms are few (0.3 % in SrTiO3, 1 % for one atom in "
            "the field). `numerical_error` is the sum. With `phonons.configurations` `auto` it is "
            "the error of the image, what averaging over vibration leaves included."
        ),
    )
    sampling_A: float | None = Field(
        None,
        gt=0,
        le=1,
        description=(
            "Sampling of the wave, Å; null: as fine as the outermost detector, the heaviest atom "
            "and `error` need."
        ),
    )
    slice_A: float = Field(
        0.5,
        gt=0,
        le=50,
        description=(
            "Thickness of equal slices, Å; planes are joined while their atoms spread no more "
            "than in such a slice. Thin slices matter at high angles: with 1 Å the images of small "
            "particles and of crystals between zone axes are wrong by 1 to 8 %, and where thicker "
            "slices hold two atoms of a column, they are wrong by tens of percent."
        ),
    )
    slicing: Literal["planes", "equal"] = Field(
        "planes", description="Slices at the crystal's own planes, or of equal thickness."
    )
    potential: Literal["lobato", "kirkland"] = Field(
        "lobato", description="Parametrisation of the scattering factors."
    )
    phonons: Phonons = Field(Phonons(), description="Thermal vibration.")
    accept_laue_rings: bool = Field(
        False,
        description=(
            "Whether a static lattice (no phonons) may have a sharp Laue ring on a detector."
        ),
    )
    memory_mb: int = Field(
        4000, ge=200, description="Memory that a job may use, MB; it refuses what needs more."
    )

    device: Literal["cpu", "cuda"] = Field(
        "cpu",
        description=(
            "`cuda`: plane waves run on an NVIDIA GPU, by PyTorch or else CuPy, whichever is "
            "installed (`--sdm conda` installs PyTorch), and `memory_mb` is of its memory too; "
            "Slurm is asked for a GPU, and on one machine `--resources gpu=1` makes jobs take "
            "turns. Images agree with those of `cpu` within single precision, not byte for byte."
        ),
    )

    conditions: dict[ConditionName, CustomCondition] = Field(
        {}, description="Conditions of your own, by name; use the names in the sets' lists."
    )
    comb2_defect: Literal["L1", "L2"] = Field(
        "L2",
        description=(
            "Defect in condition `comb2`: L2 as in the published images, or L1 as in the "
            "description that came with them."
        ),
    )
    defects: Defects = Field(Defects(), description="The defects L1 and L2.")
    peak_reach_px: float = Field(
        2.7, gt=0, le=100, description="Greatest distance of a peak from its column, px."
    )
    column_tolerance_A: float = Field(
        0.2, gt=0, le=5, description="Atoms nearer than this in projection are one column, Å."
    )

    @field_validator("detectors_mrad")
    @classmethod
    def _annular(cls, detectors):
        for inner, outer in detectors:
            if not 0 <= inner < outer <= MOST_MRAD:
                raise ValueError(
                    f"a detector goes from a smaller to a greater angle of at most {MOST_MRAD} "
                    f"mrad, not from {inner:g} to {outer:g} mrad"
                )
        return detectors

    @model_validator(mode="after")
    def _consistent(self):
        known = (*PUBLISHED, *self.conditions)
        for name, used in (
            ("general.conditions", self.general.conditions),
            ("retrieval.target_conditions", self.retrieval.target_conditions),
            ("retrieval.choice_conditions", self.retrieval.choice_conditions),
        ):
            for condition in used:
                if condition not in known:
                    raise ValueError(
                        f"{name} names {condition}; known are {', '.join(known)} "
                        "(define others under haadf.conditions)"
                    )
            if len(set(used)) < len(used):
                raise ValueError(f"{name} names a condition twice; name each once")
        if "raw" in self.conditions:
            raise ValueError("conditions.raw cannot be defined: it is the image without distortion")
        if self.device != "cpu" and self.method == "multislice":
            raise ValueError(
                "method multislice runs on device cpu only; use device cpu, or method exact"
            )
        if 2 * self.vacuum_A >= self.field_A:
            raise ValueError(
                f"vacuum_A is {self.vacuum_A:g} Å on both sides of a field of {self.field_A:g} Å; "
                "nothing is left for the specimen"
            )
        return self
