"""Simulated images on their way from the multislice calculation to the finished data set.

One HDF5 file a shard, so that other distortions, other frames and another size of the source need
no other simulation. It holds every detector and thickness of every run.

``/<view>/<run>-<specimen>`` is a group with ``series`` (Fourier coefficients, with period and
origin as attributes; see `series.Series`), ``numbers``, ``positions`` (Å, from the centre of the
field's pixel 0), ``labels`` (the column of each atom), ``sites`` (which atom of the structure each
is; −1: none), the parameters of the run as attributes, of a scene ``place_axes`` and
``place_shift_A`` among them (see `Place`), of a specimen with L1 or L2 ``marks`` (in JSON; see
`Mark`), of a specimen that repeats sideways, a group ``cell`` (see `Cell`) and, where acquisitions
have lenses of their own, in the place of ``series`` a group ``lenses`` with one of each. A file of
one view may say in JSON, as ``skipped``, which sets go without it, and why.
"""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

import h5py
import numpy as np

from synthscope.core.files import replacing
from synthscope.haadf.series import Series
from synthscope.structures.scenes.scene import Mark

_PLACES = "period_A", "origin_A"


@dataclass(frozen=True)
class Cell:
    """The atoms of a specimen that repeats sideways.

    Attributes
    ----------
    numbers, positions
        (N,) and (N, 3) of one period, Å.
    ideal
        (N, 2) where each atom stands in the perfect specimen, which columns are known from.
    added
        How many atoms, the last ones, are not in the perfect specimen.
    period_A
        Along x and y.
    sites
        (N,) which of the structure's atoms each is; −1: none.
    """

    numbers: np.ndarray
    positions: np.ndarray
    ideal: np.ndarray
    added: int
    period_A: tuple[float, float]
    sites: np.ndarray


@dataclass(frozen=True)
class ThroughLens:
    """The images behind the lens of an acquisition, and the parameters that are its own."""

    series: Series
    parameters: dict[str, Any]


@dataclass(frozen=True)
class Simulation:
    """One run: a specimen with its own phonons.

    Attributes
    ----------
    view
        The name that files carry.
    run
        0: for the general set and the choices; 1: for the targets.
    specimen
        perfect, L1 or L2.
    series
        The images, fractions of the beam.
    numbers, positions, labels, sites
        The atoms without thermal displacement: (N,), (N, 3) Å, (N,) column numbers, and (N,) which
        of the structure's atoms each is; −1: none.
    parameters
        Numbers and texts: structure_id, pixel_size_A, energy_keV, thicknesses_A, ...
    cell
        What repeats sideways; None where nothing does.
    marks
        The defect L1 or L2, Å from the centre of the field's pixel 0, where it is one of an atom.
    lenses
        The images of each acquisition, where each has a lens of its own; `series` is the first's.
    """

    view: str
    run: int
    specimen: str
    series: Series
    numbers: np.ndarray
    positions: np.ndarray
    labels: np.ndarray
    sites: np.ndarray
    parameters: dict[str, Any]
    cell: Cell | None = None
    marks: tuple[Mark, ...] = ()
    lenses: Sequence[ThroughLens] = ()

    def acquired(self, number: int) -> Self:
        """What an acquisition sees."""
        if not len(self.lenses):
            return self
        own = self.lenses[number]
        return replace(self, series=own.series, parameters=self.parameters | own.parameters)


class SimulationFile:
    """An open file that simulations are added to; made by `writing`."""

    def __init__(self, file: h5py.File):
        self._file = file

    def add(self, simulation: Simulation) -> None:
        group = self._file.create_group(_place(simulation))
        cell = simulation.cell
        if not simulation.lenses:
            _write_series(group, "series", simulation.series)
        for number, lens in enumerate(simulation.lenses):
            kept = _write_series(group, f"lenses/{number:05d}", lens.series)
            _describe(kept, lens.parameters)
        group.create_dataset("numbers", data=np.asarray(simulation.numbers, dtype=np.int16))
        group.create_dataset("positions", data=np.asarray(simulation.positions, dtype=np.float64))
        group.create_dataset("labels", data=np.asarray(simulation.labels, dtype=np.int32))
        group.create_dataset("sites", data=np.asarray(simulation.sites, dtype=np.int32))
        _describe(group, simulation.parameters)
        if simulation.marks:
            group.create_dataset("marks", data=json.dumps(list(map(asdict, simulation.marks))))
        if cell is not None:
            _write_cell(group.create_group("cell"), cell)

    def skip(self, rows: Sequence[dict[str, str]]) -> None:
        """Note the sets that go without a view: structure_id, view, set and reason of each."""
        self._file.attrs["skipped"] = json.dumps(rows)

    def take_over(self, path: str | os.PathLike) -> list[dict[str, str]]:
        """Add the simulations that another file holds; return what it notes as skipped."""
        with h5py.File(path) as other:
            for view in other:
                other.copy(view, self._file)
            return json.loads(other.attrs.get("skipped", "[]"))


