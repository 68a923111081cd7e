"""Labels and training files of a data set: which there are, and what they are."""

from collections.abc import Iterable, Mapping
from typing import Any

from synthscope.dataset.settings import PackageSettings

LABEL_FILES = {
    "parquet": tuple(
        f"{{part}}-{name}.parquet" for name in ("images", "atoms", "columns", "defects")
    ),
    "coco": ("{part}-columns.json", "{part}-instances.json"),
    "yolo": ("{part}.zip",),
    "masks": ("{part}.zip",),
}
"""By format, the files of a part in `labels/<format>`."""
TRAINING_FILES = {
    "webdataset": "{part}-{shard:06d}.tar",
    "parquet": "{part}.parquet",
    "zarr": "{part}.zarr.zip",
}
"""By format, the file of a part in `training/<format>`, or of a part's shard."""

_TOLD = {
    "labels/parquet": "tables of images, atoms, columns and defects, in frames of HDF5 files",
    "labels/coco": "visible columns as keypoints, and defects, grains and regions as instances, on "
    "the PNG files, as COCO has them",
    "labels/yolo": "PNG files with boxes of visible columns and of defects, as YOLO takes them; "
    "all parts unpack into one folder",
    "labels/masks": "PNG masks of columns, regions and grains, as large as the PNG files",
    "training/webdataset": "an acquisition a sample: its images and labels, as WebDataset has them",
    "training/parquet": "a row an image with its labels, for Hugging Face datasets",
    "training/zarr": "arrays of the images of each condition with their columns, version 2 of Zarr",
}
_SNIPPETS = {
    "labels/parquet": """\
import pandas as pd

columns = pd.read_parquet("{first[2]}")
print(columns[columns.visible].groupby("composition").x_px.count())
""",
    "labels/coco": """\
from pycocotools.coco import COCO

columns, defects = COCO("{first[0]}"), COCO("{first[1]}")
print(len(columns.getImgIds()), len(columns.getAnnIds()), len(defects.getAnnIds()))
""",
    "labels/yolo": """\
import zipfile

zipfile.ZipFile("{first[0]}").extractall("yolo")  # and the other parts
print(open("yolo/data.yaml").read())  # yolo train data=yolo/data.yaml
""",
    "labels/masks": """\
import zipfile

import numpy as np
from PIL import Image

with zipfile.ZipFile("{first[0]}") as archive:
    names = [name for name in archive.namelist() if name.endswith(".png")]
    masks = {{name: np.asarray(Image.open(archive.open(name))) for name in names[:10]}}
print({{name: mask.shape for name, mask in masks.items()}})
""",
    "training/webdataset": """\
import webdataset

data = webdataset.WebDataset("{pattern}", shardshuffle=False).decode()
for sample in data:
    print(sample["__key__"], sample["raw.npy"].shape, list(sample["json"]["images"]))
""",
    "training/parquet": """\
from datasets import load_dataset

data = load_dataset("parquet", data_files={{"train": "{first[0]}"}})["train"]
print(len(data), data.column_names)
""",
    "training/zarr": """\
import zarr

group = zarr.open_group(zarr.storage.ZipStore("{first[0]}", mode="r"), mode="r")
print(group.tree() if len(list(group)) else "no image")
""",
}


def label_files(form: str, parts: Iterable[str]) -> list[str]:
    """The files of labels in a format, from the data set's folder."""
    return [
        f"labels/{form}/{name.format(part=part)}" for part in parts for name in LABEL_FILES[form]
    ]


def training_files(form: str, parts: Iterable[str], shards: int) -> list[str]:
    """The training files in a format, from the data set's folder."""
    numbers = range(shards if form == "webdataset" else 1)
    return [
        f"training/{form}/{TRAINING_FILES[form].format(part=part, shard=number)}"
        for part in parts
        for number in numbers
    ]


def delivered(settings: PackageSettings) -> list[str]:
    """All of them, from the data set's folder."""
    parts = settings.parts
    return [
        *(name for form in settings.labels for name in label_files(form, parts)),
        *(
            name
            for form in settings.training
            for name in training_files(form, parts, settings.training_shards)
        ),
    ]


def describe_file(name: str) -> str:
    """What a file of labels or for training holds, by its path from the data set's folder."""
    top, form, _ = name.split("/")
    kind = "Labels" if top == "labels" else "Images for training"
    return f"{kind} of HAADF images: {_TOLD[f'{top}/{form}']}"


def delivery_chapter(package: Mapping[str, Any], shown: str) -> str:
    """The chapter of the card on them; "" where there are none.

    Parameters
    ----------
    package
        The settings, as plain data.
    shown
        The part whose files the code opens.
    """
    folders = {
        **{f"labels/{form}": label_files(form, [shown]) for form in package["labels"]},
        **{
            f"training/{form}": training_files(form, [shown], package["training_shards"])
            for form in package["training"]
        },
    }
    if not folders:
        return ""
    parts = [
        "## Labels and images for training\n\nMade of the HAADF files, each part apart. Places are "
        "those of the image that they belong to, turned, cropped and drifted as it is (in the "
        "Parquet tables of labels: of the HDF5 file). Pixel k is centred on k, but boxes and "
        "outlines of COCO and YOLO begin at the border of the first pixel.\n"
    ]
    for folder, files in folders.items():
        told = f"`{folder}`: {_TOLD[folder]}."
        first, last = files[0], files[-1]
        pattern = first if first == last else _between(first, last)
        code = _SNIPPETS[folder].format(first=files, pattern=pattern)
        parts.append(f"{told}\n\n```python\n{code}```\n")
    return "\n".join(parts)


def _between(first: str, last: str) -> str:
    """Names that differ by a number before their suffix, as WebDataset writes them."""
    stem, _, low = first.removesuffix(".tar").rpartition("-")
    high = last.removesuffix(".tar").rpartition("-")[2]
    return f"{stem}-{{{low}..{high}}}.tar"
