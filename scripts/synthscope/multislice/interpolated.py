"""The image from a few plane waves: all other beams are interpolated between these parents.

Each parent q goes through the specimen in its own tilted frame, and its amplitudes are referred to
the middle depth z₀ of the specimen,

    G_q(k') = φ_q(k') exp(iπλ [z₀ |q|² + (t − z₀) |k' + q|²]),

which leaves a slow function of q. Then X_g(k) = Σ_p W_gp G_p(k − g) with real weights from
`prior`, but for a phase that depends on k alone and the phase exp(−iπλ z₀ |g|²), which goes into
the amplitude of the beam.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from synthscope.multislice.cpu.kernels import NUMPY
from synthscope.multislice.detector_pixels import REACH, Taken
from synthscope.multislice.kernels import Accumulator, Kernels
from synthscope.multislice.lattice import Lattice
from synthscope.multislice.multislice import SlicedSpecimen, transmitted
from synthscope.multislice.planewaves import entrance_phases
from synthscope.multislice.prior import WIDE_MRAD, Interpolation, Prior, interpolation, pick


@dataclass(frozen=True)
class Plan:
    """What depends on geometry and optics alone: one serves every phonon configuration.

    Attributes
    ----------
    exit_planes
        Numbers of planes passed at the thicknesses asked for.
    middles
        (exit_planes,) z₀ in Å of each thickness.
    interpolations
        One for each thickness, all with the same parents.
    """

    lattice: Lattice
    exit_planes: tuple[int, ...]
    middles: tuple[float, ...]
    interpolations: tuple[Interpolation, ...]

    @property
    def parents(self) -> np.ndarray:
        """(parents, 2) transverse frequencies in 1/Å."""
        return self.lattice.frequencies[self.interpolations[0].parents]

    @property
    def half(self) -> tuple[int, int]:
        """See `farthest_transfer`."""
        return farthest_transfer(self.lattice)

    @property
    def error(self) -> float:
        """Of an image, rms over mean, to be expected beforehand."""
        return max(one.error for one in self.interpolations)

    def taking(self, stride: tuple[int, int], number: int = 0) -> "Plan":
        """The same with every `stride`-th detector pixel; see `Taken.way`."""
        return replace(self, lattice=replace(self.lattice, taken=Taken.way(stride, number)))


def farthest_transfer(lattice: Lattice) -> tuple[int, int]:
    """The largest whole index of a transfer k' that any beam and taken pixel have between them.

    Pixels that count for others may lie outside of the detector.
    """
    outer = 1e-3 * max(d.outer_mrad for d in lattice.detectors) / lattice.wavelength
    return tuple(
        math.ceil(outer * extent) + REACH * stride + half
        for extent, stride, half in zip(lattice.grid.extent, lattice.taken.stride, lattice.half)
    )


def plan(
    lattice: Lattice,
    planes: np.ndarray,
    exit_planes: tuple[int, ...],
    error: float,
    least: int = 1,
    most: int | None = None,
    weights: np.ndarray | None = None,
) -> Plan:
    """Choose parents for the thickest of `exit_planes`, weights for each, for `error` (rms / mean).

    `least` and `most` bound the number of parents, whatever error that gives. `weights` (planes,)
    are what the planes count for where some scatter much more than others.
    """
    lam = lattice.wavelength
    inner = min(d.inner_mrad for d in lattice.detectors) - lattice.semiangle_mrad
    outer = max(d.outer_mrad for d in lattice.detectors) + lattice.semiangle_mrad
    annulus = (max(0.0, 1e-3 * inner / lam), 1e-3 * outer / lam)
    wide = 1e-3 * max(outer, WIDE_MRAD) / lam
    farthest = 2e-3 * lattice.semiangle_mrad / lam
    middles, found, parents = {}, {}, None
    for count in sorted(set(exit_planes), reverse=True):
        here = None if weights is None or not weights[:count].any() else weights[:count]
        ends = (planes[0] + planes[count - 1]) / 2
        middles[count] = ends if here is None else np.average(planes[:count], weights=here)
        depths = lam * (planes[:count] - middles[count])
        prior = Prior(depths, annulus, wide, farthest, here)
        if parents is None:
            bound = len(lattice.beams) if most is None else most
            parents = pick(prior, lattice.frequencies, error, least, bound)
        found[count] = interpolation(prior, lattice.frequencies, parents)
    return Plan(
        lattice,
        tuple(exit_planes),
        tuple(float(middles[count]) for count in exit_planes),
        tuple(found[count] for count in exit_planes),
    )


def parent_amplitudes(
    specimen: SlicedSpecimen, plan: Plan, kernels: Kernels = NUMPY, known: int = 0
) -> Any:
    """G_p(k') of every parent but the first `known`, for each exit.

    See `cpu.interpolation.Parents`.
    """
    grid, (indices, inside) = specimen.grid, transfers(plan)
    exit_planes = plan.exit_planes
    sent = plan.parents[known:]
    parents = kernels.parents(len(exit_planes), len(sent), indices, inside, grid.shape)
    together = kernels.parents_at_once(grid)
    for first in range(0, len(sent), together):
        tilts = sent[first : first + together]
        waves = kernels.plane_waves(len(tilts), grid)
        for count, passed in transmitted(specimen, waves, exit_planes, tilts, kernels.frames):
            phases = reference_phases(specimen, plan, count, tilts)
            parents.put(exit_planes.index(count), first, passed, *phases)
    return parents.amplitudes


def transfers(plan: Plan) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Whole indices of the transfers along x and y, and which of them the waves' grid has."""
    indices = [np.arange(-half, half + 1) for half in plan.half]
    return indices, [2 * np.abs(i) < n for i, n in zip(indices, plan.lattice.grid.shape)]


def reference_phases(
    specimen: SlicedSpecimen, plan: Plan, count: int, tilts: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The phase that makes G_q(k') of φ_q(k') behind `count` planes, as two factors.

    Along x (tilts, 2·half_x + 1) and along y (tilts, 2·half_y + 1), complex64.
    """
    middle = plan.middles[plan.exit_planes.index(count)]
    back = specimen.end(count) - middle
    lead = middle - float(specimen.planes[0])
    own = tilts - np.array(specimen.axis)
    square = own[:, :1] ** 2 + own[:, 1:] ** 2
    indices, _ = transfers(plan)
    kx, ky = (i / extent for i, extent in zip(indices, specimen.grid.extent))
    unit = 1j * math.pi * specimen.wavelength
    along_x = np.exp(unit * back * (kx + own[:, :1]) ** 2)
    along_y = np.exp(unit * (back * (ky + own[:, 1:]) ** 2 + lead * square))
    return along_x.astype(np.complex64), along_y.astype(np.complex64)


def interpolated_spectra(
    specimen: SlicedSpecimen, plan: Plan, amplitudes: Sequence[np.ndarray], kernels: Kernels = NUMPY
) -> list[np.ndarray]:
    """The Fourier coefficients of the image by each probe; see `assembly.coefficients`.

    Parameters
    ----------
    amplitudes
        (beams,) of each probe at the entrance surface.
    kernels
        Of the library that the specimen's transmissions belong to.
    """
    parents = parent_amplitudes(specimen, plan, kernels)
    return assembled(specimen, plan, parents, amplitudes, kernels)


def assembled(
    specimen: SlicedSpecimen,
    plan: Plan,
    parents: Any,
    amplitudes: Sequence[np.ndarray],
    kernels: Kernels = NUMPY,
) -> list[np.ndarray]:
    """`interpolated_spectra` from the `parent_amplitudes`, whatever pixels are taken."""
    one = kernels.accumulator(plan.lattice, len(plan.exit_planes), share=0.5)
    accumulators = [one, *(one.another() for _ in amplitudes[1:])]
    add_up(specimen, plan, parents, amplitudes, accumulators, kernels)
    return [accumulator.coefficients() for accumulator in accumulators]


def add_up(
    specimen: SlicedSpecimen,
    plan: Plan,
    parents: Any,
    amplitudes: Sequence[np.ndarray],
    accumulators: Sequence[Accumulator],
    kernels: Kernels = NUMPY,
) -> None:
    """Add what all beams between the parents bring to every exit's images, by each probe."""
    lattice = plan.lattice
    for e, middle in enumerate(plan.middles):
        phases = entrance_phases(specimen, lattice.frequencies, middle)
        beams = [probe * phases for probe in amplitudes]
        between = kernels.interpolation(accumulators, e, parents[e], plan.half, lattice.half)
        for part in lattice.classes():
            weights = plan.interpolations[e].weights[part.members]
            mine = [probe[part.members].astype(np.complex64) for probe in beams]
            between.add(part, weights, mine)
