"""Scans as beamlines write them: NXtomo files, or Diamond's layout, read a few rows at a time."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import h5py
import numpy as np
from numpy.typing import NDArray

from synthscope.core.errors import InputError
from synthscope.tomography.scans.links import SafeFile
from synthscope.tomography.scans.normalise import line_integrals
from synthscope.tomography.simulation.projection import blocks

PROJECTION, FLAT, DARK = 0, 1, 2
MOST_FRAMES = 10_000_000
MOST_GROUPS = 2000
SIDECAR = {
    "image_key": ("instrument/detector/image_key", "data/image_key", "image_key"),
    "image_key_control": ("instrument/detector/image_key_control", "data/image_key_control"),
    "rotation_angle": ("sample/rotation_angle", "data/rotation_angle", "rotation_angle"),
}


@dataclass(frozen=True)
class Frames:
    """Some frames of a dataset (frames, rows, columns), in the order of `indices`."""

    data: h5py.Dataset
    indices: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.indices)

    def read(self, first: int, stop: int) -> NDArray:
        """(frames, rows, columns) of the detector rows first ≤ row < stop, in the file's type."""
        out = np.empty((len(self), stop - first, self.data.shape[2]), self.data.dtype)
        for start, end in self._runs():
            frames = slice(self.indices[start], self.indices[start] + end - start)
            self.data.read_direct(out, np.s_[frames, first:stop], np.s_[start:end])
        return out

    def mean(self, first: int, stop: int) -> NDArray[np.float32]:
        """(rows, columns): the mean over the frames, without their NaN; NaN if all of them are."""
        total = np.zeros((stop - first, self.data.shape[2]))
        number = np.zeros(total.shape, np.int64)
        for index in self.indices:
            frame = self.data[index, first:stop].astype(np.float64)
            good = np.isfinite(frame)
            total[good] += frame[good]
            number += good
        nothing = np.full_like(total, np.nan)
        return np.divide(total, number, where=number > 0, out=nothing).astype("f4")

    def _runs(self) -> Iterator[tuple[int, int]]:
        """Stretches of frames that lie one after the other in the file."""
        breaks = np.flatnonzero(np.diff(self.indices) != 1) + 1
        edges = [0, *breaks.tolist(), len(self.indices)]
        yield from itertools.pairwise(edges)


@dataclass(frozen=True)
class Scan:
    """An open scan.

    Attributes
    ----------
    name
        File name without its suffix.
    projections, flats, darks
        Frames of the three kinds; `darks` is None where there are none.
    angles_deg
        (projections,) rotation angles.
    notes
        What was assumed.
    """

    name: str
    projections: Frames
    flats: Frames
    darks: Frames | None
    angles_deg: NDArray[np.float64]
    notes: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return self.projections.data.shape[1]

    @property
    def columns(self) -> int:
        return self.projections.data.shape[2]

    def block_rows(self, chunk: int, memory_MB: float) -> int:
        """Rows to read at once: `chunk`, or as many as fit into the memory; 1 at least."""
        row = len(self.projections) * self.columns * self.projections.data.dtype.itemsize
        return max(1, min(chunk, int(memory_MB * 1e6 / row)))

    def sinograms(self, first: int, stop: int, block: int) -> Iterator[NDArray[np.float32]]:
        """The normalised sinogram (angles, columns) of each row; `block` rows are read at once."""
        for low, high in blocks(stop - first, block):
            low, high = first + low, first + high
            flat = self.flats.mean(low, high)
            dark = np.zeros_like(flat) if self.darks is None else self.darks.mean(low, high)
            counts = self.projections.read(low, high)
            for row in range(high - low):
                yield line_integrals(counts[:, row], flat[row], dark[row])
            del counts


@contextmanager
def open_scan(path: Path, flats: Path | None = None) -> Iterator[Scan]:
    """Open a scan; `flats` is a file whose flat and dark fields take the place of the scan's own.

    Raises
    ------
    InputError
        Where the file is no tomography scan, is not complete, or reaches outside its folder.
    """
    path = Path(path)
    with SafeFile(path) as file:
        layout = _layout(file)
        notes = (
            [] if layout.keyed else [f"{path.name} has no image_key: all frames are projections"]
        )
        projections = layout.frames(PROJECTION)
        if len(projections) == 0:
            raise file.fault("no frame has image_key 0; there are no projections in it")
        angles = layout.angles(projections.indices, notes)
        if flats is None:
            yield _assemble(path, projections, angles, layout, layout, notes)
            return
        with SafeFile(Path(flats)) as other:
            beside = _layout(other)
            if beside.data.shape[1:] != layout.data.shape[1:]:
                here, there = layout.data.shape[1:], beside.data.shape[1:]
                raise other.fault(f"its detector is {there}, that of {path.name} is {here}")
            yield _assemble(path, projections, angles, beside, layout, notes)


def _assemble(path, projections, angles, beside, own, notes) -> Scan:
    flats = beside.frames(FLAT)
    if not beside.keyed and beside is not own:
        flats = beside.frames(PROJECTION)  # a file of nothing but flats
    if len(flats) == 0:
        raise InputError(f"{path}: there are no flat fields; name a file that has them as flats")
    darks = beside.frames(DARK)
    if len(darks) == 0 and beside is not own:
        darks = own.frames(DARK)
    if len(darks) == 0:
        notes.append(f"{path.name} has no dark fields: they are taken as 0")
    return Scan(path.stem, projections, flats, darks if len(darks) else None, angles, notes)


