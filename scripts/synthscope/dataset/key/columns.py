"""key.csv: one row an image file, with everything a label needs.

The first thirteen columns are those of the atomagined data set's key, in its order; the others are
what it lacked. `COLUMNS` is the one source: the table's header, its Table Schema and the table in
the dataset card are made from it.
"""

import re
from typing import Any

from synthscope.dataset.key.camera_columns import CAMERA
from synthscope.dataset.key.column import DRAWN, POSITIVE, Column
from synthscope.dataset.key.scan_columns import SCAN

Row = dict[str, Any]
_FRAME = re.compile(r"-f\d{4,}$")


def without_frame(structure_id: str) -> str:
    """The id of a file with several structures, from that of one of its frames; else the id."""
    return _FRAME.sub("", structure_id)


_HASH = {"pattern": "[0-9a-f]{6,64}"}

COLUMNS: tuple[Column, ...] = (
    Column("id", "integer", "Running number of the row", "", {"required": True, "unique": True}),
    Column(
        "icsd_id",
        "integer",
        "The structure's collection code where its file gives one; 1 to 288 are AFLOW prototypes "
        "and 900001 on are generated structures when `source` says so",
        "",
        POSITIVE,
    ),
    Column("ref_id", "string", "The view: structure and direction, as the file names give it"),
    Column("chemical_name_systematic", "string", "Name of the compound"),
    Column("chemical_formula_structural", "string", "Formula of the structure"),
    Column("chemical_name_structure_type", "string", "Prototype that the structure belongs to"),
    Column("symmetry_space_group_name", "string", "Hermann-Mauguin symbol of the space group"),
    Column(
        "symmetry_Int_Tables_number",
        "integer",
        "Number of the space group in the International Tables",
        "",
        {"minimum": 1, "maximum": 230},
    ),
    Column("uvw_orient", "string", "Lattice direction along the beam, towards the viewer"),
    Column("hkl_orient", "string", "Normal of the image plane: the metric tensor times uvw", "Å²"),
    Column(
        "filename",
        "string",
        "Path of the file, from the folder of this table",
        "",
        {"required": True, "unique": True},
    ),
    Column("publication_title", "string", "Title of the publication of the structure"),
    Column("citation", "string", "Publication of the structure"),
    Column(
        "source",
        "string",
        "Where the structure came from: user, resources, aflow, generated, ase, scene",
    ),
    Column(
        "structure_id",
        "string",
        "The structure's id in catalog.csv; of a batch those of all its structures, with blanks "
        "between them",
    ),
    Column("scene", "string", "Name in the configuration of the scene that the structure is"),
    Column(
        "scene_drawn",
        "string",
        "What was drawn for the scene, as JSON by name; scenes.csv has it in columns",
    ),
    DRAWN,
    Column(
        "frame",
        "integer",
        "Number of the structure, from 1, in a file with several: the frames of a trajectory make "
        "a series; a Gaussian stack lists its own",
        "",
        POSITIVE,
    ),
    Column("product", "string", "Kind of image, after which its folder is called"),
    Column("condition", "string", "What was done to the image (raw, clean, blur1, stripe, ...)"),
    Column(
        "split",
        "string",
        "Part of the data set, for learning: train, dev, test, ...; one for all files of a "
        "structure and of its prototype",
    ),
    Column(
        "published_set",
        "string",
        "Set of the published data set that the file stands for: general, choices, targets (haadf)",
    ),
    Column(
        "acquisition", "integer", "Number of the acquisition of a view that has several, from 0"
    ),
    Column("n_images", "integer", "Number of images in the file", "", POSITIVE),
    Column("pixel_size_A", "number", "Edge of a pixel", "Å", POSITIVE),
    Column(
        "scan_rotation_deg",
        "number",
        "How far the scan's rows are turned from the simulated field's, clockwise as seen in it",
        "°",
    ),
    Column("shift_x_A", "number", "How far the frame's middle lies right of the field's", "Å"),
    Column("shift_y_A", "number", "How far the frame's middle lies below the field's", "Å"),
    Column("axis_order", "string", "Axes of the array in the file, the slowest first"),
    Column("energy_keV", "number", "Energy of the electrons", "keV", POSITIVE),
    Column("semiangle_mrad", "number", "Convergence semi-angle of the probe", "mrad", POSITIVE),
    Column(
        "zone_axes",
        "string",
        "Directions of the beam through each structure of a batch, [uvw], or (hkl) where a plane's "
        "normal was asked for",
    ),
    Column("defocus_A", "number", "Defocus of the probe; positive is underfocus", "Å"),
    Column("astigmatism_A", "number", "Twofold astigmatism", "Å"),
    Column("astigmatism_deg", "number", "Azimuth of the astigmatism", "°"),
    Column("coma_A", "number", "Axial coma", "Å"),
    Column("coma_deg", "number", "Azimuth of the coma", "°"),
    Column("c3_um", "number", "Spherical aberration C3", "µm"),
    Column("c5_mm", "number", "Spherical aberration of fifth order C5", "mm"),
    Column("source_size_A", "number", "Source size, full width at half maximum", "Å", POSITIVE),
    Column("tilt_x_mrad", "number", "Tilt of the specimen towards +x", "mrad"),
    Column("tilt_y_mrad", "number", "Tilt of the specimen towards +y", "mrad"),
    Column("potential", "string", "Table of scattering factors: lobato, kirkland"),
    Column("detector", "string", "Name of the detector, of acquisitions with several: BF, ABF, …"),
    Column("detector_inner_mrad", "number", "Inner angle of the detector", "mrad", POSITIVE),
    Column("detector_outer_mrad", "number", "Outer angle of the detector", "mrad", POSITIVE),
    Column("thickness_A", "number", "Thickness of the specimen along the beam", "Å", POSITIVE),
    Column("slice_A", "number", "Thickness of a slice of the multislice calculation", "Å"),
    Column("sampling_A", "number", "Sampling of the wave in the calculation", "Å", POSITIVE),
    Column(
        "phonon_configurations",
        "integer",
        "Number of frozen-phonon configurations averaged; of HAADF's method absorptive, which has "
        "the mean over all in closed form, that its probes went through",
    ),
    Column(
        "rms_displacements",
        "string",
        "Thermal displacement of each element along an axis, root mean square, and where it comes "
        "from: snapshots of molecular dynamics, the structure's file, the configuration, the "
        "table's compound or element at 300 K, or the default; empty for a static lattice",
        "Å",
    ),
    Column(
        "numerical_error",
        "number",
        "Error of the calculation, rms over the image's mean, or over that of the specimen's own "
        "area where much is dark: interpolation, band limit and slices; what few phonon "
        "configurations leave is not in it",
        "",
        POSITIVE,
    ),
    Column(
        "statistical_error",
        "number",
        "How far averaging over no more phonon configurations leaves the image from the mean over "
        "all, rms over the image's mean, or over that of the specimen's own area where much is "
        "dark, of the worst detector and thickness; 0 of a static lattice, empty where one "
        "configuration cannot tell",
        "",
        POSITIVE,
    ),
    Column("specimen", "string", "State of the specimen: perfect, or with the defect L1 or L2"),
    Column(
        "first_angle_deg",
        "number",
        "Rotation angle of a sinogram's first row; nominal tilt of a series' first view",
        "°",
    ),
    Column(
        "last_angle_deg",
        "number",
        "Rotation angle of a sinogram's last row; nominal tilt of a series' last view",
        "°",
    ),
    Column(
        "missing_wedge_deg",
        "number",
        "Widest range of directions that no view of a tilt series shows; 0 where there is no gap",
        "°",
        POSITIVE,
    ),
    Column(
        "tilt_error_deg",
        "number",
        "How far a series' true tilts are from the nominal ones, root mean square as drawn; the "
        "values of each view are in `tomography/truth/tilt/`, as of the next two",
        "°",
        POSITIVE,
    ),
    Column("shift_px", "number", "Shifts of a series' views along an axis", "px", POSITIVE),
    Column(
        "rotation_deg", "number", "Directions of the tilt axis in a series' views", "°", POSITIVE
    ),
    Column(
        "grey_zero",
        "number",
        "Line integral of the grey level 0: a line integral is grey_zero + grey_step · grey level; "
        "−ln(I/I0) of scans, attenuation times voxels of phantoms",
    ),
    Column("grey_step", "number", "Line integral of a grey level", "", POSITIVE),
    Column(
        "stripe_percent",
        "number",
        "Percentage of a sinogram's pixels that stripes change, or that the mask marks where there "
        "is no clean sinogram",
        "%",
        POSITIVE,
    ),
    Column(
        "stripe_strength",
        "number",
        "Strength of a sinogram's strongest stripe: how far its column is off, mean over all "
        "angles without noise, in units of the range of grey levels",
        "",
        POSITIVE,
    ),
    Column(
        "zinger_pixels",
        "integer",
        "Pixels of a simulated scan's sinogram that zingers hit",
        "",
        POSITIVE,
    ),
    Column(
        "vibration_px",
        "number",
        "Standard deviation of the place of the beam's pattern in a simulated scan, frame by frame",
        "px",
        POSITIVE,
    ),
    Column(
        "fringes_px2",
        "number",
        "Strength of a simulated scan's propagation fringes: z λ (δ/β) / 4π, z the distance",
        "px²",
        POSITIVE,
    ),
    Column(
        "hardening",
        "number",
        "Share by which beam hardening lessens the attenuation of a simulated scan's densest ray",
        "",
        POSITIVE,
    ),
    Column(
        "beam_decay",
        "number",
        "Share of the beam's intensity that is lost over a simulated scan",
        "",
        POSITIVE,
    ),
    Column("assumed", "string", "What a scan's file does not tell, and was assumed"),
    Column(
        "blur_px",
        "number",
        "Standard deviation of the image's Gaussian blur; of a sinogram that of the scintillator's "
        "point spread without its tails",
        "px",
        POSITIVE,
    ),
    Column(
        "background", "number", "Constant background, in units of the image's mean", "", POSITIVE
    ),
    *SCAN,
    *CAMERA,
    Column("seed", "integer", "Seed of the data set's random numbers"),
    Column(
        "config_hash",
        "string",
        "Digest of the configuration that made the file: the first twelve digits of the SHA-256 of "
        "a compact JSON list, keys sorted, of the seed and the product's section of "
        "configuration.json (cbed: the shares of the parts too, and of `detection` only the "
        "condition that a file shows, as a fourth item; tomography: what images depend on)",
        "",
        _HASH,
    ),
    Column("code_hash", "string", "Digest of the code that made the file", "", _HASH),
    Column("sha256", "string", "SHA-256 of the file", "", {"pattern": "[0-9a-f]{64}"}),
    Column("bytes", "integer", "Size of the file", "byte", POSITIVE),
)
NAMES = tuple(column.name for column in COLUMNS)
