"""Labels as masks: PNG images of whole numbers, one beside each image, as large as its PNG file."""

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np
from PIL import Image

from synthscope.formats.zip_stored import zip_archive
from synthscope.haadf.delivery.acquisitions import Acquisition, Shown
from synthscope.haadf.delivery.classes import REGION_VALUES, VACUUM
from synthscope.haadf.labels import Labels

_BELOW = ("matter", "support", "crystal", "layer")
"""Regions that others lie on, the lowest first."""


def write_masks(shown: Iterable[Acquisition], path: Path, part: str, disc_A: float) -> None:
    """Write the masks of a part's images.

    `<part>/columns`: 1 on a disc with a diameter of `disc_A` about each visible column. Where the
    files have such maps, `<part>/regions`: values of `classes.json`, and `<part>/grains`: numbers
    of grains.
    """
    with zip_archive(path) as archive:
        values = {"vacuum": VACUUM} | REGION_VALUES
        archive.add("classes.json", (json.dumps({"regions": values}) + "\n").encode())
        for one in shown:
            for image in one.images:
                seen, labels = image.as_png, one.labels[image.specimen]
                name = f"{one.name}-{image.name}.png"
                for kind, mask in _masks(one, seen, labels, disc_A):
                    archive.add(f"{part}/{kind}/{name}", _png(mask))


def _masks(
    one: Acquisition, seen: Shown, labels: Labels, disc_A: float
) -> Iterator[tuple[str, np.ndarray]]:
    places = seen.places(labels.columns.position / one.pixel_A)[labels.visible]
    yield "columns", discs(places, seen.shape, disc_A / one.pixel_A / 2)
    if labels.regions:
        yield "regions", seen.mask(_painted(labels.regions))
    if "grain" in labels.maps:
        grain = seen.mask(labels.maps["grain"])
        yield "grains", grain.astype(np.uint8 if len(labels.grain_roles) < 256 else np.uint16)


def discs(places: np.ndarray, shape: tuple[int, int], radius_px: float) -> np.ndarray:
    """(rows, columns) uint8, 1 within the radius of a place (x, y); at least its own pixel."""
    mask = np.zeros(shape, dtype=np.uint8)
    reach = int(np.ceil(radius_px))
    size = np.array(shape[::-1])
    for x, y in places[((places > -reach - 0.5) & (places < size + reach - 0.5)).all(axis=1)]:
        row, column = np.mgrid[
            max(round(y) - reach, 0) : min(round(y) + reach + 1, shape[0]),
            max(round(x) - reach, 0) : min(round(x) + reach + 1, shape[1]),
        ]
        near = np.hypot(column - x, row - y) <= max(radius_px, np.sqrt(0.5))
        mask[row[near], column[near]] = 1
    return mask


def _painted(regions: Mapping[str, np.ndarray]) -> np.ndarray:
    """All regions in one image; what lies on others covers them."""
    order = [*(n for n in _BELOW if n in regions), *sorted(regions.keys() - {*_BELOW})]
    painted = np.zeros(regions[order[0]].shape, dtype=np.uint8)
    for name in order:
        painted[regions[name]] = REGION_VALUES[name]
    return painted


def _png(mask: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(mask).save(file, "PNG", compress_level=6)
    return file.getvalue()
