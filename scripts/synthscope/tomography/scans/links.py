"""Walking through HDF5 files of strangers without being led elsewhere.

A link into another file, or a virtual dataset that keeps its values there, is followed only to
files below the folder of the one that was opened and below folders that the user lists; datasets
with external raw storage or that declare far more than they store are refused before anything of
them is read.
"""

from collections.abc import Iterable
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


class BrokenLink(InputError):
    """A link leads to what is not there, or to where nothing may be opened."""


class SafeFile:
    """An HDF5 file opened for reading, with the files that its links lead to."""

    def __init__(self, path: Path, folders: Iterable[str | Path] = ()):
        self.path = Path(path)
        self.folders = [self.path.resolve().parent, *(Path(f).resolve() for f in folders)]
        self._open = ExitStack()
        self._files: dict[Path, h5py.File] = {}
        self.root = self._file(self.path)

    def __enter__(self) -> "SafeFile":
        return self

    def __exit__(self, *error) -> None:
        self._open.close()

    def fault(self, what: str) -> InputError:
        return InputError(f"{self.path}: {what}")

    def _file(self, path: Path) -> h5py.File:
        real = path.resolve()
        if real in self._files:
            return self._files[real]
        if path.suffix.lower() not in SUFFIXES:
            raise self.fault(f"{path.name} is not a NeXus file; known are {', '.join(SUFFIXES)}")
        if not path.is_file():
            raise self.fault("there is no such file" if path == self.path else f"no file {path}")
        try:
            # By its real path, so that HDF5 looks for other files where it is looked for here.
            self._files[real] = self._open.enter_context(h5py.File(real, "r"))
        except OSError:
            raise self.fault(
                f"{path.name} cannot be read as HDF5; it may be truncated: copy it again"
            ) from None
        return self._files[real]

    def beside(self, file: h5py.File, name: str, whose: str) -> h5py.File:
        """The file that a link or a virtual dataset names, if it may be opened.

        Raises
        ------
        BrokenLink
            If it is not there, or below none of the folders.
        """
        target = (Path(file.filename).resolve().parent / name).resolve()
        if not any(target.is_relative_to(folder) for folder in self.folders):
            raise BrokenLink(
                f"{self.path}: {whose} links to a file outside its folder; put the linked file "
                f"beside the scan, or list its folder in tomography.reading.folders: {name}"
            )
        if not target.is_file():
            raise BrokenLink(f"{self.path}: {whose} links to {name}, which is not there; copy it")
        return self._file(target)

    def get(self, group: h5py.Group, path: str, links: int = 0) -> h5py.Group | h5py.Dataset | None:
        """The object at a path below a group, or None.

        Raises
        ------
        BrokenLink
            If a link on the way leads to nothing that can be opened.
        """
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
        whose = f"{group.name}/{name}".replace("//", "/")
        if links > MOST_LINKS:
            raise BrokenLink(f"{self.path}: the links at {whose} do not end; write a direct link")
        if isinstance(link, h5py.SoftLink):
            found = self.get(group, link.path, links + 1)
        elif isinstance(link, h5py.ExternalLink):
            other = self.beside(group.file, link.filename, whose)
            found = self.get(other["/"], link.path, links + 1)
        else:
            return group[name]
        if found is None:
            raise BrokenLink(f"{self.path}: {whose} links to {link.path}, which is not there")
        return found

    def checked(self, dataset: h5py.Dataset, depth: int = 0) -> h5py.Dataset:
        """The dataset, if its values are where they may be and its size is believable."""
        name = dataset.name
        if dataset.external:
            raise self.fault(f"{name} keeps its values in another file; store them in the file")
        if dataset.dtype.kind not in "iuf":
            raise self.fault(f"{name} is of type {dataset.dtype}; numbers are needed")
        if dataset.is_virtual:
            self._check_sources(dataset, depth)
            return dataset
        declared = prod(dataset.shape) * dataset.dtype.itemsize
        stored = dataset.id.get_storage_size()
        if declared > LARGE_BYTES and declared > MOST_INFLATED * stored:
            raise self.fault(
                f"{name} declares {declared:,} bytes and stores {stored:,}; "
                "it was not written to the end, or not honestly"
            )
        if declared and not stored:
            raise self.fault(f"{name} was never written: none of its {declared:,} bytes is there")
        if dataset.chunks and prod(dataset.chunks) * dataset.dtype.itemsize > LARGE_CHUNK_BYTES:
            raise self.fault(f"{name} has chunks of more than 1 GiB; rewrite it in smaller ones")
        return dataset

    def _check_sources(self, dataset: h5py.Dataset, depth: int) -> None:
        """Refuse a virtual dataset that a file beside it does not fill with values of its own."""
        name = dataset.name
        if depth > MOST_LINKS:
            raise self.fault(f"{name} is a virtual dataset of virtual ones without an end")
        filled = 0
        for source in dataset.virtual_sources():
            if "%" in source.file_name + source.dset_name:
                raise self.fault(
                    f"{name} is a virtual dataset of numbered files; list them by name"
                )
            file = dataset.file
            if source.file_name != ".":
                file = self.beside(dataset.file, source.file_name, name)
            values = self.get(file["/"], source.dset_name)
            if not isinstance(values, h5py.Dataset):
                raise BrokenLink(
                    f"{self.path}: {name} takes {source.dset_name} from {source.file_name}, where "
                    "it is not"
                )
            if values != dataset:
                self.checked(values, depth + 1)
            filled += source.vspace.get_select_npoints()
        if filled < prod(dataset.shape):
            raise self.fault(
                f"{name} has {prod(dataset.shape):,} values of which its files give {filled:,}; "
                "the scan is not complete"
            )
