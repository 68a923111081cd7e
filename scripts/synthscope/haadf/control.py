"""A control variate for thermal vibration: what the columns' displacements change by themselves.

For one configuration of displaced atoms, the columns emit to the detector what `emission` has in
closed form, in waves that fall on them there (`incidence`). What their displacements change in it
has mean 0 over all configurations, whatever the model's faults, and is nearly all by which the full
image of that configuration differs from the mean image: taken off, it leaves the mean as it was,
and a small part of the scatter (control variates: Hammersley and Handscomb, Monte Carlo Methods,
1964, section 5.5).
"""

import copy
import math
from typing import Self

import numpy as np
import scipy.fft

from synthscope.haadf.emitters import columns_of, emitters, emitters_bytes
from synthscope.haadf.plan import Prepared
from synthscope.multislice.assembly import series
from synthscope.multislice.incidence import Incidence
from synthscope.multislice.mean_transmission import VibratingAtoms
from synthscope.optics.limits import probe_diameter

LEAST_A = 8.0  # a column's image is that wide at least
BLOCK = 64  # atoms whose waves are looked at together
PART = 0.7  # of the probe's diameter, tails and all, in which it is seen


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


class Control:
    """What displacements change in the image by the columns' own emission.

    `widest_A` is the diameter of the widest probe of all lenses that it will be `behind`, and
    `memory_mb` what it takes beside the image's own calculation.
    """

    @classmethod
    def fits(cls, prepared: Prepared, widest_A: float = 0.0) -> bool:
        """Whether there is memory for it beside the image's own calculation."""
        own_mb = _memory_mb(prepared, _every(prepared, widest_A), columns_of(prepared))
        return prepared.memory_mb + own_mb <= prepared.settings.memory_mb

    def __init__(self, prepared: Prepared, widest_A: float = 0.0):
        self._prepared, lattice = prepared, prepared.lattice
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
        self._columns = columns_of(prepared)
        self.memory_mb = _memory_mb(prepared, every, self._columns)
        self._falling = np.empty((6, len(prepared.positions), len(chosen)), np.complex64)
        for numbers, waves in incidence.waves():
            self._falling[:, numbers] = waves
        self._amplitudes = self._of_probe(prepared)
        self._narrow = self._narrowness(lattice.frequencies[chosen])
        self._emitters = emitters(prepared, self._columns, self._narrow)

    def behind(self, lens: Prepared) -> Self:
        """The same behind another lens, which shares all that does not depend on it.

        The columns' emission stays, whose wave is written by the first lens' narrowness: whatever
        it is, what displacements change in it has mean 0.
        """
        made = copy.copy(self)
        made._amplitudes = self._of_probe(lens)
        return made

    def _of_probe(self, lens: Prepared) -> np.ndarray:
        amplitudes = lens.lattice.amplitudes(lens.settings.aberrations)[self._chosen]
        return (amplitudes * math.prod(self._apart)).astype(np.complex64)

    def _narrowness(self, frequencies: np.ndarray) -> np.ndarray:
        """(N,) γ in Å⁻²: of a probe on the atom's own place, all atoms at rest."""
        places, found = self._prepared.positions[:, :2], []
        ends = np.linspace(0, len(places), -(-len(places) // BLOCK) + 1).astype(int)
        for some in map(slice, ends, ends[1:]):
            probe = np.exp(-2j * math.pi * (places[some] @ frequencies.T))
            found.append(np.einsum("anb,nb->an", self._falling[:, some] * self._amplitudes, probe))
        value, *_, xx, _, yy = np.concatenate(found, axis=1)
        return -(xx + yy) / (4 * value)

    def __call__(self, positions: np.ndarray) -> np.ndarray:
        """For atoms at `positions` (N, 3) Å, as a spectrum; see `assembly.coefficients`."""
        prepared = self._prepared
        index = prepared.slices.index
        steps = (positions - prepared.positions)[:, :2]
        detectors = prepared.lattice.detectors
        images = np.zeros((len(detectors), len(prepared.exit_planes), *self._shape))
        for atoms, emitter in zip(self._columns, self._emitters):
            place = np.ix_(*(p % n for p, n in zip(self._place(atoms), self._shape)))
            waves = self._seen(atoms, self._falling)
            for e, count in enumerate(prepared.exit_planes):
                shown = int((index[atoms] < count).sum())
                if not shown:
                    continue
                for d, column in enumerate(emitter):
                    matrix = column.surprise(steps[atoms], shown)
                    images[d, e][place] += self._emitted(waves[:, :shown], matrix)
        return series(prepared.lattice, images)

    def _place(self, atoms: np.ndarray) -> list[np.ndarray]:
        """Where a column's window is on the grid of positions, along x and y."""
        middle = self._prepared.positions[atoms, :2].mean(0) / self._prepared.lattice.extent
        return [
            round(float(m) * n) - w // 2 + np.arange(w)
            for m, n, w in zip(middle, self._shape, self._window)
        ]

    def _seen(self, atoms: np.ndarray, beams: np.ndarray) -> np.ndarray:
        """Waves of probes on a column's window (6, atoms, px, py), complex64."""
        first = [int(place[0]) for place in self._place(atoms)]
        turn = np.exp(-2j * math.pi * (self._beams @ (np.array(first) / self._window)))
        beams = beams[:, atoms] * self._amplitudes * turn.astype(np.complex64)
        for along in (3, 5):  # beside the Gaussian
            beams[along] += 2 * self._narrow[atoms, None].astype(np.complex64) * beams[0]
        waves = np.zeros((*beams.shape[:2], *self._window), np.complex64)
        wx, wy = self._window
        waves[:, :, self._beams[:, 0] % wx, self._beams[:, 1] % wy] = beams
        return scipy.fft.fft2(waves, overwrite_x=True)

    @staticmethod
    def _emitted(waves: np.ndarray, matrix: np.ndarray) -> np.ndarray:
        """ψ† M ψ of waves (6, atoms, px, py) and M (6, atoms, 6, atoms), (px, py)."""
        flat = waves.reshape(waves.shape[0] * waves.shape[1], -1)
        sent = matrix.reshape(len(flat), -1).astype(np.complex64) @ flat
        return (flat.conj() * sent).real.sum(0).reshape(waves.shape[2:])
