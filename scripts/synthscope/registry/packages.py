"""How each product's images are packed as USID."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from synthscope.cbed.usid import package_cbed
from synthscope.cbed.usid import package_name as batch_and_part
from synthscope.dataset.key.columns import Row
from synthscope.dataset.usid import files_of, usid_attributes
from synthscope.gaussian.usid import package_gaussian
from synthscope.haadf.usid import package_haadf
from synthscope.stem4d.usid import package_scans
from synthscope.tomography.usid import package_name as mode_and_sample
from synthscope.tomography.usid import package_sinograms


def structure(row: Row) -> str:
    """The id of a row's structure."""
    return row["structure_id"]


@dataclass(frozen=True)
class Packing:
    """How a product's images are packed.

    Attributes
    ----------
    write
        Takes a path, the files to pack, the package's attributes and `compression`, and what the
        product's `add_product(about=...)` gives for the job. Writes the package and gives the
        number of images in it; without any image it writes nothing.
    suffix
        Of the files to pack.
    name
        The package that a row's file goes into.
    """

    write: Callable[..., int]
    suffix: str
    name: Callable[[Row], str] = structure

    def packages(self, rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
        """The rows of each package, by its name."""
        ordered = sorted(rows, key=self.name)
        return [(name, list(own)) for name, own in groupby(ordered, key=self.name)]

    def pack(self, path: Path, rows: Sequence[Row], folder: Path, **how) -> int:
        """Write a package of the rows' files, which are below `folder`, and count its images."""
        return self.write(path, files_of(rows, folder, self.suffix), usid_attributes(rows), **how)


PACKINGS = {
    "gaussian": Packing(package_gaussian, ".npz"),
    "haadf": Packing(package_haadf, ".h5"),
    "cbed": Packing(package_cbed, ".h5", batch_and_part),
    "stem4d": Packing(package_scans, ".emd"),
    "tomography": Packing(package_sinograms, ".tif", mode_and_sample),
}