@dataclass(frozen=True)
class _Layout:
    """Where things are in a file."""

    file: SafeFile
    data: h5py.Dataset
    key: NDArray[np.int64] | None
    angle: h5py.Dataset | None

    @property
    def keyed(self) -> bool:
        return self.key is not None

    def frames(self, kind: int) -> Frames:
        key = np.zeros(len(self.data), np.int64) if self.key is None else self.key
        return Frames(self.data, np.flatnonzero(key == kind))

    def angles(self, indices: NDArray, notes: list[str]) -> NDArray[np.float64]:
        if self.angle is not None:
            values = self.angle[...].astype(np.float64)
            if len(values) == len(self.data):
                values = values[indices]
            if len(values) == len(indices) and np.isfinite(values).all():
                unit = _text(self.angle.attrs.get("units", "deg")).lower()
                return np.degrees(values) if unit.startswith("rad") else values
        notes.append(f"{self.file.path.name} has no usable angles: half a turn is assumed")
        return np.linspace(0, 180, len(indices))


def _layout(file: SafeFile) -> _Layout:
    found = [(entry, data) for entry in _entries(file) if (data := _data(file, entry)) is not None]
    if not found:
        raise file.fault(
            "no tomography data found; an NXtomo entry (entry/instrument/detector/data) or "
            "entry1/tomo_entry/data/data is needed"
        )
    definition = [_definition(file, entry) == "NXtomo" for entry, _ in found]
    entry, data = found[definition.index(True)] if any(definition) else found[0]
    data = file.checked(data)
    if data.ndim != 3 or 0 in data.shape or len(data) > MOST_FRAMES:
        raise file.fault(f"{data.name} has the shape {data.shape}; (frames, rows, columns) needed")
    key = _beside(file, entry, "image_key_control") or _beside(file, entry, "image_key")
    # Without it flat fields would be taken for projections, so one that does not fit is no key.
    if key is not None and key.shape != data.shape[:1]:
        raise file.fault(f"{key.name} has {key.size} entries for {len(data)} frames")
    if key is not None and key.dtype.kind not in "iu":
        raise file.fault(f"{key.name} is of type {key.dtype}; whole numbers are needed")
    angle = _beside(file, entry, "rotation_angle")
    if angle is not None and (angle.ndim != 1 or angle.size > 2 * len(data)):
        angle = None
    keys = None if key is None else np.asarray(key[...], np.int64)
    return _Layout(file, data, keys, angle)


def _entries(file: SafeFile) -> list[h5py.Group]:
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
            kind = _text(child.attrs.get("NX_class", ""))
            if kind in ("NXentry", "NXsubentry"):
                found.append(child)
            if depth < 2 and kind in ("NXentry", "NXroot", ""):
                waiting.append((child, depth + 1))
    named = [file.get(file.root, path) for path in ("entry1/tomo_entry", "entry", "entry1")]
    return found + [g for g in named if isinstance(g, h5py.Group) and g not in found]


def _data(file: SafeFile, entry: h5py.Group) -> h5py.Dataset | None:
    paths = ["instrument/detector/data", "data/data"]
    for instrument in _of_class(file, entry, "NXinstrument"):
        paths += [
            f"{instrument}/{d}/data" for d in _of_class(file, entry[instrument], "NXdetector")
        ]
    for group in _of_class(file, entry, "NXdata"):
        signal = _text(entry[group].attrs.get("signal", "data"))
        paths.append(f"{group}/{signal}")
    for path in paths:
        data = file.get(entry, path)
        if isinstance(data, h5py.Dataset) and data.ndim == 3:
            return data
    return None


def _beside(file: SafeFile, entry: h5py.Group, name: str) -> h5py.Dataset | None:
    """A dataset that says something about the frames; whether it fits them is not looked at."""
    paths = list(SIDECAR[name])
    for instrument in _of_class(file, entry, "NXinstrument"):
        detectors = _of_class(file, entry[instrument], "NXdetector")
        paths += [f"{instrument}/{detector}/{name}" for detector in detectors]
    paths += [f"{sample}/{name}" for sample in _of_class(file, entry, "NXsample")]
    for path in paths:
        found = file.get(entry, path)
        if isinstance(found, h5py.Dataset) and found.shape is not None:
            return file.checked(found)
    return None


def _of_class(file: SafeFile, group: h5py.Group, kind: str) -> list[str]:
    names = []
    for name in list(group)[:MOST_GROUPS]:
        if isinstance(group.get(name, getlink=True), h5py.HardLink):
            child = group[name]
            if isinstance(child, h5py.Group) and _text(child.attrs.get("NX_class", "")) == kind:
                names.append(name)
    return names


def _definition(file: SafeFile, entry: h5py.Group) -> str:
    found = file.get(entry, "definition")
    if isinstance(found, h5py.Dataset) and found.shape in ((), (1,)) and found.size == 1:
        if found.dtype.itemsize <= 1000 and not found.external and not found.is_virtual:
            return _text(found[()] if found.shape == () else found[0])
    return ""


def _text(value) -> str:
    if isinstance(value, np.ndarray):
        value = value.ravel()[0] if value.size else ""
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)
