"""What readers of a data set are told of this product."""

from synthscope.dataset.product import Product
from synthscope.tomography.told import told

TOMOGRAPHY = Product(
    "tomography",
    "Tomography sinograms",
    "Exact line integrals through spheres, absorption, photon noise independent for each "
    "projection and flat, and detector stripes; clean targets beside the striped inputs. "
    "Tilt series of an electron microscope: dark-field counts in proportion to mass and thickness, "
    "Poisson noise, tilts, shifts and rotations that depart from the nominal, and their truth.",
    "Sinograms are [angle, detector column], one file a detector row; key.csv has the angles of "
    "the first and of the last row, in degrees, and the line integral of a grey level. Tilt series "
    "are [view, detector row, detector column] in the order of their tilts, with the tilt axis "
    "down the image; reconstructions are [z, x, y] with the tilt axis along z.",
    (
        "Tomography projections are parallel-beam, without scatter; refraction, beam hardening and "
        "detector blur are only what tomography.artefacts asks for.",
        "Tilt series are in proportion to mass and thickness: without multiple scattering, "
        "diffraction contrast, depth of focus or damage.",
    ),
    ("image-to-image",),
    "Each example a detector row: clean, with stripes, their difference, and where the stripes "
    "are; angles run downwards. Of a tilt series: mean counts, counts, its tilts over one detector "
    "row, and a slice of the reconstruction.",
    told,
    names="`simple/0002/stripe/0002_stripe_0031.tif`: mode simple, sample 2, with stripes, "
    "detector row 31; `shift03` is the vertical shift 3, `frame05` the time frame 5, "
    "`w07` the patch 7.",
)
