"""What readers of a data set are told of this product."""

from synthscope.dataset.product import Product
from synthscope.tomography.told import told

TOMOGRAPHY = Product(
    "tomography",
    "Tomography sinograms",
    "Exact line integrals through spheres, absorption, photon noise independent for each "
    "projection and flat, and detector stripes; clean targets beside the striped inputs.",
    "Sinograms are [angle, detector column], one file a detector row; key.csv has the angles of "
    "the first and of the last row, in degrees, and the line integral of a grey level.",
    (
        "Tomography projections are parallel-beam, without scatter; refraction, beam hardening and "
        "detector blur are only what tomography.artefacts asks for.",
    ),
    ("image-to-image",),
    "Each row a sinogram: clean, with stripes, their difference, and where the stripes are. Angles "
    "run downwards.",
    told,
)
