"""EMD 1.0 files, which py4DSTEM and HyperSpy open.

The Electron Microscopy Dataset format (https://emdatasets.com/format) is HDF5: below a group of the
type `root` stand arrays, each a group with the dataset `data` and, for each of its axes, a dataset
`dim0`, `dim1` … of the first two values along it, and groups of metadata. `python_class` says which
class of py4DSTEM (https://github.com/py4dstem/emdfile) an array is read as. The file has no time,
host or version of a program in it, and its UUID follows from what it holds, so equal data gives
equal bytes.
"""

import os
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import h5py
import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from synthscope.core.files import replacing

VERSION = (1, 0)


@dataclass(frozen=True)
class Axis:
    """An axis of equal steps: its name, its unit (`A`, `mrad`), the step and the first value."""

    name: str
    unit: str
    step: float = 1.0
    start: float = 0.0


class EmdFile:
    """An open EMD file; made by `writing`."""

    def __init__(self, root: h5py.Group):
        self._root = root

    def metadata(
        self, name: str, values: Mapping[str, Any], python_class: str = "Metadata"
    ) -> None:
        """Add numbers, texts, arrays of numbers and lists of texts; None is left out."""
        bundle = self._root.require_group("metadatabundle")
        bundle.attrs["emd_group_type"] = "metadatabundle"
        group = bundle.create_group(name)
        _typed(group, "metadata", python_class)
        for key, value in sorted(values.items()):
            if _texts(value):
                listed = group.create_group(key)
                listed.attrs["type"], listed.attrs["length"] = "list_of_strings", len(value)
                for number, text in enumerate(value):
                    listed.create_dataset(str(number), data=text)
            elif value is not None:
                data = np.array(value) if isinstance(value, tuple | list) else value
                group.create_dataset(key, data=data).attrs["type"] = _kind(value)

    def array(
        self,
        name: str,
        axes: Sequence[Axis],
        unit: str,
        python_class: str = "Array",
        data: ArrayLike | None = None,
        shape: tuple[int, ...] | None = None,
        dtype: DTypeLike = np.float32,
    ) -> h5py.Dataset:
        """Add an array of `data`, or an empty one of a shape to be filled.

        Parameters
        ----------
        axes
            One for each axis of the array, the slowest first.
        """
        group = self._root.create_group(name)
        _typed(group, "array", python_class)
        if data is not None:
            written = group.create_dataset("data", data=np.asarray(data, dtype))
        else:
            written = group.create_dataset("data", shape, dtype)
        written.attrs["units"] = unit
        for number, axis in enumerate(axes):
            values = np.array([axis.start, axis.start + axis.step])
            dimension = group.create_dataset(f"dim{number}", data=values)
            dimension.attrs["name"], dimension.attrs["units"] = axis.name, axis.unit
        return written


@contextmanager
def writing(path: str | os.PathLike, name: str, identity: str) -> Iterator[EmdFile]:
    """Write an EMD file.

    Parameters
    ----------
    path
        Where the file goes when the block has ended well.
    name
        Of the root group.
    identity
        Text that the file's UUID is made of: the same for the same content.
    """
    with replacing(path) as beside, h5py.File(beside, "w") as file:
        _typed(file, "file")
        file.attrs["version_major"], file.attrs["version_minor"] = map(np.int64, VERSION)
        file.attrs["UUID"] = str(uuid.uuid5(uuid.NAMESPACE_URL, identity))
        file.attrs["authoring_program"], file.attrs["authoring_user"] = "synthscope", ""
        root = file.create_group(name)
        _typed(root, "root", "Root")
        yield EmdFile(root)


def _typed(group: h5py.Group, kind: str, python_class: str | None = None) -> None:
    group.attrs["emd_group_type"] = kind
    if python_class is not None:
        group.attrs["python_class"] = python_class


def _texts(value: Any) -> bool:
    return isinstance(value, tuple | list) and all(isinstance(one, str) for one in value)


def _kind(value: Any) -> str:
    """What emdfile calls the type of a value."""
    if isinstance(value, str):
        return "string"
    if isinstance(value, bool | np.bool_):
        return "bool"
    return "array" if np.ndim(value) else "number"
