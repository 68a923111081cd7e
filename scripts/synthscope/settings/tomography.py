"""Settings of the tomography data sets: every option of NoStripesNet's simulator, and more.

Where an option has one name in that program's documentation and another in its code, both are
taken (`hdf_root` and `hdf_file`, also with hyphens); defaults are those of the documentation.
"""

from pathlib import PurePath
from typing import Annotated, Literal

from pydantic import AliasChoices, ConfigDict, Field, StringConstraints, model_validator

from synthscope.settings.base import Section

Mode = Literal["simple", "complex", "raw", "paired", "dynamic", "patch"]
ScanPath = Annotated[
    str, StringConstraints(min_length=1, max_length=4096, pattern=r"^[^\x00-\x1f{}]+$")
]
Pair = Annotated[list[float], Field(min_length=2, max_length=2)]
Shape = Annotated[list[Annotated[int, Field(ge=2, le=20_000)]], Field(min_length=2, max_length=2)]
SIMULATED = ("simple", "complex")


def named(*names: str) -> AliasChoices:
    """A key under all the names that it goes by, with underscores or with hyphens."""
    return AliasChoices(*dict.fromkeys(n for name in names for n in (name, name.replace("_", "-"))))


Percentage = Annotated[
    float,
    Field(
        ge=0,
        le=100,
        description=(
            "Number of stripes in percent of the detector's columns, rounded down, but one at "
            "least; 0 draws none."
        ),
    ),
]
MaxThickness = Annotated[
    int,
    Field(ge=0, le=10, description="Largest half width t of a stripe, 2t + 1 columns wide, px."),
]
Intensity = Annotated[
    float,
    Field(gt=0, le=10, description="Size of the offset, in units of the brightest pixel."),
]
Kind = Annotated[
    Literal["full", "partial", "mix"],
    Field(description="Stripes over all angles (`full`), some of them (`partial`), or either."),
]
Variability = Annotated[
    float,
    Field(
        ge=0,
        le=1,
        description=(
            "Step by which a stripe's offset wanders from angle to angle, in units of the "
            "brightest pixel; 0 keeps it constant."
        ),
    ),
]


class StripeSettings(Section):
    """Stripes drawn into the exact sinograms of simple mode."""

    percentage: Percentage = 1.2
    max_thickness: MaxThickness = 3
    intensity: Intensity = 0.25
    kind: Kind = "mix"
    variability: Variability = 0.0


class PairedStripeSettings(Section):
    """Stripes drawn into clean sinograms of real scans."""

    percentage: Percentage = 1.0
    max_thickness: MaxThickness = 2
    intensity: Intensity = 0.2
    kind: Kind = "mix"
    variability: Variability = 0.005


class PatchStripeSettings(Section):
    """Stripes drawn into clean patches of real scans."""

    percentage: Percentage = 0.4
    max_thickness: MaxThickness = 6
    intensity: Intensity = 0.2
    kind: Kind = "full"
    variability: Variability = 0.0


class PhantomSettings(Section):
    """What is scanned in simple and complex mode."""

    kind: Literal["spheres", "structure"] = Field(
        "spheres", description="Random spheres, or the atoms of a structure as spheres."
    )
    structure: str | None = Field(
        None,
        description=(
            "Id of the structure whose atoms are the phantom, as in catalog.csv, for example "
            "`Au55`; with `kind: structure`."
        ),
    )
    particle_radius_A: float = Field(
        10.0, gt=0, le=200, description="Radius of the ball cut from a periodic crystal, Å."
    )
    atom_radius_A: float = Field(1.0, gt=0, le=10, description="Radius of an atom's sphere, Å.")
    exponent: float = Field(
        1.7,
        ge=0,
        le=4,
        description="An atom's weight is Z to this power; 1.7 is close to annular dark field.",
    )
    margin_A: float = Field(
        1.0, ge=0, le=100, description="Empty space around the outermost atom, Å."
    )


class MaskSettings(Section):
    """Finding the stripes of a real scan (larix, tomopy); lengths in px of the scan."""

    size: int = Field(
        250, ge=1, le=20_000, description="Half length of the ranking window along the angles."
    )
    radius: int = Field(3, ge=1, le=10, description="Reach of the gradient's means.")
    threshold: float = Field(0.63, gt=0, lt=1, description="Largest weight of a stripe.")
    min_length: int = Field(600, ge=1, le=100_000, description="Shortest stripe, in angles.")
    min_depth: int = Field(
        30, ge=0, le=1000, description="Rows over which a feature must not go on; 0: any number."
    )
    min_width: int = Field(22, ge=1, le=1000, description="Columns in which stripes are merged.")
    sensitivity: float = Field(
        85.0, gt=0, le=100, description="Percentage of length and depth that has to be marked."
    )
    archive: bool = Field(
        True, description="Write the masks into an npz archive, an entry `m<scan>` each, as well."
    )


