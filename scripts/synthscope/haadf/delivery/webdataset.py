"""Images and labels as WebDataset has them: tar files with an acquisition a sample.

The files of a sample (https://github.com/webdataset/webdataset) have one name and differ by what
follows its first dot: `.raw.npy` and one `.npy` of each condition (float32, rows × columns, as in
the HDF5 file), and `.json` with the row of key.csv and the labels of each image.
"""

import io
import json
import tarfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from synthscope.core.files import replacing
from synthscope.haadf.delivery.acquisitions import Acquisition, Shown
from synthscope.haadf.delivery.image_labels import column_labels, defect_labels


def write_webdataset(shown: Iterable[Acquisition], path: Path) -> None:
    """Write acquisitions to a tar file."""
    with replacing(path) as beside, tarfile.open(beside, "w") as tar:
        for one in shown:
            _add_sample(tar, one)


def _add_sample(tar: tarfile.TarFile, one: Acquisition) -> None:
    for image in one.images:
        file = io.BytesIO()
        np.save(file, one.pixels(image), allow_pickle=False)
        _add(tar, f"{one.name}.{image.condition}.npy", file.getvalue())
    labels = {"key": one.row, "images": {i.condition: _labels(one, i) for i in one.images}}
    text = json.dumps(labels, ensure_ascii=False, allow_nan=False, sort_keys=True)
    _add(tar, f"{one.name}.json", text.encode())


def _labels(one: Acquisition, image: Shown) -> dict[str, Any]:
    return {
        "specimen": image.specimen,
        "columns": column_labels(one, image),
        "defects": defect_labels(one, image),
    }


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    tar.addfile(entry, io.BytesIO(content))
    tar.members.clear()  # which nothing needs, and which would grow with the data set
