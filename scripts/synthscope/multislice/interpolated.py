"""The image from a few plane waves: all other beams are interpolated between these parents.

Each parent q goes through the specimen in its own tilted frame, and its amplitudes are referred to
the middle depth z₀ of the specimen,

    G_q(k') = φ_q(k') exp(iπλ [z₀ |q|² + (t − z₀) |k' + q|²]),

which leaves a slow function of q. Then X_g(k) = Σ_p W_gp G_p(k − g) with real weights from
`prior`, but for a phase that depends on k alone and the phase exp(−iπλ z₀ |g|²), which goes into
the amplitude of the beam.
"""

import itertools
import math
from dataclasses import dataclass, replace

import numpy as np

from synthscope.multislice.assembly import Accumulator, add_pixels, coefficients
from synthscope.multislice.detector_pixels import REACH, Taken
from synthscope.multislice.lattice import BeamClass, Lattice
from synthscope.multislice.multislice import SlicedSpecimen, transmitted
from synthscope.multislice.planewaves import entrance_phases
from synthscope.multislice.prior import WIDE_MRAD, Interpolation, Prior, interpolation, pick
from synthscope.multislice.transforms import SMALL

STRIDES = (4, 3, 2)
"""Distances of the detector pixels that may be taken in place of all, in pixels."""
SMALL_BYTES = 1 << 25  # of all interpolated amplitudes of a class: below, they are made at once


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

    def taking(self, stride: int, number: int = 0) -> "Plan":
        """The same with every `stride`-th detector pixel; see `Taken.way`."""
        return replace(self, lattice=replace(self.lattice, taken=Taken.way(stride, number)))


def farthest_transfer(lattice: Lattice) -> tuple[int, int]:
    """The largest whole index of a transfer k' that any beam and pixel have between them.

    Pixels that count for others may lie outside of the detector.
    """
    outer = 1e-3 * max(d.outer_mrad for d in lattice.detectors) / lattice.wavelength
    return tuple(
        math.ceil(outer * extent) + REACH * max(STRIDES) + half
        for extent, half in zip(lattice.grid.extent, lattice.half)
    )


def plan(
    lattice: Lattice,
    planes: np.ndarray,
    exit_planes: tuple[int, ...],
    error: float,
    least: int = 1,
    most: int | None = None,
) -> Plan:
    """Choose parents for the thickest of `exit_planes`, weights for each, for `error` (rms / mean).

    `least` and `most` bound the number of parents, whatever error that gives.
    """
    lam = lattice.wavelength
    inner = min(d.inner_mrad for d in lattice.detectors) - lattice.semiangle_mrad
    outer = max(d.outer_mrad for d in lattice.detectors) + lattice.semiangle_mrad
    annulus = (max(0.0, 1e-3 * inner / lam), 1e-3 * outer / lam)
    wide = 1e-3 * max(outer, WIDE_MRAD) / lam
    farthest = 2e-3 * lattice.semiangle_mrad / lam
    middles, found, parents = {}, {}, None
    for count in sorted(set(exit_planes), reverse=True):
        middles[count] = (planes[0] + planes[count - 1]) / 2
        depths = lam * (planes[:count] - middles[count])
        prior = Prior(depths, annulus, wide, farthest)
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


