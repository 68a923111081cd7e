"""Settings of the tomography data sets: every option of NoStripesNet's simulator, and more.

Defaults are those of that program's documentation; what its code calls otherwise (`hdf_root`) is
taken too, by `old_names`.
"""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Annotated, Literal

from synthscope.core.distributions import Varied, VariedCount
from synthscope.core.errors import InputError
from synthscope.core.extremes import checked_in_corners
from synthscope.core.settings import Limits, ProductSection, Section, setting
from synthscope.tomography.artefacts.near_field import check_near_field
from synthscope.tomography.artefacts.settings import ArtefactSettings
from synthscope.tomography.modes.labelled_image import SINOGRAM_SHAPE
from synthscope.tomography.scans.reading_settings import ReadingSettings, ScanPath
from synthscope.tomography.simulation.fault_settings import FaultSettings
from synthscope.tomography.simulation.geometry_settings import GeometrySettings
from synthscope.tomography.simulation.phantom_settings import PhantomSettings
from synthscope.tomography.stripes.mask_settings import ArchivedMaskSettings
from synthscope.tomography.stripes.model import PairedStripes, PatchStripes, StripeModel
from synthscope.tomography.stripes.striped_settings import StripedSettings
from synthscope.tomography.tilts.settings import TiltSettings

Mode = Literal["simple", "complex", "raw", "paired", "dynamic", "patch", "tilt"]
Pixels = Annotated[int, Limits(ge=2, le=20_000)]
Shape = Annotated[tuple[Pixels, ...], Limits(min_length=2, max_length=2)]
Truth = Literal["masks", "kinds", "stripes", "artefacts", "spheres", "volume"]
SIMULATED = ("simple", "complex", "tilt")


@dataclass(frozen=True)
class ScanSettings(Section):
    """One sample measured on a beamline: an HDF5 file, or one for each vertical shift."""

    files: tuple[ScanPath, ...] = setting(min_length=1, max_length=100)
    """HDF5 files of the vertical shifts, in order."""

    flats: ScanPath | None = None
    """File with the flat and dark fields, where not in the scans themselves."""

    darks: ScanPath | None = None
    """File with the dark fields, where not in the scans or with the flat fields."""

    mask: ScanPath | None = None
    """npz archive with the scans' masks, `m<file name>`; null: masks are made."""


