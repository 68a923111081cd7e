"""Walking through HDF5 files of strangers without being led elsewhere.

A link into another file is followed only to files below the folder of the one that was opened;
datasets that keep their values in other files (external raw storage, virtual datasets) or that
declare far more than they store are refused before anything of them is read.
"""

from contextlib import ExitStack
from math import prod
from pathlib import Path

import h5py
import hdf5plugin  # noqa: F401  so that frames packed by detectors (bitshuffle, Blosc) are read

from synthscope.core.errors import InputError

SUFFIXES = (".nxs", ".h5", ".hdf5", ".hdf", ".nx")
LARGE_BYTES = 4 * 2**30
LARGE_CHUNK_BYTES = 2**30
MOST_INFLATED = 1000
MOST_LINKS = 16


class SafeFile:
    """An HDF5 file opened for reading, with the files that its links lead to."""

    def __init__(self, path: Path):
        self.path = Path(path)
        self.folder = self.path.resolve().parent
        self._open = ExitStack()
        self.root = self._file(self.path)

    def __enter__(self) -> "SafeFile":
        return self

    def __exit__(self, *error) -> None:
        self._open.close()

    def fault(self, what: str) -> InputError:
        return InputError(f"{self.path}: {what}")

    def _file(self, path: Path) -> h5py.File:
        if path.suffix.lower() not in SUFFIXES:
            raise self.fault(f"{path.name} is not a NeXus file; known are {', '.join(SUFFIXES)}")
        if not path.is_file():
            raise self.fault("there is no such file" if path == self.path else f"no file {path}")
        try:
            return self._open.enter_context(h5py.File(path, "r"))
        except OSError:
            raise self.fault(f"{path.name} cannot be read as HDF5; it may be truncated") from None

    def get(self, group: h5py.Group, path: str, links: int = 0) -> h5py.Group | h5py.Dataset | None:
        """The object at a path below a group, or None."""
        place: h5py.Group | h5py.Dataset | None = group
        if path.startswith("/"):
            place = group.file["/"]
        for part in path.split("/"):
            if part in ("", "."):
                continue
            if not isinstance(place, h5py.Group):
                return None
            place = self._step(place, part, links)
        return place

    def _step(self, group: h5py.Group, name: str, links: int) -> h5py.Group | h5py.Dataset | None:
        link = group.get(name, getlink=True)
        if link is None:
            return None
        if links > MOST_LINKS:
            raise self.fault(f"the links at {group.name}/{name} do not end; write a direct link")
        if isinstance(link, h5py.SoftLink):
            return self.get(group, link.path, links + 1)
        if isinstance(link, h5py.ExternalLink):
            here = Path(group.file.filename).resolve().parent
            target = (here / link.filename).resolve()
            if not target.is_relative_to(self.folder):
                raise self.fault(
                    f"{group.name}/{name} links to a file outside its folder; "
                    "put the linked file beside the scan"
                )
            return self.get(self._file(target)["/"], link.path, links + 1)
        return group[name]

    def checked(self, dataset: h5py.Dataset) -> h5py.Dataset:
        """The dataset, if its values are its own and its size is believable."""
        name = dataset.name
        if dataset.external:
            raise self.fault(f"{name} keeps its values in another file; store them in the file")
        if dataset.is_virtual:
            raise self.fault(f"{name} is a virtual dataset; write its values into one file")
        if dataset.dtype.kind not in "iuf":
            raise self.fault(f"{name} is of type {dataset.dtype}; numbers are needed")
        declared = prod(dataset.shape) * dataset.dtype.itemsize
        stored = dataset.id.get_storage_size()
        if declared > LARGE_BYTES and declared > MOST_INFLATED * stored:
            raise self.fault(
                f"{name} declares {declared:,} bytes and stores {stored:,}; "
                "it was not written to the end, or not honestly"
            )
        if dataset.chunks and prod(dataset.chunks) * dataset.dtype.itemsize > LARGE_CHUNK_BYTES:
            raise self.fault(f"{name} has chunks of more than 1 GiB; rewrite it in smaller ones")
        return dataset