@contextmanager
def writing(path: str | os.PathLike) -> Iterator[SimulationFile]:
    """Write a file of simulations one by one; it appears when the block has ended well."""
    with replacing(path) as beside:
        with h5py.File(beside, "w") as file:
            yield SimulationFile(file)


def is_whole(path: str | os.PathLike) -> bool:
    """Whether there is a file of simulations, and it can be opened."""
    try:
        with h5py.File(path):
            return True
    except OSError:
        return False


def reading(path: str | os.PathLike) -> Iterator[list[Simulation]]:
    """All simulations, view by view in the order of their names, one view in memory at a time."""
    with h5py.File(path) as file:
        for view in file:
            yield [_read(view, name, file[view][name]) for name in file[view]]


def count_views(path: str | os.PathLike) -> int:
    """How many views a file has."""
    with h5py.File(path) as file:
        return len(file)


def _place(simulation: Simulation) -> str:
    return f"{simulation.view}/{simulation.run}-{simulation.specimen}"


def _write_series(group: h5py.Group, name: str, series: Series) -> h5py.Dataset:
    coefficients = np.asarray(series.coefficients, dtype=np.complex128)
    kept = group.create_dataset(name, data=coefficients)
    kept.attrs["period_A"] = np.asarray(series.period_A, dtype=np.float64)
    kept.attrs["origin_A"] = np.asarray(series.origin_A, dtype=np.float64)
    return kept


def _describe(item: h5py.Group | h5py.Dataset, parameters: dict[str, Any]) -> None:
    for name, value in sorted(parameters.items()):
        if value is not None:
            item.attrs[name] = value


def _read_series(kept: h5py.Dataset) -> Series:
    places = (tuple(kept.attrs[part].tolist()) for part in _PLACES)
    return Series(kept[()], *places)


def _told(item: h5py.Group | h5py.Dataset) -> dict[str, Any]:
    return {
        key: value.item() if isinstance(value, np.generic) else value
        for key, value in item.attrs.items()
        if key not in _PLACES
    }


def _write_cell(group: h5py.Group, cell: Cell) -> None:
    group.create_dataset("numbers", data=np.asarray(cell.numbers, dtype=np.int16))
    group.create_dataset("positions", data=np.asarray(cell.positions, dtype=np.float64))
    group.create_dataset("ideal", data=np.asarray(cell.ideal, dtype=np.float64))
    group.create_dataset("sites", data=np.asarray(cell.sites, dtype=np.int32))
    group.attrs["added"] = cell.added
    group.attrs["period_A"] = np.asarray(cell.period_A, dtype=np.float64)


def _read_cell(group: h5py.Group) -> Cell:
    arrays = (group[part][()] for part in ("numbers", "positions", "ideal"))
    period = tuple(group.attrs["period_A"].tolist())
    return Cell(*arrays, int(group.attrs["added"]), period, group["sites"][()])


class _KeptLenses(Sequence):
    """The images behind each lens, which are read when they are asked for: there may be many."""

    def __init__(self, group: h5py.Group):
        self._file, self._group, self._count = group.file.filename, group.name, len(group)

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, number: int) -> ThroughLens:
        with h5py.File(self._file) as file:
            kept = file[f"{self._group}/{range(self._count)[number]:05d}"]
            return ThroughLens(_read_series(kept), _told(kept))


def _read(view: str, name: str, group: h5py.Group) -> Simulation:
    run, specimen = name.split("-", 1)
    lenses = _KeptLenses(group["lenses"]) if "lenses" in group else ()
    series = lenses[0].series if len(lenses) else _read_series(group["series"])
    arrays = (group[part][()] for part in ("numbers", "positions", "labels", "sites"))
    parameters = _told(group)
    cell = _read_cell(group["cell"]) if "cell" in group else None
    told = json.loads(group["marks"].asstr()[()]) if "marks" in group else []
    marks = tuple(Mark(**{key: _fixed(value) for key, value in mark.items()}) for mark in told)
    return Simulation(view, int(run), specimen, series, *arrays, parameters, cell, marks, lenses)


def _fixed(value: Any) -> Any:
    """What JSON makes a list of is a tuple."""
    return tuple(value) if isinstance(value, list) else value
