"""The columns of a specimen as emitters to its detectors; see `multislice.emission`."""

import itertools
import math

import numpy as np

from synthscope.core.seeds import generator
from synthscope.haadf.columns import group_columns
from synthscope.haadf.plan import Prepared
from synthscope.multislice.emission import Column, detection, scattered
from synthscope.optics.constants import interaction_parameter
from synthscope.optics.detectors import Detector
from synthscope.optics.phonons import frozen

SETS = 12  # of complementing configurations that show what complementing is worth …
FEW = 40  # … in so many columns
PLACES = np.array(list(itertools.product((-1.0, -0.5, 0.0, 0.5, 1.0), repeat=2)))
"""Of probes beside a column, in units of their full width at half maximum."""
COMPLEXES = 12  # kept or at work by direction and atom

Emitter = tuple[Column, ...]
"""A column, for each detector."""


def columns_of(prepared: Prepared) -> list[np.ndarray]:
    """The numbers of the atoms of each column, from above."""
    label = group_columns(prepared.positions)
    order = np.lexsort((prepared.slices.index, label))
    return np.split(order, np.flatnonzero(np.diff(label[order])) + 1)


def emitters(prepared: Prepared, columns: list[np.ndarray], narrow: np.ndarray) -> list[Emitter]:
    """The emitters of some `columns`, each the numbers of its atoms; equal ones are made once.

    `narrow` (N,) is γ of each atom in Å⁻²; see `multislice.emission.Column`.
    """
    settings, lattice, slices = prepared.settings, prepared.lattice, prepared.slices
    numbers, depths = prepared.gratings.numbers, slices.planes[slices.index]
    sigma = interaction_parameter(settings.energy_keV)
    area = lattice.extent[0] * lattice.extent[1]

    def column(atoms: np.ndarray, detector: Detector, gamma: np.ndarray) -> Column:
        long = float(np.ptp(depths[atoms]))
        seen = detection(detector, lattice.wavelength, long, area)
        sent = scattered(
            seen, numbers[atoms], depths[atoms], lattice.wavelength, sigma, settings.potential
        )
        return Column(seen, sent, prepared.rms[atoms], gamma)

    kinds = _kinds(prepared, columns)
    alike: dict[tuple, list[np.ndarray]] = {}
    for kind, atoms in zip(kinds, columns):
        alike.setdefault(kind, []).append(atoms)
    made = {
        kind: tuple(
            column(members[0], one, narrow[np.array(members)].mean(0)) for one in lattice.detectors
        )
        for kind, members in alike.items()
    }
    return [made[kind] for kind in kinds]


def emitters_bytes(prepared: Prepared, columns: list[np.ndarray]) -> int:
    """What `emitters` of these columns take."""
    lattice, slices = prepared.lattice, prepared.slices
    different = dict(zip(_kinds(prepared, columns), columns))
    total = 0
    for atoms in different.values():
        long = float(np.ptp(slices.planes[slices.index[atoms]]))
        total += len(atoms) * sum(
            len(detection(one, lattice.wavelength, long, 1.0).weights) for one in lattice.detectors
        )
    return COMPLEXES * 16 * total


def _kinds(prepared: Prepared, columns: list[np.ndarray]) -> list[tuple]:
    """What makes columns alike: elements, distances along the beam, displacements."""
    depths = prepared.slices.planes[prepared.slices.index]
    return [
        (
            *prepared.gratings.numbers[atoms],
            *np.round(depths[atoms] - depths[atoms[0]], 3),
            *np.round(prepared.rms[atoms], 4),
        )
        for atoms in columns
    ]


def complementing_gain(prepared: Prepared, count: int) -> float:
    """How far the scatter of `count` complementing configurations lies above what it stands for.

    Configurations that complement each other (`optics.phonons.frozen`) lie farther apart than
    independent ones, and their mean lies nearer to that of all: scatter / √count says too much. How
    much too much is found by drawing sets of them for some columns alone, as emitters in probes on
    and beside them; the least of all detectors.
    """
    columns = columns_of(prepared)
    few = columns[:: -(-len(columns) // FEW)]
    first = np.concatenate([[0], np.cumsum([len(atoms) for atoms in few])])
    rms = prepared.rms[np.concatenate(few)]
    gamma = _probe_narrowness(prepared)
    found = emitters(prepared, few, np.full(len(prepared.positions), gamma))
    beside = math.sqrt(2 * math.log(2) / gamma) * PLACES
    drawn = generator(0, "haadf complementing configurations", count)
    told, means = 0.0, []
    for _ in range(SETS):
        steps = [moved[:, :2] for moved in frozen(np.zeros((len(rms), 3)), rms, count, drawn)]
        seen = np.array(
            [
                [
                    [column.intensities(step[low:high], beside) for column in emitter]
                    for step in steps
                ]
                for low, high, emitter in zip(first[:-1], first[1:], found)
            ]
        )  # (columns, count, detectors, probes)
        told += seen.var(1, ddof=1).sum((0, 2)) / (count * SETS)
        means.append(seen.mean(1))
    true = np.var(means, axis=0, ddof=1).sum((0, 2))
    moving = true > 0
    return float(np.sqrt(told[moving] / true[moving]).min()) if moving.any() else 1.0


def _probe_narrowness(prepared: Prepared) -> float:
    """γ in Å⁻² of the Gaussian probe exp(−γ|r|²) whose middle is as bright as that of the probe."""
    lattice = prepared.lattice
    amplitudes = lattice.amplitudes(prepared.settings.aberrations)
    brightness = np.abs(amplitudes.sum()) ** 2 / (np.abs(amplitudes) ** 2).sum()
    return math.pi / 2 * float(brightness) / math.prod(lattice.extent)
