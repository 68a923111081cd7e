"""The columns of a specimen in the mean waves that fall on them, at every position of the probe.

The waves are those of an absorptive potential (`multislice.incidence`). What a column scatters of
them to a detector is a quadratic form of the waves at its atoms (`multislice.emission`).
"""

import copy
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
import scipy.fft

from synthscope.haadf.emitters import columns_of, emitters, emitters_bytes
from synthscope.haadf.plan import Prepared
from synthscope.multislice.assembly import series
from synthscope.multislice.emission import Column
from synthscope.multislice.incidence import Incidence
from synthscope.multislice.mean_transmission import VibratingAtoms
from synthscope.optics.limits import probe_diameter

LEAST_A = 8.0  # a column's image is that wide at least
BLOCK = 64  # atoms whose waves are looked at together
PART = 0.7  # of the probe's diameter, tails and all, in which it is seen


@dataclass(frozen=True)
class _Seen:
    """A column by a detector: the `waves` (6, shown, px, py) are at its uppermost atoms."""

    atoms: np.ndarray
    shown: int
    waves: np.ndarray
    column: Column
    place: tuple[np.ndarray, ...]
    detector: int
    exit: int


def _every(prepared: Prepared, widest_A: float) -> list[int]:
    """How many beams apart along x and y a column's image still fits into their period."""
    settings, lattice = prepared.settings, prepared.lattice
    depth = prepared.slices.depth
    diameter = probe_diameter(
        settings.semiangle_mrad, lattice.wavelength, settings.aberrations, depth
    )
    diameter = max(diameter, widest_A)
    return [max(1, int(e / max(LEAST_A, PART * diameter))) for e in lattice.extent]


def _memory_mb(prepared: Prepared, every: list[int], columns: list[np.ndarray]) -> float:
    beams = len(prepared.lattice.beams) / math.prod(every)
    waves = 8 * 6 * len(prepared.positions) * beams
    return 1.2e-6 * (waves + emitters_bytes(prepared, columns))


