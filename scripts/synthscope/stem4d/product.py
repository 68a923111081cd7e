"""What readers of a data set are told of this product."""

from synthscope.dataset.product import Product

STEM4D = Product(
    "stem4d",
    "4D-STEM scans",
    "Multislice (independent atoms, parametrised scattering factors, transmission functions and "
    "propagators band-limited at two thirds, frozen phonons) of every plane wave of the probe, "
    "from which the diffraction pattern at each position of the scan follows exactly; "
    "intensities are fractions of the beam per pixel. Images of virtual detectors and maps of the "
    "centre of mass stand in the same file.",
    "Files are EMD 1.0: `stem4d/datacube/data` is [scan row, scan column, row, column], rows along "
    "y, downwards, and columns along x, of the scan as of the patterns; the beam is along the view "
    "direction, and the direct beam is centred on pixel (N/2, N/2) of a pattern.",
    (
        "4D-STEM patterns are elastic only: no plasmon background and, with few phonon "
        "configurations, speckle in place of smooth diffuse scattering.",
    ),
    ("image-classification", "image-to-image"),
    "Each example a scan: the images of its virtual detectors and its maps, the mean of all "
    "patterns and one of them, these at the fourth root of the intensity. `bf`, `abf`, `adf` are "
    "bright field, annular bright field and annular dark field, `com_x` and `com_y` how far the "
    "centre of mass of each pattern lies to the right and downwards, `idpc` their integral "
    "(integrated differential phase contrast).",
    names="`000004.010012.emd`: structure 000004 seen along [1, 0, -2]; each index is a digit "
    "behind 0 for plus or 1 for minus.",
)
