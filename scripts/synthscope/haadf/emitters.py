"""The columns of a specimen as emitters to its detectors; see `multislice.emission`."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from synthscope.core.seeds import generator
from synthscope.haadf.columns import group_columns
from synthscope.haadf.plan import Prepared
from synthscope.multislice.emission import Column, column_factors, detection
from synthscope.optics.constants import interaction_parameter
from synthscope.optics.detectors import Detector
from synthscope.optics.phonons import frozen

SETS = 12  # of complementing configurations that show what complementing is worth …
FEW = 40  # … in so many columns


@dataclass(frozen=True)
class Emitter:
    """A column: the numbers of its atoms, and how they emit to each detector."""

    atoms: np.ndarray
    to: tuple[Column, ...]


def emitters(prepared: Prepared, columns: list[np.ndarray]) -> Iterator[Emitter]:
    """The emitters of some `columns`, each the numbers of its atoms."""
    settings, lattice, slices = prepared.settings, prepared.lattice, prepared.slices
    numbers, depths = prepared.gratings.numbers, slices.planes[slices.index]
    sigma = interaction_parameter(settings.energy_keV)
    area = lattice.extent[0] * lattice.extent[1]

    def column(atoms: np.ndarray, detector: Detector) -> Column:
        long = float(np.ptp(depths[atoms]))
        seen = detection(detector, lattice.wavelength, long, area)
        factors = column_factors(
            seen, numbers[atoms], depths[atoms], lattice.wavelength, sigma, settings.potential
        )
        return Column(seen, factors, prepared.rms[atoms])

    for atoms in columns:
        yield Emitter(atoms, tuple(column(atoms, one) for one in lattice.detectors))


def columns_of(prepared: Prepared) -> list[np.ndarray]:
    """The numbers of the atoms of each column."""
    label = group_columns(prepared.positions)
    order = np.argsort(label, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(label[order])) + 1)


def complementing_gain(prepared: Prepared, count: int) -> float:
    """How far the scatter of `count` complementing configurations lies above what it stands for.

    Configurations that complement each other (`optics.phonons.frozen`) lie farther apart than
    independent ones, and their mean lies nearer to that of all: scatter / √count says too much. How
    much too much is found by drawing sets of them for the columns alone, as emitters, whose mean is
    known; the least of all detectors.
    """
    columns = columns_of(prepared)
    few = columns[:: -(-len(columns) // FEW)]
    atoms = np.concatenate(few)
    place = np.empty(len(prepared.positions), int)
    place[atoms] = np.arange(len(atoms))
    found = list(emitters(prepared, few))
    told = np.zeros(len(prepared.lattice.detectors))
    true = np.zeros_like(told)
    still, rms = np.zeros((len(atoms), 3)), prepared.rms[atoms]
    drawn = generator(0, "haadf complementing configurations", count)
    for _ in range(SETS):
        steps = [moved[:, :2] for moved in frozen(still, rms, count, drawn)]
        for emitter in found:
            mine = place[emitter.atoms]
            for number, column in enumerate(emitter.to):
                each = [column.matrix(step[mine]).sum().real for step in steps]
                told[number] += np.var(each, ddof=1) / count
                true[number] += (np.mean(each) - column.mean.sum().real) ** 2
    scattered = true > 0
    return float(np.sqrt(told[scattered] / true[scattered]).min()) if scattered.any() else 1.0