def parent_amplitudes(specimen: SlicedSpecimen, plan: Plan) -> np.ndarray:
    """G_p(k') of every parent: complex64 (exit_planes, 2·half_x + 1, parents, 2·half_y + 1).

    The transfer of whole indices (i, j) is at [i + half_x, :, j + half_y].
    """
    grid = specimen.grid
    indices, inside = transfers(plan)
    source = np.ix_(*(i[keep] % n for i, keep, n in zip(indices, inside, grid.shape)))
    shape = [len(i) for i in indices]
    result = np.zeros((len(plan.exit_planes), shape[0], len(plan.parents), shape[1]), np.complex64)
    box = [slice(np.argmax(keep), len(keep) - np.argmax(keep[::-1])) for keep in inside]
    together = max(1, SMALL // grid.size)
    for first in range(0, len(plan.parents), together):
        tilts = plan.parents[first : first + together]
        waves = np.full((len(tilts), *grid.shape), 1 / grid.size, np.complex64)
        for count, passed in transmitted(specimen, waves, plan.exit_planes, tilts):
            e = plan.exit_planes.index(count)
            along_x, along_y = reference_phases(specimen, plan, count, tilts)
            for p, wave in enumerate(passed):
                amplitudes = wave[source]
                amplitudes *= along_x[p, inside[0], None]
                amplitudes *= along_y[p, inside[1]]
                result[e, box[0], first + p, box[1]] = amplitudes
    return result


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


def interpolated_spectrum(
    specimen: SlicedSpecimen, plan: Plan, amplitudes: np.ndarray
) -> np.ndarray:
    """The Fourier coefficients of the image; see `assembly.coefficients`.

    `amplitudes` (beams,) are those of the probe at the entrance surface.
    """
    return assembled(specimen, plan, parent_amplitudes(specimen, plan), amplitudes)


def assembled(
    specimen: SlicedSpecimen, plan: Plan, parents: np.ndarray, amplitudes: np.ndarray
) -> np.ndarray:
    """`interpolated_spectrum` from the `parent_amplitudes`, whatever pixels that plan takes."""
    lattice = plan.lattice
    accumulator = Accumulator(lattice, len(plan.exit_planes))
    for e, middle in enumerate(plan.middles):
        beams = amplitudes * entrance_phases(specimen, lattice.frequencies, middle)
        transfers = parents[e].size // len(plan.parents)
        flat = None  # all transfers of a parent in a row, where that is small
        for part in lattice.classes():
            weights = plan.interpolations[e].weights[part.members]
            factors = beams[part.members].astype(np.complex64)
            if 8 * len(weights) * transfers <= SMALL_BYTES:
                if flat is None:
                    flat = parents[e].transpose(1, 0, 2).reshape(len(plan.parents), -1)
                rows = _gathered(part, flat, weights, plan.half)
                add_pixels(accumulator, part, lattice.half, rows, factors, e)
            else:
                _add_rows(accumulator, part, parents[e], weights, factors, plan, e)
    return coefficients(lattice, accumulator.images)


def _gathered(
    part: BeamClass, parents: np.ndarray, weights: np.ndarray, half: tuple[int, int]
) -> np.ndarray:
    """X_g(k) of a small class, complex64 (beams, pixels), from `parents` (parents, transfers)."""
    everywhere = (weights @ parents.view(np.float32)).view(np.complex64)
    x, y = part.pixels.x, part.pixels.y
    place = (x[None, :] - part.beams[:, :1] + half[0]) * (2 * half[1] + 1)
    place += y[None, :] - part.beams[:, 1:] + half[1]
    return np.take_along_axis(everywhere, place, axis=1)


def _add_rows(
    accumulator: Accumulator,
    part: BeamClass,
    parents: np.ndarray,
    weights: np.ndarray,
    amplitudes: np.ndarray,
    plan: Plan,
    exit_index: int,
) -> None:
    """Interpolate and transform row by row of detector pixels.

    For a run of pixels (x; y … y + n, all or every few of them) and the beams of one row (s; t₀ …
    t₁) one matrix product gives X at all transfers (x − s; y − t₁ … y + n − t₀). A pixel's patch is
    a skewed cut through it, because the beam t meets the pixel y at the transfer y − t.
    """
    half, beam_half = plan.half, plan.lattice.half
    parents = parents.view(np.float32)
    rows = _beam_rows(part.beams)
    runs, stride, pixel_weights = part.pixels.runs, part.pixels.stride, part.pixels.weights
    longest = max((stride * (run.count - 1) + 1 for run in runs), default=0)
    # made once: fresh memory for each product costs more than the product
    spaces = [np.empty((n, 2 * (longest + n - 1)), np.float32) for _, _, n in rows]
    for run in runs:
        products = []
        for (s, first, count), space in zip(rows, spaces):
            t0 = int(part.beams[first, 1])
            low = run.first_y - (t0 + count - 1) + half[1]
            width = stride * (run.count - 1) + count
            block = parents[run.x - s + half[0], :, 2 * low : 2 * (low + width)]
            product = space.ravel()[: 2 * count * width].reshape(count, 2 * width)
            np.matmul(weights[first : first + count], block, out=product)
            products.append(product.view(np.complex64))
        for start in range(0, run.count, accumulator.pixels):
            pixels = min(accumulator.pixels, run.count - start)
            patches = accumulator.blank(pixels)
            for (s, first, count), product in zip(rows, products):
                t0 = int(part.beams[first, 1]) + beam_half[1]
                item, row = product.itemsize, product.strides[0]
                skewed = np.ndarray(
                    (pixels, count),
                    np.complex64,
                    product,
                    (stride * start + count - 1) * item,
                    (stride * item, row - item),
                )
                np.multiply(
                    skewed,
                    amplitudes[first : first + count],
                    out=patches[:, s + beam_half[0], t0 : t0 + count],
                )
            here = run.first + start
            accumulator.add(exit_index, pixel_weights[here : here + pixels])


def _beam_rows(beams: np.ndarray) -> list[tuple[int, int, int]]:
    """(x index, first beam, number of beams) of each row of neighbours, in order."""
    breaks = (np.diff(beams[:, 0]) != 0) | (np.diff(beams[:, 1]) != 1)
    first = np.concatenate([[0], np.flatnonzero(breaks) + 1, [len(beams)]])
    return [(int(beams[i, 0]), int(i), int(j - i)) for i, j in itertools.pairwise(first)]
