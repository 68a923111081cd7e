"""Finding groups and datasets of NeXus files by their classes."""

from collections.abc import Iterator

import h5py
import numpy as np

from synthscope.tomography.scans.links import BrokenLink, SafeFile

MOST_GROUPS = 2000


def entries(file: SafeFile) -> list[h5py.Group]:
    """Groups that may hold a scan, by their class and then by the names in use."""
    found, waiting, seen = [], [(file.root, 0)], 0
    while waiting:
        group, depth = waiting.pop(0)
        for name in group:
            seen += 1
            if seen > MOST_GROUPS:
                break
            if not isinstance(group.get(name, getlink=True), h5py.HardLink):
                continue
            child = group[name]
            if not isinstance(child, h5py.Group):
                continue
            kind = text(child.attrs.get("NX_class", ""))
            if kind in ("NXentry", "NXsubentry"):
                found.append(child)
            if depth < 2 and kind in ("NXentry", "NXroot", ""):
                waiting.append((child, depth + 1))
    for path in ("entry1/tomo_entry", "entry", "entry1", "NXtomo"):
        group = seen_at(file, file.root, path)
        if isinstance(group, h5py.Group) and group not in found:
            found.append(group)
    return found


def seen_at(
    file: SafeFile, group: h5py.Group, path: str, broken: list[BrokenLink] | None = None
) -> h5py.Group | h5py.Dataset | None:
    """The object at a path below a group, or None; broken links count as nothing, and are kept."""
    try:
        return file.get(group, path)
    except BrokenLink as error:
        if broken is not None:
            broken.append(error)
        return None


def detectors(file: SafeFile, entry: h5py.Group) -> Iterator[str]:
    """The paths of the detectors below an entry, the usual one first."""
    yield "instrument/detector"
    for instrument in of_class(entry, "NXinstrument"):
        for detector in of_class(entry[instrument], "NXdetector"):
            yield f"{instrument}/{detector}"


def of_class(group: h5py.Group, kind: str) -> list[str]:
    """The names of the groups of a class in a group."""
    names = []
    for name in list(group)[:MOST_GROUPS]:
        if isinstance(group.get(name, getlink=True), h5py.HardLink):
            child = group[name]
            if isinstance(child, h5py.Group) and text(child.attrs.get("NX_class", "")) == kind:
                names.append(name)
    return names


def short_text(file: SafeFile, group: h5py.Group, name: str) -> str:
    """A text of at most 1000 bytes that stands in a dataset; else an empty one."""
    found = seen_at(file, group, name)
    if isinstance(found, h5py.Dataset) and found.shape in ((), (1,)) and found.size == 1:
        if found.dtype.itemsize <= 1000 and not found.external and not found.is_virtual:
            return text(found[()] if found.shape == () else found[0])
    return ""


def text(value) -> str:
    """An attribute's value, or that of a text dataset, as text."""
    if isinstance(value, np.ndarray):
        value = value.ravel()[0] if value.size else ""
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)
