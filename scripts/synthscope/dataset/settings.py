"""Settings of what surrounds the images: packages, splits, manifests, figures."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from synthscope.core.settings import Check, Limits, Section, Word, once, setting

Line = Annotated[
    str,
    Limits(pattern=r"^[^\n\r]*$", max_length=500, said="one line of at most 500 characters"),
]
Spdx = Annotated[
    str,
    Limits(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9.+-]{0,63}$",
        said="an SPDX identifier such as CC-BY-4.0 (https://spdx.org/licenses)",
    ),
]
Address = Annotated[
    str,
    Limits(
        pattern=r"^https?://\S+$",
        max_length=500,
        said="an address that begins with https:// or http:// and has no blanks",
    ),
]


def _shared(splits: dict[str, float]) -> dict[str, float]:
    if not any(splits.values()):
        raise ValueError("the shares are all 0; give at least one part a share")
    if "shards" in splits:
        raise ValueError("shards is the name of a folder beside the parts; choose another")
    return splits


def _named(creators: tuple[str, ...]) -> tuple[str, ...]:
    if any(not creator.strip() for creator in creators):
        raise ValueError("creators holds an empty name; leave it out")
    return creators


LabelFormat = Literal["parquet", "coco", "yolo", "masks"]
TrainingFormat = Literal["webdataset", "parquet", "zarr"]


@dataclass(frozen=True)
class Description(Section):
    """What a data set says of itself, and the parts it is divided into."""

    splits: Annotated[dict[Word, Annotated[float, Limits(ge=0)]], Check(_shared)] = setting(
        {"train": 0.8, "dev": 0.1, "test": 0.1}, min_length=1
    )
    """Parts of the data set and their shares, for all products; the folders of CBED batches are
    called after them. All structures of a prototype stand in one part, which follows from the
    prototype and the seed alone."""

    split_by: Literal["prototype", "acquisition"] = "prototype"
    """What stands in one part. With few structures, whose parts may all be `train`, HAADF images of
    one view can be divided by `acquisition`. That keeps noise, frames and drawn numbers apart, and
    structures not: a network may know every crystal of the test part. Let the frame vary: raw
    images of one frame are the same in all parts, which `leak_bits` refuses. All other products are
    divided by prototypes as ever."""

    title: Line = ""
    """What people call the data set; empty: its name."""

    description: Line = ""
    """One sentence on what the data set is for."""

    creators: Annotated[tuple[Line, ...], Check(_named)] = ()
    """Who made it, for the manifests; a name of a person as 'Family, Given'."""

    publisher: Line = ""
    """Who gives it out, such as a university or a repository, for the manifests."""

    licence: Spdx = "CC-BY-4.0"
    """Licence of the data set, as an SPDX identifier."""

    url: Address | None = None
    """Where the data set is to be found."""

    citation: Line = ""
    """How to cite the data set; empty: by title and makers."""

    published: date | None = None
    """Day of publication that the manifests state, as YYYY-MM-DD. Null: the day of
    SOURCE_DATE_EPOCH (seconds since 1970) where the environment has it, else the day on which
    this version of the workflow came out. It never comes from the clock, so that another run
    gives the same bytes."""

    @property
    def parts(self) -> tuple[str, ...]:
        """Names of the parts that have a share."""
        return tuple(name for name, share in self.splits.items() if share > 0)


@dataclass(frozen=True)
class PackageSettings(Description):
    """What is made of the images: USID files, splits, descriptions, figures."""

    usid: bool = True
    """Whether images are also written as USID files, one a structure."""

    usid_compression: Literal["none", "gzip"] = "none"
    """Compression of the images in USID files; `gzip` is slower by tens."""

    labels: Annotated[tuple[LabelFormat, ...], once("format")] = ()
    """Labels of HAADF images once more, in files of their own for each part, in `labels/`:
    `parquet`: tables of images, atoms, columns and defects; `coco`: visible columns as keypoints,
    defects, grains and regions as instances; `yolo`: images and boxes of visible columns and
    defects; `masks`: PNG masks of columns, regions and grains. All but `parquet` are of the PNG
    files."""

    column_box_A: float = setting(1.0, gt=0, le=100)
    """Edge of the box about a column in labels, and diameter of its disc in a mask, Å."""

    training: Annotated[tuple[TrainingFormat, ...], once("format")] = ()
    """HAADF images with their labels once more, as programs that train read them, each part apart,
    in `training/`: `webdataset`: tar files with an acquisition a sample; `parquet`: a row an image,
    for `datasets`; `zarr`: arrays of all images of a condition. Pixels are those of the HDF5
    files."""

    training_shards: int = setting(1, ge=1, le=10_000)
    """Tar files of each part, among which the samples of `webdataset` are dealt out."""

    leak_bits: int | None = setting(0, ge=0, le=1024)
    """Images of two parts end the run where no more than this many of the 1,024 bits of their
    hashes differ, for they look alike; null: they are only listed in neighbours.csv."""

    sheet_images: int = setting(6, ge=1, le=64)
    """Examples of each product on a contact sheet."""

    sheet_tile_px: int = setting(160, ge=32, le=1024)
    """Edge of an image on a contact sheet, px."""