@dataclass(frozen=True)
class SampleSettings(Section):
    """Which samples there are, and what is made of them."""

    modes: tuple[Mode, ...] = setting(("simple", "complex"), min_length=1)
    """What to make. Of phantoms: `simple` (stripes drawn into exact sinograms), `complex` (flat
    fields, defects, noise, vertical shifts), `tilt` (the dark-field tilt series of an electron
    microscope). Of real scans: `raw`, `paired`, `dynamic`, `patch`; without a scan, one is
    simulated for them."""

    samples: int = setting(1, ge=1, le=10_000)
    """Number of samples."""

    start: int = setting(0, ge=0, le=9999)
    """Number of the first sample."""

    hdf_file: ScanPath | tuple[ScanPath, ...] | None = setting(None)
    """HDF5 file of a real scan, or a list with one file for each vertical shift. One file with a
    number for its name stands for `shifts` files with consecutive numbers."""

    flats: ScanPath | None = None
    """File with flat and dark fields for `hdf_file`, where not in the scan."""

    darks: ScanPath | None = None
    """File with dark fields for `hdf_file`, where not in the scan or with the flat fields."""

    mask: ScanPath | None = None
    """npz archive with the stripe masks of `hdf_file`; null: masks are made."""

    scans: tuple[ScanSettings, ...] = setting((), max_length=10_000)
    """Real scans of several samples, instead of `hdf_file`."""

    reading: ReadingSettings = ReadingSettings()
    """Where things stand in the files of real scans."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(set(self.modes)) < len(self.modes):
            raise InputError("modes names something twice; name each mode once")
        if self.hdf_file and self.scans:
            raise InputError("give hdf_file or scans, not both")
        if (self.flats or self.darks or self.mask) and not self.hdf_file:
            raise InputError(
                "flats, darks and mask belong to hdf_file; in scans, each scan has its own"
            )
        count = max(self.samples, len(self.scans))
        if self.start + count > 10_000:
            raise InputError(f"start + samples is {self.start + count}; names have room for 10000")
        listed = self.hdf_file if isinstance(self.hdf_file, tuple) else []
        for files in [listed, *(scan.files for scan in self.scans)]:
            if len({PurePath(path).stem for path in files}) < len(files):
                raise InputError(
                    "two files of one sample have the same name; masks are filed by it, rename one"
                )


@dataclass(frozen=True)
class BeamSettings(Section):
    """The beam, the detector and the noise."""

    shifts: int = setting(5, ge=1, le=100)
    """Vertical positions of the detector (complex, raw, paired)."""

    shift_step: int = setting(2, ge=0, le=1000)
    """Detector rows between two vertical positions, px (complex)."""

    flats_number: int = setting(20, ge=1, le=10_000)
    """Flat-field frames that normalise a simulated scan (complex)."""

    I0: Varied = setting(40000.0, gt=0, le=60000)
    """Photons a pixel and frame where the beam is brightest (complex)."""

    miscalibration: Varied = setting(0.07, ge=0, le=1)
    """Size of the detector's defects, in units of I0 (complex)."""

    faults: FaultSettings = FaultSettings()
    """Stripes of further kinds (complex)."""

    artefacts: ArtefactSettings = ArtefactSettings()
    """What else a beamline does to a scan (complex)."""

    attenuation: Varied = setting(1.0, gt=0, le=20)
    """Attenuation −ln(I/I0) of the densest ray (complex)."""

    pixel_size_um: Varied = setting(1.0, gt=0, le=1e6)
    """Pixel size of scans of spheres, µm; atoms give their own."""

    shared_noise: bool = True
    """Give all views of a sample the same photon noise, so that clean and striped ones differ by
    their stripes only; false: each view has its own (complex)."""


