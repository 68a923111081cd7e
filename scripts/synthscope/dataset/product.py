"""What the card and the other descriptions say of a product."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any


@dataclass(frozen=True)
class Product:
    """A kind of image in words.

    Attributes
    ----------
    name, title
        Its name in the configuration, and the one that people read.
    method, axes
        How images are computed, and what their axes are.
    limits
        What they are not good for, a sentence each.
    tasks
        What they may train, by the names of the Hugging Face hub.
    sheet
        What the contact sheet and the gallery show.
    told
        What its rows of key.csv tell besides, a sentence each.
    needs
        What a structure must have to be imaged, where every structure is to be.
    names
        How the names of its files read.
    """

    name: str
    title: str
    method: str
    axes: str
    limits: tuple[str, ...]
    tasks: tuple[str, ...]
    sheet: str = ""
    told: Callable[[Sequence[Mapping[str, Any]]], Sequence[str]] = lambda rows: ()
    needs: str = ""
    names: str = ""


_EVERY = (
    "The images are computed: they share no instrument's peculiarities, and a model trained on "
    "them has to be tried on measured ones before its numbers are believed.",
)

USID = Product(
    "usid",
    "USID packages",
    "The images of the other products again, one HDF5 file a structure, in the Universal "
    "Spectroscopy and Imaging Data model.",
    "Main datasets are frames × pixels; the ancillary datasets name every axis, the "
    "slowest first, lengths in nm.",
    (),
    (),
    names="`usid/haadf/000004.h5`: all HAADF images of structure 000004.",
)


def count_images(rows: Iterable[Mapping[str, Any]]) -> int:
    """How many images a product's files hold; the same image in two formats counts once."""
    by_format: Counter[str] = Counter()
    for row in rows:
        by_format[PurePosixPath(row["filename"]).suffix] += row.get("n_images", 1)
    return max(by_format.values(), default=0)


def limits(products: Iterable[Product]) -> list[str]:
    """What a data set of these products is not good for, a sentence each."""
    return [*_EVERY, *(text for product in products for text in product.limits)]
