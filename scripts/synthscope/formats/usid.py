"""USID files: image stacks that pyUSID, pycroscopy and HyperSpy open.

The Universal Spectroscopy and Imaging Data model (https://pycroscopy.github.io/USID) stores every
measurement as one two-dimensional *main* dataset, positions × spectroscopic values, whose rows and
columns are explained by four *ancillary* datasets: the index and the physical value of every
dimension at every row (`Position_*`) and at every column (`Spectroscopic_*`). Here a frame is a
position and its pixels are the spectroscopic values. An image on its own may instead be laid out
as pycroscopy's translators do: every pixel a position, one dummy spectroscopic value.

Ancillaries of equal dimensions are written once a file and referred to by every channel, and are
compressed (they are counters): kept as plain arrays for each image they would make a file of small
images 17 times as large. The main dataset stays uncompressed unless asked, in chunks of whole
frames. The file has no time, host or version in it, so equal data gives equal bytes.
"""

import math
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import h5py
import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from synthscope.core.files import replacing

_CHUNK_BYTES = 512 * 1024  # below the chunk cache's 1 MiB: frames arrive one by one
_PACKED = {"compression": "gzip", "compression_opts": 4, "shuffle": True}
_COMPRESSION = {"none": {}, "gzip": {"compression": "gzip", "compression_opts": 1, "shuffle": True}}


@dataclass(frozen=True)
class Dimension:
    """One axis: its name, its unit (ASCII: 'nm', 'mrad', '1/nm', 'deg') and a value an index."""

    name: str
    unit: str
    values: NDArray[np.float64]

    @classmethod
    def steps(cls, name: str, unit: str, size: int, step: float = 1.0, start: float = 0.0):
        """An axis of `size` equal steps from `start`."""
        return cls(name, unit, start + step * np.arange(size, dtype=np.float64))

    def __len__(self) -> int:
        return len(self.values)


_NOTHING = Dimension("None", "a.u.", np.ones(1))  # the dummy of a dataset without spectra


class Channel:
    """A main dataset that grows frame by frame; made by `UsidFile.channel`."""

    def __init__(self, main: h5py.Dataset):
        self.main = main
        self.filled = 0

    def append(self, frames: ArrayLike) -> None:
        """Add frames: an array of any shape whose size is a whole number of the main's rows."""
        rows = np.asarray(frames).reshape(-1, self.main.shape[1])
        if self.filled + len(rows) > self.main.shape[0]:
            raise ValueError(f"{self.main.name} takes {self.main.shape[0]} rows, more were given")
        self.main[self.filled : self.filled + len(rows)] = rows
        self.filled += len(rows)


