"""What the card and the other descriptions say of each product: method, axes, known limits."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any


@dataclass(frozen=True)
class Product:
    """A kind of image in words."""

    name: str
    title: str
    method: str
    axes: str
    limits: tuple[str, ...]
    tasks: tuple[str, ...]


_EVERY = (
    "The images are computed: they share no instrument's peculiarities, and a model trained on "
    "them has to be tried on measured ones before its numbers are believed.",
)

PRODUCTS = {
    product.name: product
    for product in (
        Product(
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
        ),
        Product(
            "haadf",
            "HAADF-STEM images",
            "Multislice (independent atoms, parametrised scattering factors, transmission "
            "functions and propagators band-limited at two thirds, frozen phonons), read out by an "
            "annular detector; `raw` is the fraction of the beam. Conditions then normalise, add "
            "background, blur, displace scan lines and count electrons.",
            "Images are [row, column], row = y downwards, column = x, beam along the view "
            "direction. Pixel k is at coordinate k times the pixel size.",
            (
                "HAADF images carry no inelastic scattering, no detector non-uniformity and no "
                "amorphous layers; bonds are not in the potential.",
                "With few phonon configurations (a column of the key) equal columns differ, and "
                "each is displaced: of one configuration by a quarter of a pixel of 0.1 Å. Whoever "
                "measures a method's precision measures that too.",
                "Distorted conditions are normalised to their mean unless a dose is given: grey "
                "values cannot be compared between images; those of `raw` can.",
            ),
            ("image-classification", "image-to-image"),
        ),
        Product(
            "cbed",
            "CBED patterns",
            "Multislice with one convergent probe per position, averaged over positions, in the "
            "zone axes that the labels name; intensities are fractions of the beam per pixel.",
            "Stacks are [orientation, v, u] in reciprocal space; the direct beam is centred on "
            "pixel (N/2, N/2).",
            (
                "CBED patterns are elastic only: no plasmon background and, with few phonon "
                "configurations, speckle in place of smooth diffuse scattering.",
            ),
            ("image-classification",),
        ),
        Product(
            "tomography",
            "Tomography sinograms",
            "Exact line integrals through spheres, absorption, photon noise independent for each "
            "projection and flat, and detector stripes; clean targets beside the striped inputs.",
            "Sinograms are [angle, detector column], one file a detector row; angles span 180° "
            "unless stated.",
            (
                "Tomography projections are parallel-beam and monochromatic, without refraction, "
                "scatter or detector blur.",
            ),
            ("image-to-image",),
        ),
        Product(
            "usid",
            "USID packages",
            "The images of the other products again, one HDF5 file a structure, in the Universal "
            "Spectroscopy and Imaging Data model.",
            "Main datasets are frames × pixels; the ancillary datasets name every axis, the "
            "slowest first, lengths in nm.",
            (),
            (),
        ),
    )
}


def count_images(rows: Iterable[Mapping[str, Any]]) -> int:
    """How many images a product's files hold; the same image in two formats counts once."""
    by_format: Counter[str] = Counter()
    for row in rows:
        by_format[PurePosixPath(row["filename"]).suffix] += row.get("n_images", 1)
    return max(by_format.values(), default=0)


def limits(products: list[str]) -> list[str]:
    """What a data set of these products is not good for, a sentence each."""
    return [*_EVERY, *(text for name in products for text in PRODUCTS[name].limits)]
