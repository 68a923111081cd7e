"""Scans as beamlines write them, read a few rows at a time; `layouts` says which are known."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import h5py
import numpy as np
from numpy.typing import NDArray

from synthscope.core.errors import InputError
from synthscope.tomography.scans.guarded import guarded
from synthscope.tomography.scans.layouts import Layout, find_layout
from synthscope.tomography.scans.links import SafeFile
from synthscope.tomography.scans.nexus import text
from synthscope.tomography.scans.normalise import line_integrals
from synthscope.tomography.scans.reading_settings import ReadingSettings
from synthscope.tomography.scans.units import in_degrees, in_metres
from synthscope.tomography.simulation.projection import blocks

PROJECTION, FLAT, DARK = 0, 1, 2
DEFAULT = ReadingSettings()


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
    flats_after
        Flat fields after the projections, between which and `flats` each has its own by linear
        interpolation; None: `flats` are all.
    angles_deg
        (projections,) rotation angles.
    pixel_size_m
        Edge of a detector pixel, or None where it is not known.
    notes
        What was assumed.
    """

    name: str
    projections: Frames
    flats: Frames
    darks: Frames | None
    angles_deg: NDArray[np.float64]
    flats_after: Frames | None = None
    pixel_size_m: float | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return self.projections.data.shape[1]

    @property
    def columns(self) -> int:
        return self.projections.data.shape[2]

    def block_rows(self, chunk: int, memory_MB: float) -> int:
        """Rows to read at once: `chunk`, or as many as fit into the memory.

        Raises
        ------
        InputError
            Not one does.
        """
        row = len(self.projections) * self.columns * self.projections.data.dtype.itemsize / 1e6
        if row > memory_MB:
            raise InputError(
                f"{self.name}: a detector row of all angles takes {row:,.0f} MB; "
                f"tomography.memory_MB is {memory_MB:g}"
            )
        return min(chunk, int(memory_MB / row))

    def sinograms(
        self, first: int, stop: int, block: int, new: Callable | None = None
    ) -> Iterator[NDArray[np.float32]]:
        """The normalised sinogram (angles, columns) of each row; `block` rows are read at once.

        new: makes the array of each sinogram, of its shape and type.
        """
        for low, high in blocks(stop - first, block):
            low, high = first + low, first + high
            flat = self.flats.mean(low, high)
            after = None if self.flats_after is None else self.flats_after.mean(low, high)
            dark = np.zeros_like(flat) if self.darks is None else self.darks.mean(low, high)
            counts = self.projections.read(low, high)
            for row in range(high - low):
                beam = flat[row] if after is None else self._between(flat[row], after[row])
                out = new(counts[:, row].shape, np.float32) if new else None
                yield line_integrals(counts[:, row], beam, dark[row], out)
            del counts

    def _between(self, before: NDArray, after: NDArray) -> NDArray[np.float32]:
        """(projections, columns): the flat field of a row at the time of each projection."""
        count = len(self.projections)
        time = (np.arange(count, dtype=np.float32) + np.float32(0.5)) / np.float32(count)
        return before + time[:, None] * (after - before)


@guarded
def open_scan(
    path: Path,
    flats: Path | None = None,
    darks: Path | None = None,
    settings: ReadingSettings = DEFAULT,
) -> Iterator[Scan]:
    """Open a scan: the one place where a file from a beamline is opened.

    Parameters
    ----------
    flats, darks
        Files whose flat and dark fields take the place of the scan's own.

    Raises
    ------
    InputError
        Where the file is no tomography scan, is not complete, or reaches where it may not.
    """
    path = Path(path)
    with ExitStack() as stack:

        def layout_of(name: Path) -> Layout:
            file = stack.enter_context(SafeFile(Path(name), settings.folders))
            # Paths are those of the scan itself; other files are looked through.
            return find_layout(file, settings if Path(name) == path else DEFAULT)

        own = layout_of(path)
        beside = {name: layout_of(name) for name in {flats, darks} - {None, path}}
        for other in beside.values():
            if other.data.shape[1:] != own.data.shape[1:]:
                here, there = own.data.shape[1:], other.data.shape[1:]
                raise other.file.fault(f"its detector is {there}, that of {path.name} is {here}")
        yield _assemble(path, own, beside.get(flats, own), beside.get(darks))