class UsidFile:
    """An open USID file; made by `writing`. Holds one measurement with a channel a stack."""

    def __init__(self, file: h5py.File, attributes: Mapping[str, Any]):
        self._file = file
        self._measurement = file.create_group("Measurement_000")
        self._ancillaries: dict[tuple, tuple[h5py.Dataset, h5py.Dataset]] = {}
        self.channels: list[Channel] = []
        _describe(self._measurement, attributes)

    def channel(
        self,
        positions: Sequence[Dimension],
        spectroscopic: Sequence[Dimension] = (),
        *,
        dtype: DTypeLike,
        quantity: str,
        unit: str = "a.u.",
        attributes: Mapping[str, Any] | None = None,
        tables: Mapping[str, ArrayLike] | None = None,
        compression: str = "none",
    ) -> Channel:
        """Add a channel: a main dataset `Raw_Data` with its ancillaries.

        Parameters
        ----------
        positions, spectroscopic
            The axes of the rows and of the columns, each the slowest first, as in the shape of an
            array. The main dataset has a row for each combination of positions.
        dtype, quantity, unit
            Of the main dataset's numbers.
        attributes
            Numbers and strings that go onto the channel's group.
        tables
            Further arrays beside the main dataset, such as one value a frame.
        compression
            'none' or 'gzip', of the main dataset.
        """
        group = self._measurement.create_group(f"Channel_{len(self.channels):03d}")
        _describe(group, attributes or {})
        rows, columns = _size(positions), _size(spectroscopic)
        chunk = max(1, _CHUNK_BYTES // (columns * np.dtype(dtype).itemsize))
        main = group.create_dataset(
            "Raw_Data",
            (rows, columns),
            dtype,
            chunks=(min(rows, chunk), columns),
            fillvalue=np.zeros((), dtype)[()],  # so that the end of the last chunk is defined
            **_COMPRESSION[compression],
        )
        _describe(main, {"quantity": quantity, "units": unit})
        for kind, dimensions in (("Position", positions), ("Spectroscopic", spectroscopic)):
            indices, values = self._ancillary(group, kind, tuple(dimensions))
            main.attrs[f"{kind}_Indices"] = indices.ref
            main.attrs[f"{kind}_Values"] = values.ref
        for name, table in (tables or {}).items():
            group.create_dataset(name, data=np.asarray(table))
        self.channels.append(Channel(main))
        return self.channels[-1]

    def _ancillary(self, group, kind, dimensions) -> tuple[h5py.Dataset, h5py.Dataset]:
        identity = (kind, *((d.name, d.unit, d.values.tobytes()) for d in dimensions))
        if identity not in self._ancillaries:
            self._ancillaries[identity] = _write_ancillaries(group, kind, dimensions)
        return self._ancillaries[identity]


@contextmanager
def writing(
    path: str | os.PathLike, attributes: Mapping[str, Any] | None = None, data_type: str = "Image"
) -> Iterator[UsidFile]:
    """Write a USID file; frames are appended, so memory does not grow with the stack.

    Parameters
    ----------
    path
        Where the file goes when the block has ended well.
    attributes
        Numbers and strings that go onto the measurement (energy, sampling, seed, ...).
    data_type
        What the file says it holds, e.g. 'ImageStack'.

    Raises
    ------
    ValueError
        A channel got fewer or more frames than its positions say.
    """
    with replacing(path) as beside:
        with h5py.File(beside, "w") as file:
            _describe(file, {"data_type": data_type, "translator": "synthscope"})
            usid = UsidFile(file, attributes or {})
            yield usid
            for channel in usid.channels:
                if channel.filled != channel.main.shape[0]:
                    raise ValueError(
                        f"{channel.main.name} has {channel.filled} of {channel.main.shape[0]} rows"
                    )


def _size(dimensions: Sequence[Dimension]) -> int:
    return math.prod(len(dimension) for dimension in dimensions)


def _describe(item: h5py.Group | h5py.Dataset, attributes: Mapping[str, Any]) -> None:
    """Set attributes in the order of their names; what is unknown (None) is left out."""
    for name, value in sorted(attributes.items()):
        if value is not None:
            item.attrs[name] = value


def _write_ancillaries(
    group: h5py.Group, kind: str, dimensions: tuple[Dimension, ...]
) -> tuple[h5py.Dataset, h5py.Dataset]:
    """The index and value tables of the rows or columns, the slowest dimension first.

    That order (pyUSID's own today) is the one in which pyUSID and HyperSpy give an array its
    axes back. As in files made by pycroscopy itself, each table has an attribute named after every
    dimension: a region reference to that dimension's line of the table.
    """
    real = dimensions or (_NOTHING,)
    if len({dimension.name for dimension in real}) < len(real):
        raise ValueError(f"two {kind} dimensions have one name")
    indices = np.indices([len(d) for d in real], dtype=np.uint32).reshape(len(real), -1)
    values = np.stack([d.values.astype("f4")[i] for d, i in zip(real, indices, strict=True)])
    written = []
    for suffix, table in (("Indices", indices), ("Values", values)):
        data = np.ascontiguousarray(table.T if kind == "Position" else table)
        packing = _PACKED if data.size > 64 else {}
        dataset = group.create_dataset(f"{kind}_{suffix}", data=data, **packing)
        dataset.attrs["labels"] = np.array([d.name.encode("ascii") for d in real])
        dataset.attrs["units"] = np.array([d.unit.encode("ascii") for d in real])
        for k, dimension in enumerate(real):
            line = (slice(None), slice(k, k + 1))
            dataset.attrs[dimension.name] = dataset.regionref[
                line if kind == "Position" else line[::-1]
            ]
        written.append(dataset)
    return written[0], written[1]