class LitColumns:
    """Columns as emitters, and the waves at their atoms.

    `widest_A` is the diameter of the widest probe of all lenses that it will be `behind`,
    `memory_mb` what it takes beside the image's own calculation, and `columns` the numbers of the
    atoms of each.
    """

    @classmethod
    def fits(cls, prepared: Prepared, widest_A: float = 0.0) -> bool:
        """Whether there is memory for it beside the image's own calculation."""
        own_mb = _memory_mb(prepared, _every(prepared, widest_A), columns_of(prepared))
        return prepared.memory_mb + own_mb <= prepared.settings.memory_mb

    def __init__(self, prepared: Prepared, widest_A: float = 0.0):
        self.prepared, lattice = prepared, prepared.lattice
        settings, slices = prepared.settings, prepared.slices
        every = self._apart = _every(prepared, widest_A)
        self._window = [
            scipy.fft.next_fast_len(math.ceil((4 * half + 1) / n))
            for half, n in zip(lattice.half, every)
        ]
        self._shape = [window * n for window, n in zip(self._window, every)]
        chosen = self._chosen = np.flatnonzero((lattice.beams % every == 0).all(1))
        self._beams = lattice.beams[chosen] // every
        atoms = VibratingAtoms(
            prepared.gratings.numbers, prepared.positions, prepared.rms, slices, lattice.extent
        )
        incidence = Incidence(
            atoms,
            settings.energy_keV,
            settings.potential,
            settings.semiangle_mrad,
            lattice.frequencies,
            lattice.frequencies[chosen],
            tuple(1e-3 * angle / lattice.wavelength for angle in settings.tilt_mrad),
        )
        self.columns = columns_of(prepared)
        self.memory_mb = _memory_mb(prepared, every, self.columns)
        self._falling = np.empty((6, len(prepared.positions), len(chosen)), np.complex64)
        for numbers, waves in incidence.waves():
            self._falling[:, numbers] = waves
        self._amplitudes = self._of_probe(prepared)
        self._narrow = self._narrowness(lattice.frequencies[chosen])
        self._emitters = emitters(prepared, self.columns, self._narrow)

    def behind(self, lens: Prepared) -> Self:
        """The same behind another lens, which shares all that does not depend on it.

        The columns' emission stays, whose wave is written by the first lens' narrowness.
        """
        made = copy.copy(self)
        made._amplitudes = self._of_probe(lens)
        return made

    def _of_probe(self, lens: Prepared) -> np.ndarray:
        amplitudes = lens.lattice.amplitudes(lens.settings.aberrations)[self._chosen]
        return (amplitudes * math.prod(self._apart)).astype(np.complex64)

    def _narrowness(self, frequencies: np.ndarray) -> np.ndarray:
        """(N,) γ in Å⁻²: of a probe on the atom's own place, all atoms at rest."""
        places, found = self.prepared.positions[:, :2], []
        ends = np.linspace(0, len(places), -(-len(places) // BLOCK) + 1).astype(int)
        for some in map(slice, ends, ends[1:]):
            probe = np.exp(-2j * math.pi * (places[some] @ frequencies.T))
            found.append(np.einsum("anb,nb->an", self._falling[:, some] * self._amplitudes, probe))
        value, *_, xx, _, yy = np.concatenate(found, axis=1)
        return -(xx + yy) / (4 * value)

    def expected(self, shares: np.ndarray) -> np.ndarray:
        """What columns emit in the mean over all displacements, in parts, as spectra.

        Parameters
        ----------
        shares
            (parts, atoms): what each atom counts for in each part. All ones: the whole.

        Returns
        -------
        (parts, detectors, exits, 4·half_x + 1, 4·half_y + 1) complex128
            See `assembly.coefficients`. What two atoms emit by interference is half each one's.
        """
        prepared = self.prepared
        counts = len(shares), len(prepared.lattice.detectors), len(prepared.exit_planes)
        images = np.zeros((*counts, *self._shape))
        for seen in self._seen_everywhere():
            of_atoms = emitted(seen.waves, seen.column.expected(seen.shown)).sum(0)
            of_parts = shares[:, seen.atoms[: seen.shown]] @ of_atoms
            made = of_parts.reshape(len(shares), *self._window)
            for image, part in zip(images[:, seen.detector, seen.exit], made):
                image[seen.place] += part
        return series(prepared.lattice, images)

    def _seen_everywhere(self) -> Iterator[_Seen]:
        """Every column, down to every exit, by every detector."""
        prepared = self.prepared
        index = prepared.slices.index
        for atoms, emitter in zip(self.columns, self._emitters):
            place = np.ix_(*(p % n for p, n in zip(self._place(atoms), self._shape)))
            waves = self._waves(atoms)
            for e, count in enumerate(prepared.exit_planes):
                shown = int((index[atoms] < count).sum())
                if shown:
                    for d, column in enumerate(emitter):
                        yield _Seen(atoms, shown, waves[:, :shown], column, place, d, e)

    def _place(self, atoms: np.ndarray) -> list[np.ndarray]:
        """Where a column's window is on the grid of positions, along x and y."""
        middle = self.prepared.positions[atoms, :2].mean(0) / self.prepared.lattice.extent
        return [
            round(float(m) * n) - w // 2 + np.arange(w)
            for m, n, w in zip(middle, self._shape, self._window)
        ]

    def _waves(self, atoms: np.ndarray) -> np.ndarray:
        """Waves of probes on a column's window (6, atoms, px, py), complex64."""
        first = [int(place[0]) for place in self._place(atoms)]
        turn = np.exp(-2j * math.pi * (self._beams @ (np.array(first) / self._window)))
        beams = self._falling[:, atoms] * self._amplitudes * turn.astype(np.complex64)
        for along in (3, 5):  # beside the Gaussian
            beams[along] += 2 * self._narrow[atoms, None].astype(np.complex64) * beams[0]
        waves = np.zeros((*beams.shape[:2], *self._window), np.complex64)
        wx, wy = self._window
        waves[:, :, self._beams[:, 0] % wx, self._beams[:, 1] % wy] = beams
        return scipy.fft.fft2(waves, overwrite_x=True)


def emitted(waves: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """Each atom's and term's part of ψ† M ψ, (6, atoms, pixels) float32.

    Of waves (6, atoms, px, py) and M (6, atoms, 6, atoms).
    """
    flat = waves.reshape(waves.shape[0] * waves.shape[1], -1)
    sent = matrix.reshape(len(flat), -1).astype(np.complex64) @ flat
    return (flat.conj() * sent).real.reshape(*waves.shape[:2], -1)
