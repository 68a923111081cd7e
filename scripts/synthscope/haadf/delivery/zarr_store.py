"""Images and labels as Zarr arrays in a ZIP archive, by version 2 of its specification.

https://zarr-specs.readthedocs.io/en/latest/v2/v2.0.html: a group or an array is a JSON file, and a
chunk the bytes of its numbers. Here a chunk is an image, not compressed.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from synthscope.formats.zip_stored import ZipArchive, zip_archive
from synthscope.haadf.delivery.acquisitions import Acquisition, Shown
from synthscope.haadf.delivery.image_labels import column_labels

_KEY = ("filename", "structure_id", "ref_id", "published_set", "acquisition", "pixel_size_A")
_COLUMNS = {"x": "<f4", "y": "<f4", "contrast": "<f4", "visible": "|b1", "n_atoms": "<i4"}


def write_zarr(shown: Iterable[Acquisition], path: Path) -> None:
    """Write a group for each condition, of several detectors for each of them.

    ``image`` (n, rows, columns) float32, in the frame of the acquisition: NaN where a cropped image
    has no pixel; ``columns/x``, ``y`` (px of ``image``), ``contrast``, ``visible``, ``n_atoms`` of
    all images one behind the other; ``columns/first`` (n + 1) int64: those of image k are from
    first[k] to first[k + 1]. Its attribute ``key`` has cells of key.csv, a list of each.
    """
    groups: dict[str, _Group] = {}
    with zip_archive(path) as archive:
        archive.add(".zgroup", _json({"zarr_format": 2}))
        for one in shown:
            for image in one.images:
                name = "-".join(filter(None, (image.condition, one.row.get("detector"))))
                if name not in groups:
                    groups[name] = _Group(archive, name, image.frame)
                groups[name].add(one, image)
        for group in groups.values():
            group.close()


class _Group:
    """The images of a condition, and what is known of them."""

    def __init__(self, archive: ZipArchive, name: str, frame: tuple[int, int]):
        self._archive, self._name, self._frame = archive, name, frame
        self._count, self._first = 0, [0]
        self._columns: dict[str, list[np.ndarray]] = {name: [] for name in _COLUMNS}
        self._key: dict[str, list] = {name: [] for name in _KEY}

    def add(self, one: Acquisition, image: Shown) -> None:
        whole = np.full(self._frame, np.nan, dtype="<f4")
        x, y = image.first
        whole[y : y + image.shape[0], x : x + image.shape[1]] = one.pixels(image)
        self._archive.add(f"{self._name}/image/{self._count}.0.0", whole.tobytes())
        known = column_labels(one, image)
        known["x"] = [value + x for value in known["x"]]
        known["y"] = [value + y for value in known["y"]]
        for name, values in self._columns.items():
            values.append(np.array(known[name], dtype=_COLUMNS[name]))
        self._first.append(self._first[-1] + len(known["x"]))
        for name, values in self._key.items():
            values.append(one.row.get(name))
        self._count += 1

    def close(self) -> None:
        """Write what is known once all images are there."""
        self._archive.add(f"{self._name}/.zgroup", _json({"zarr_format": 2}))
        self._archive.add(f"{self._name}/.zattrs", _json({"key": self._key}))
        shape, chunk = (self._count, *self._frame), (1, *self._frame)
        self._archive.add(f"{self._name}/image/.zarray", _array(shape, chunk, "<f4", "NaN"))
        self._archive.add(f"{self._name}/columns/.zgroup", _json({"zarr_format": 2}))
        self._flat("first", np.array(self._first, dtype="<i8"))
        for name, values in self._columns.items():
            self._flat(name, np.concatenate(values))

    def _flat(self, name: str, values: np.ndarray) -> None:
        place, size = f"{self._name}/columns/{name}", len(values)
        fill = False if values.dtype.kind == "b" else 0
        about = _array((size,), (max(size, 1),), values.dtype.str, fill)
        self._archive.add(f"{place}/.zarray", about)
        if size:
            self._archive.add(f"{place}/0", values.tobytes())


def _array(shape: tuple[int, ...], chunk: tuple[int, ...], kind: str, fill: Any) -> bytes:
    return _json(
        {
            "zarr_format": 2,
            "shape": shape,
            "chunks": chunk,
            "dtype": kind,
            "compressor": None,
            "fill_value": fill,
            "order": "C",
            "filters": None,
        }
    )


def _json(value: Any) -> bytes:
    return json.dumps(value, indent=1, sort_keys=True).encode()
