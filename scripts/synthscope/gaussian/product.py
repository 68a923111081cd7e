"""What readers of a data set are told of this product."""

from synthscope.dataset.product import Product

GAUSSIAN = Product(
    "gaussian",
    "Gaussian renderings",
    "Every atom is a Gaussian at its projected place, drawn sub-pixel exactly and added "
    "up, with a weight of Z to a configurable power; orientations are uniform over SO(3).",
    "Images are [frame, row, column], row = y downwards, column = x. Pixel k is centred on "
    "coordinate k times the pixel size, without a half-pixel offset.",
    (
        "Gaussian renderings are geometry, not physics: no diffraction, no channelling, "
        "no noise; grey values mean projected atoms, not a signal.",
    ),
    ("image-segmentation", "object-detection"),
    "Each example a structure in one orientation, in every kind of image: `gaussian_2d` is the "
    "image, `binary_2d` where it is bright, `delta_2d` the pixels that hold an atom. Labels: its "
    "projected atoms.",
    names="`000004/00000064.npz`: images of structure 000004; the number says how many the folder "
    "has up to the last of this file. Behind that of a TIFF stack stands what it shows.",
    needs="atoms of the elements that gaussian.elements leaves, inside the frame",
)
