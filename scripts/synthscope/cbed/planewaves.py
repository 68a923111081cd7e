"""Plane waves through a crystal: the diffracted beams of every tilt within the aperture.

A plane wave exp(2πi q·r) on a crystal that is periodic across the beam becomes the beams q + g, so
it needs no more than one period, however fine the pattern is sampled and however wide the probe.
The wave is written as exp(2πi q·r) φ(r) with φ periodic; φ is sliced as usual, with the propagator
taken at k + q.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from synthscope.cbed.lattice import Repeat, grid_for
from synthscope.cbed.potential import LatticeGratings, sheared_transmissions
from synthscope.multislice.arrays import HOST, Arrays
from synthscope.optics.constants import wavelength
from synthscope.optics.slicing import Slices, own_planes


@dataclass(frozen=True)
class Beams:
    """Diffracted beams of all tilts behind one thickness.

    Attributes
    ----------
    g
        (B, 2) transverse frequency of each beam against the incident one, 1/Å.
    amplitudes
        complex64 (tilts, B), referred to the middle of the specimen, so that they vary slowly
        with the tilt; 0 beyond the band limit.
    middle
        Depth in Å to which they are referred: the true wave of the tilt q has the further phase
        −πλ · middle · |q − τ|², apart from phases that depend on the outgoing direction alone.
    """

    g: np.ndarray
    amplitudes: np.ndarray
    middle: float


class Crystal2D:
    """The slices of one repeat as transmission functions, ready for any tilts.

    Parameters
    ----------
    repeat
        What the beam sees.
    energy_keV
        Of the electrons.
    limit
        Band limit in 1/Å: the farthest beams from the incident one, 2/3 of what the grid could
        hold. It is on g and not on q + g, so that discs are whole and the waves smooth in the tilt.
    slice_A
        Longest slice in Å.
    rms
        (N,) thermal displacement for a Debye-Waller factor in Å, or None for a crystal at rest.
    table
        Scattering factors, "lobato" or "kirkland".
    slices
        Of the repeat, where they are known already.
    arrays
        Where waves are propagated.
    """

    def __init__(
        self,
        repeat: Repeat,
        energy_keV: float,
        limit: float,
        slice_A: float = 1.0,
        rms: np.ndarray | None = None,
        table: str = "lobato",
        slices: Slices | None = None,
        arrays: Arrays = HOST,
    ):
        self.repeat, self.limit, self._arrays = repeat, limit, arrays
        self.wavelength = wavelength(energy_keV)
        self.slices = slices or repeat_slices(repeat, slice_A)
        steps = np.diff(self.slices.planes)
        join = self.slices.depth - self.slices.planes[-1] + self.slices.planes[0]
        self.steps = np.append(steps, join)
        count = len(self.slices)
        order = np.fft.fftfreq(count, 1 / count) if not repeat.periodic else np.zeros(1)
        along = order[:, None] * repeat.slope / repeat.depth
        reach = limit + float(np.linalg.norm(along, axis=1).max())
        self.grid = grid_for(repeat.lateral, reach)
        self.k = self.grid.k if repeat.periodic else self.grid.k[:, None] + along.T[..., None, None]
        self.band = (self.k**2).sum(0) <= (limit * (1 + 1e-9)) ** 2
        if repeat.periodic:
            gratings = LatticeGratings(
                self.grid, repeat.numbers, self.slices, energy_keV, limit, rms, table
            )
            self.transmissions = [arrays.put(t) for t in gratings(repeat.uv @ repeat.lateral)]
        else:
            self.transmissions = sheared_transmissions(
                self.grid, repeat, count, energy_keV, self.band, rms, table
            )

    def _transmission(self, step: int) -> np.ndarray:
        if self.repeat.periodic:
            return self.transmissions[step % len(self.slices)]
        return self._arrays.put(np.roll(self.transmissions, step, axis=0))

    def planes_until(self, thickness: float) -> int:
        """Number of slices whose plane lies within `thickness` Å."""
        whole, rest = divmod(thickness + 1e-6, self.repeat.depth)
        inside = int(np.searchsorted(self.slices.planes, rest, side="right"))
        return max(1, int(whole) * len(self.slices) + inside)

    def plane(self, index: int) -> float:
        """Depth in Å of a slice's plane, counted over all repeats."""
        whole, rest = divmod(index, len(self.slices))
        return whole * self.repeat.depth + float(self.slices.planes[rest])

    def beams(
        self,
        tilts: np.ndarray,
        thicknesses: Iterable[float],
        specimen_tilt: tuple[float, float] = (0.0, 0.0),
    ) -> list[Beams]:
        """The beams behind each thickness (in Å), for incident waves `tilts` (T, 2) in 1/Å.

        All thicknesses come from one propagation.
        """
        stops = [self.planes_until(t) for t in thicknesses]
        parts = [
            [amplitudes for amplitudes in self._propagated(chunk, stops, specimen_tilt)]
            for chunk in np.array_split(tilts, self._chunks(len(tilts)))
        ]
        g = np.stack([component[self.band] for component in self.k], axis=1)
        order = sorted(set(stops))
        result = {
            stop: Beams(
                g,
                np.concatenate([part[i][:, self.band] for part in parts]),
                self._middle(stop),
            )
            for i, stop in enumerate(order)
        }
        return [result[stop] for stop in stops]

    def _middle(self, stop: int) -> float:
        return self.plane(stop - 1) / 2

    def _chunks(self, tilts: int) -> int:
        size = 8 * math.prod(self.k.shape[1:])
        kinds = len({self._flight(step) for step in range(len(self.slices))})
        return math.ceil(tilts / self._arrays.together(size, kinds))

    def _flight(self, step: int) -> tuple[float, bool]:
        """How far waves go behind a slice, Å, and whether into the next repeat."""
        place = step % len(self.slices)
        return round(float(self.steps[place]), 6), place == len(self.slices) - 1

    def _propagated(self, tilts, stops, specimen_tilt) -> Iterator[np.ndarray]:
        shape, arrays = (len(tilts), *self.k.shape[1:]), self._arrays
        axes = tuple(range(1, len(shape)))
        inner = tilts - np.asarray(specimen_tilt)
        angle = np.stack(
            [((self.k + q.reshape(2, *[1] * (len(shape) - 1))) ** 2).sum(0) for q in inner]
        )
        size = math.prod(shape[1:])
        wave = arrays.put(np.ones(shape, np.complex64))
        propagators: dict[tuple, Any] = {}
        sideways = self.repeat.shift if self.repeat.periodic else np.zeros(2)
        for step in range(max(stops)):
            wave *= self._transmission(step)
            wave = arrays.forward(wave, axes)
            if step + 1 in stops:
                passed = arrays.get(wave) * (self.band / size)
                yield self._referred(passed, tilts, angle, step + 1, specimen_tilt)
            if step + 1 == max(stops):
                return
            kind = distance, join = self._flight(step)
            if kind not in propagators:
                phase = (-math.pi * self.wavelength * distance) * angle
                if join:  # from here on in the frame of the next repeat
                    phase = phase + 2 * math.pi * np.tensordot(sideways, self.k, 1)
                made = (np.exp(1j * phase) * self.band).astype(np.complex64)
                propagators[kind] = arrays.put(made)
            wave *= propagators[kind]
            wave = arrays.backward(wave, axes)

    def _referred(self, wave, tilts, angle, stop, specimen_tilt) -> np.ndarray:
        """Take out the phase of free space to and from the middle, and the frame's shift."""
        middle, last = self._middle(stop), self.plane(stop - 1)
        repeats = (stop - 1) // len(self.slices)
        incident = ((tilts - np.asarray(specimen_tilt)) ** 2).sum(1)
        incident = incident.reshape(-1, *[1] * (wave.ndim - 1))
        first = self.plane(0)
        phase = math.pi * self.wavelength * ((middle - first) * incident + (last - middle) * angle)
        if self.repeat.periodic:
            phase -= 2 * math.pi * repeats * np.tensordot(self.repeat.shift, self.k, 1)
        return (wave * np.exp(1j * phase)).astype(np.complex64)


def repeat_slices(repeat: Repeat, slice_A: float) -> Slices:
    """The slices of one repeat, no thicker than `slice_A` Å."""
    if repeat.periodic:
        weights = repeat.numbers.astype(float) ** 1.6
        return own_planes(repeat.z, weights, repeat.depth, slice_A)
    # copies of the slices must fall on each other: equally thick, odd in number, near the atoms
    least = max(3, math.ceil(repeat.depth / slice_A))
    least += 1 - least % 2
    turns = np.outer(np.arange(least, 2 * least, 2), repeat.z / repeat.depth)
    apart = np.sqrt(((turns - np.round(turns)) ** 2).mean(axis=1))
    count = least + 2 * int(np.argmax(apart < 0.05)) if (apart < 0.05).any() else least
    planes = np.arange(count) * repeat.depth / count
    nearest = np.round(repeat.z / repeat.depth * count).astype(int) % count
    return Slices(nearest, planes, repeat.depth)
