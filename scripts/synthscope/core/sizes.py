"""What a product takes on the disk, foreseen."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """Bytes before compression.

    Attributes
    ----------
    images
        Of the product's images, with what is made on the way to them.
    packed
        Of the same images as USID files.
    pictures
        Of those that are PNG files of a known size.
    """

    images: int = 0
    packed: int = 0
    pictures: int = 0

    def __add__(self, other: "Size") -> "Size":
        return Size(
            self.images + other.images,
            self.packed + other.packed,
            self.pictures + other.pictures,
        )

    def __mul__(self, times: float) -> "Size":
        return Size(
            round(self.images * times), round(self.packed * times), round(self.pictures * times)
        )


USID_FILE = 20_000
"""Bytes of a USID file beside its images."""