class ScanSettings(Section):
    """One sample measured on a beamline: an NXtomo file, or one for each vertical shift."""

    model_config = ConfigDict(populate_by_name=True)

    files: list[ScanPath] = Field(
        min_length=1, max_length=100, description="NXtomo files of the vertical shifts, in order."
    )
    flats: ScanPath | None = Field(
        None, description="File with the flat and dark fields, where not in the scans themselves."
    )
    mask: ScanPath | None = Field(
        None,
        description="npz archive with the scans' masks, `m<file name>`; null: masks are made.",
    )


class TomographySettings(Section):
    """Sinograms with and without stripes (NoStripesNet)."""

    model_config = ConfigDict(populate_by_name=True)

    modes: list[Mode] = Field(
        ["simple", "complex"],
        min_length=1,
        validation_alias=named("modes", "mode"),
        description=(
            "What to make. Of phantoms: `simple` (stripes drawn into exact sinograms), `complex` "
            "(flat fields, defects, noise, vertical shifts). Of real scans: `raw`, `paired`, "
            "`dynamic`, `patch`; without a scan, one is simulated for them."
        ),
    )
    samples: int = Field(1, ge=1, le=10_000, description="Number of samples.")
    start: int = Field(0, ge=0, le=9999, description="Number of the first sample.")
    size: int = Field(
        256,
        ge=8,
        le=4096,
        description=(
            "Edge N of the cubic sample in voxels. The detector has N rows and √2 N columns, and "
            "there are πN/2 angles."
        ),
    )
    objects: int = Field(300, ge=1, le=20_000, description="Random spheres in a sample.")
    shifts: int = Field(
        5, ge=1, le=100, description="Vertical positions of the detector (complex, raw, paired)."
    )
    shift_step: int = Field(
        2,
        ge=0,
        le=1000,
        validation_alias=named("shift_step", "shiftstep"),
        description="Detector rows between two vertical positions, px (complex).",
    )
    flats_number: int = Field(
        20,
        ge=1,
        le=10_000,
        validation_alias=named("flats_number", "flatsnum"),
        description="Flat-field frames that normalise a simulated scan (complex).",
    )
    I0: float = Field(
        40000.0,
        gt=0,
        le=60000,
        description="Photons a pixel and frame where the beam is brightest (complex).",
    )
    hdf_file: ScanPath | list[ScanPath] | None = Field(
        None,
        validation_alias=named("hdf_file", "hdf_root"),
        description=(
            "NXtomo file of a real scan, or a list with one file for each vertical shift. One file "
            "with a number for its name stands for `shifts` files with consecutive numbers."
        ),
    )
    flats: ScanPath | None = Field(
        None, description="File with flat and dark fields for `hdf_file`, where not in the scan."
    )
    mask: ScanPath | None = Field(
        None, description="npz archive with the stripe masks of `hdf_file`; null: masks are made."
    )
    scans: list[ScanSettings] = Field(
        [], max_length=10_000, description="Real scans of several samples, instead of `hdf_file`."
    )
    chunk_size: int = Field(
        243,
        ge=1,
        le=100_000,
        validation_alias=named("chunk_size"),
        description="Most detector rows to hold in memory; it does not change the images.",
    )
    memory_MB: int = Field(
        1000,
        ge=1,
        le=1_000_000,
        description="Most memory for the rows of a scan, MB; the chunks are made smaller for it.",
    )
    parts: int = Field(
        4,
        ge=1,
        le=1000,
        description="Jobs that share the detector rows of a real scan; no influence on the images.",
    )
    frame_angles: int = Field(
        900,
        ge=1,
        le=1_000_000,
        validation_alias=named("frame_angles"),
        description="Angles of a time frame, half a turn of the sample (dynamic).",
    )
    patch_size: Shape = Field(
        [1801, 256],
        validation_alias=named("patch_size"),
        description="Height (angles) and width (columns) of a patch, px (patch).",
    )
    sinogram_shape: Shape | None = Field(
        [402, 362],
        description=(
            "Angles and columns that sinograms of real scans are resized to (raw, paired, "
            "dynamic); null keeps their size."
        ),
    )
    angles_deg: Pair = Field(
        [0.0, 179.9],
        description=(
            "First and last angle of a simulated scan, degrees; `[-70, 70]` leaves the missing "
            "wedge of electron tomography."
        ),
    )
    pixel_integrated: bool = Field(
        False,
        description=(
            "Average line integrals over the detector pixel; false takes them at its centre, as "
            "TomoPhantom does (up to 6 % of the maximum different at edges)."
        ),
    )
    phantom: PhantomSettings = Field(PhantomSettings(), description="What is scanned.")
    stripes: StripeSettings = Field(StripeSettings(), description="Stripes of simple mode.")
    paired_stripes: PairedStripeSettings = Field(
        PairedStripeSettings(),
        description="Stripes drawn into clean sinograms in paired mode; `mix` chooses for each.",
    )
    patch_stripes: PatchStripeSettings = Field(
        PatchStripeSettings(), description="Stripes drawn into clean patches in patch mode."
    )
    miscalibration: float = Field(
        0.07, ge=0, le=1, description="Size of the detector's defects, in units of I0 (complex)."
    )
    attenuation: float = Field(
        1.0, gt=0, le=20, description="Attenuation −ln(I/I0) of the densest ray (complex)."
    )
    shared_noise: bool = Field(
        True,
        description=(
            "Give all views of a sample the same photon noise, so that clean and striped ones "
            "differ by their stripes only; false: each view has its own (complex)."
        ),
    )
    legacy_noise: bool = Field(
        False,
        description=(
            "Repeat one noise stream in every frame, as the original does; this paints stripes "
            "into the clean targets (complex)."
        ),
    )
    nxtomo: bool = Field(
        False, description="Write the simulated counts as NXtomo files as well (complex)."
    )
    pixel_size_um: float = Field(
        1.0, gt=0, le=1e6, description="Pixel size of scans of spheres, µm; atoms give their own."
    )
    outside_percent: float = Field(
        0.0,
        ge=0,
        lt=50,
        description=(
            "Percentage of an image's darkest and of its brightest pixels that may lie outside the "
            "range of grey values; more than 0 keeps dead pixels from stretching it, 0.1 is "
            "plenty (raw, paired, dynamic, patch)."
        ),
    )
    real_clean: Literal["estimate", "none"] = Field(
        "estimate",
        description=(
            "What stands beside sinograms with real stripes, which have no clean truth: an "
            "estimate by algotom's stripe removal inside the mask, or nothing (paired, patch)."
        ),
    )
    masks: MaskSettings = Field(MaskSettings(), description="Finding the stripes of real scans.")
    baselines: bool = Field(
        True,
        description=(
            "Compare today's stripe removal, by algotom, on the simulated pairs, in a table."
        ),
    )
    baselines_tomopy: bool = Field(
        False,
        description=(
            "Compare tomopy's methods as well. It comes from conda-forge only: run with "
            "`--sdm conda`. Its table stands aside from SHA256SUMS."
        ),
    )
    baseline_rows: int = Field(
        4, ge=1, le=1000, description="Detector rows of each sample that the comparison takes."
    )

    @model_validator(mode="before")
    @classmethod
    def _one_mode(cls, values):
        for key in ("mode", "modes"):
            if isinstance(values, dict) and isinstance(values.get(key), str):
                values = {**values, key: [values[key]]}
        return values

    @model_validator(mode="after")
    def _consistent(self):
        if len(set(self.modes)) < len(self.modes):
            raise ValueError("modes names something twice; name each mode once")
        if self.hdf_file and self.scans:
            raise ValueError("give hdf_file or scans, not both")
        if (self.flats or self.mask) and not self.hdf_file:
            raise ValueError("flats and mask belong to hdf_file; in scans, each scan has its own")
        count = max(self.samples, len(self.scans))
        if self.start + count > 10_000:
            raise ValueError(f"start + samples is {self.start + count}; names have room for 10000")
        listed = self.hdf_file if isinstance(self.hdf_file, list) else []
        for files in [listed, *(scan.files for scan in self.scans)]:
            if len({PurePath(path).stem for path in files}) < len(files):
                raise ValueError(
                    "two files of one sample have the same name; masks are filed by it, rename one"
                )
        if self.legacy_noise and self.nxtomo:
            raise ValueError("legacy_noise makes no counts to write; set nxtomo or it to false")
        if not self.angles_deg[0] < self.angles_deg[1]:
            raise ValueError("angles_deg has to rise, for example [0, 179.9]")
        if self.phantom.kind == "structure" and not self.phantom.structure:
            raise ValueError("phantom.structure is missing; name the structure to scan")
        return self
