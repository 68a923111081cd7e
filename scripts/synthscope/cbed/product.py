"""What readers of a data set are told of this product."""

from synthscope.cbed.told import told
from synthscope.dataset.product import Product

CBED = Product(
    "cbed",
    "CBED patterns",
    "Multislice with one convergent probe per position, averaged over positions, in the "
    "zone axes that the labels name; intensities are fractions of the beam per pixel, and of "
    "patterns recorded by a camera its counts or stored units (ADU).",
    "Stacks are [orientation, v, u] in reciprocal space; the direct beam is centred on "
    "pixel (N/2, N/2), or where a camera's `direct_beam_px` says.",
    (
        "CBED patterns are elastic only: no plasmon background and, with few phonon "
        "configurations, speckle in place of smooth diffuse scattering.",
    ),
    ("image-classification",),
    "Each example a sample: patterns along its zone axes, shown at the fourth root of the "
    "intensity so that weak disks are seen; clean ones first, then as cameras record them.",
    told=told,
    names="`train/batch_train_3.h5`: the samples of batch 3 that are for training, a group each.",
    needs="a lattice without vacuum, and edges and reflections within the limits of cbed",
)