@dataclass(frozen=True)
class SimulationSettings(BeamSettings, GeometrySettings):
    """What simulated samples depend on."""

    objects: VariedCount = setting(300, ge=1, le=20_000)
    """Random spheres in a sample."""

    pixel_integrated: bool = False
    """Average line integrals over the detector pixel; false takes them at its centre, as
    TomoPhantom does (up to 6 % of the maximum different at edges)."""

    phantom: PhantomSettings = PhantomSettings()
    """What is scanned."""

    stripes: StripeModel = StripeModel()
    """Stripes of simple mode."""

    fold: bool = False
    """Take the absolute value of sinograms with stripes, as the original does, which turns stripes
    below zero bright (simple), and leave no headroom; for data sets like the original's."""

    headroom: float = setting(0.25, ge=0, le=10)
    """Room in the grey levels below the clean sinograms' range, and half of it above, in units of
    full scale, so that stripes are not cut off there (simple, complex)."""

    empty_rows: Literal["keep", "leave_out"] = "keep"
    """What becomes of detector rows that see nothing, whose clean sinograms are all alike: the card
    tells how many there are, or they are left out (simple)."""

    least_defect: float = setting(0.01, gt=0, le=1)
    """Offset of a pixel above which it is marked in the true masks, in units of full scale, which
    is the densest ray of the sample."""

    truth: tuple[Truth, ...] = ("masks", "stripes", "artefacts", "spheres")
    """What is written of a sample besides its images, in `tomography/truth`: masks of the stripes,
    a mask of each kind of stripe and of each local artefact (`kinds`; neither of `legacy_noise`)
    and tables of all stripes and of all artefacts that are switched on (simple, complex); the table
    of all spheres, and the phantom as voxels (`volume`). Tilt series always have the table of how
    their views stand."""

    legacy_noise: bool = False
    """Repeat one noise stream in every frame, as the original does; this paints stripes into the
    clean targets (complex)."""

    nxtomo: bool = False
    """Write the simulated counts as NXtomo files as well (complex)."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if checked_in_corners(self):
            return
        if self.legacy_noise and self.nxtomo:
            raise InputError("legacy_noise makes no counts to write; set nxtomo or it to false")
        if self.legacy_noise and self.faults.counts:
            raise InputError("legacy_noise knows no faults; leave them out, or set it to false")
        if self.legacy_noise and (self.artefacts.on or self.artefacts.drift.flats_after):
            raise InputError("legacy_noise knows no artefacts; leave them out, or set it to false")
        if self.phantom.kind == "structure" and not self.phantom.structure:
            raise InputError("phantom.structure is missing; name the structure to scan")
        if self.phantom.kind == "structure" and self.artefacts.fringes.on:
            raise InputError(
                "artefacts.fringes are those of X-rays behind spheres; atoms have none: set "
                "distance_mm to 0"
            )
        check_near_field(self.artefacts.fringes, self.pixel_size_um)


@dataclass(frozen=True)
class TiltSeriesSettings(SimulationSettings):
    """What tilt series depend on."""

    tilt: TiltSettings = TiltSettings()
    """How they are recorded."""


@dataclass(frozen=True)
class ImageSettings(Section):
    """What the images of real scans depend on."""

    chunk_size: int = setting(243, ge=1, le=100_000)
    """Most detector rows to hold in memory; it does not change the images."""

    memory_MB: int = setting(1000, ge=1, le=1_000_000)
    """Most memory for the rows of a scan, MB; the chunks are made smaller for it."""

    frame_angles: int = setting(900, ge=1, le=1_000_000)
    """Angles of a time frame, half a turn of the sample (dynamic)."""

    patch_size: Shape = setting((1801, 256))
    """Height (angles) and width (columns) of a patch, px (patch)."""

    sinogram_shape: Shape | None = SINOGRAM_SHAPE
    """Angles and columns that sinograms of real scans are resized to (raw, paired, dynamic); null
    keeps their size."""

    paired_stripes: PairedStripes = PairedStripes()
    """Stripes drawn into clean sinograms in paired mode; `mix` chooses for each."""

    patch_stripes: PatchStripes = PatchStripes()
    """Stripes drawn into clean patches in patch mode."""

    real_clean: Literal["estimate", "none"] = "estimate"
    """What stands beside sinograms with real stripes, which have no clean truth: an estimate by
    algotom's stripe removal inside the mask, or nothing (paired, patch)."""

    striped: StripedSettings = StripedSettings()
    """When a sinogram or a patch counts as striped."""

    outside_percent: float = setting(0.1, ge=0, lt=50)
    """Percentage of a sample's lowest and of its highest values that may lie outside the range of
    grey values, which is then an eighth wider to either side; more than 0 keeps hot pixels from
    stretching it. 0: all values lie inside, as in the original (raw, paired, dynamic, patch)."""


@dataclass(frozen=True)
class TomographySettings(ImageSettings, TiltSeriesSettings, SampleSettings, ProductSection):
    """Sinograms with and without stripes (NoStripesNet)."""

    parts: int = setting(4, ge=1, le=1000)
    """Jobs that share the detector rows of a real scan; no influence on the images."""

    masks: ArchivedMaskSettings = ArchivedMaskSettings()
    """Finding the stripes of real scans."""

    baselines: bool = True
    """Compare today's stripe removal, by algotom, on the simulated pairs, in a table."""

    baselines_tomopy: bool = False
    """Compare tomopy's methods as well. It comes from conda-forge only: run with `--sdm conda`. Its
    table stands aside from SHA256SUMS."""

    baseline_rows: int = setting(2, ge=1, le=1000)
    """Detector rows of each sample that the comparison takes, in complex mode each in another of
    its shifts."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.masks.weights and self.masks.truth and not (self.hdf_file or self.scans):
            raise InputError(
                "masks.weights: known defects have none; set masks.truth to false to find them"
            )

    @property
    def needs_structures(self) -> bool:
        """Whether a structure's atoms are the phantom; spheres and real scans need none."""
        return self.phantom.kind == "structure"