def _assemble(path: Path, own: Layout, flat_file: Layout, dark_file: Layout | None) -> Scan:
    notes = [f"{path.name}: {note}" for note in own.notes]
    if own.key is None and own.flats is None:
        notes.append(f"{path.name} has no image_key: all frames are projections")
    projections = _written(_frames(own, PROJECTION), path, notes)
    if len(projections) == 0:
        raise own.file.fault("no frame has image_key 0; there are no projections in it")
    flats = _frames(flat_file, FLAT)
    if flat_file is not own and flat_file.key is None and flat_file.flats is None:
        flats = _frames(flat_file, PROJECTION)  # a file of nothing but flats
    if len(flats) == 0:
        raise InputError(
            f"{path}: there are no flat fields; name a file that has them as flats, or where they "
            "stand as tomography.reading.flats or image_key"
        )
    darks = _darks(own, flat_file, dark_file)
    if len(darks) == 0:
        notes.append(f"{path.name} has no dark fields: they are taken as 0")
    angles = _angles(own, projections.indices, notes)
    pixel = _pixel_size_m(own)
    given = projections, flats, darks if len(darks) else None, angles
    after = flat_file.flats_after
    later = None if after is None else Frames(after, np.arange(len(after)))
    return Scan(path.stem, *given, later, pixel, notes)


def _frames(layout: Layout, kind: int) -> Frames:
    """The frames of a kind, among the others or apart from them."""
    apart = {FLAT: layout.flats, DARK: layout.darks}.get(kind)
    if apart is not None:
        return Frames(apart, np.arange(len(apart)))
    key = np.zeros(len(layout.data), np.int64) if layout.key is None else layout.key
    return Frames(layout.data, np.flatnonzero(key == kind))


def _darks(own: Layout, flat_file: Layout, dark_file: Layout | None) -> Frames:
    """From the file named for them, else from that of the flat fields, else from the scan's own."""
    if dark_file is not None:
        found = _frames(dark_file, DARK)
        if len(found) == 0 and dark_file.key is None:
            found = _frames(dark_file, PROJECTION)  # a file of nothing but darks
        if len(found) == 0:
            raise dark_file.file.fault("there are no dark fields in it; name another as darks")
        return found
    found = _frames(flat_file, DARK)
    return found if len(found) else _frames(own, DARK)


def _written(projections: Frames, path: Path, notes: list[str]) -> Frames:
    """The projections without those at the end that hold nothing but zeros.

    An aborted scan leaves room for frames that were never written; read as counts they would be
    huge attenuation.
    """
    stop = len(projections)
    while stop and not projections.data[projections.indices[stop - 1]].any():
        stop -= 1
    if 0 < stop < len(projections):
        notes.append(
            f"{path.name}: the last {len(projections) - stop} of {len(projections)} projections "
            "are all zero, as where a scan was stopped: they are left out"
        )
        return Frames(projections.data, projections.indices[:stop])
    return projections


def _angles(layout: Layout, indices: NDArray, notes: list[str]) -> NDArray[np.float64]:
    """The angle of each projection in degrees; half a turn where the file does not tell."""
    angle, name = layout.angle, layout.file.path.name
    if angle is not None:
        values = angle[: len(layout.data)].astype(np.float64)
        kept = np.flatnonzero(layout.key == PROJECTION) if layout.key is not None else None
        if len(values) == len(layout.data):
            values = values[indices]
        elif kept is not None and len(values) == len(kept):
            values = values[np.searchsorted(kept, indices)]
        if len(values) == len(indices) and np.isfinite(values).all():
            unit = text(angle.attrs.get("units", angle.attrs.get("unit", "")))
            return in_degrees(values, unit, lambda note: notes.append(f"{name}: {note}"))
    notes.append(f"{name} has no usable angles: half a turn is assumed")
    return np.linspace(0, 180, len(indices))


def _pixel_size_m(layout: Layout) -> float | None:
    """The edge of a detector pixel, where the file tells it in a known unit of length."""
    pixel = layout.pixel
    if not isinstance(pixel, h5py.Dataset) or pixel.size != 1 or pixel.dtype.kind not in "iuf":
        return None
    value = float(np.asarray(layout.file.checked(pixel)[()]).ravel()[0])
    return in_metres(value, text(pixel.attrs.get("units", "")))
