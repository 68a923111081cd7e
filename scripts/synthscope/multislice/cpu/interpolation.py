"""Beams between parents by NumPy: matrix products over runs of detector pixels."""

import itertools
from collections.abc import Sequence

import numpy as np

from synthscope.multislice.cpu.accumulator import Accumulator
from synthscope.multislice.detector_pixels import Run
from synthscope.multislice.lattice import BeamClass

SMALL_BYTES = 1 << 25  # of all interpolated amplitudes of a class: below, they are made at once


class Parents:
    """G_p(k') of every parent, as they come: `amplitudes` holds those of each exit.

    Complex64 (exits, 2·half_x + 1, parents, 2·half_y + 1); the transfer of whole indices (i, j) is
    at [i + half_x, :, j + half_y].
    """

    def __init__(
        self,
        exits: int,
        count: int,
        indices: list[np.ndarray],
        inside: list[np.ndarray],
        shape: tuple[int, int],
    ):
        self._source = np.ix_(*(i[keep] % n for i, keep, n in zip(indices, inside, shape)))
        self._inside = inside
        self._box = [slice(np.argmax(keep), len(keep) - np.argmax(keep[::-1])) for keep in inside]
        self.amplitudes = np.zeros((exits, len(indices[0]), count, len(indices[1])), np.complex64)

    def put(
        self,
        exit_index: int,
        first: int,
        waves: np.ndarray,
        along_x: np.ndarray,
        along_y: np.ndarray,
    ) -> None:
        """Take the waves of the parents from number `first` on, each times its phases."""
        for p, wave in enumerate(waves):
            amplitudes = wave[self._source]
            amplitudes *= along_x[p, self._inside[0], None]
            amplitudes *= along_y[p, self._inside[1]]
            self.amplitudes[exit_index, self._box[0], first + p, self._box[1]] = amplitudes


class Interpolation:
    """Adds classes of beams between the parents of one exit to its images."""

    def __init__(
        self,
        accumulators: Sequence[Accumulator],
        exit_index: int,
        parents: np.ndarray,
        half: tuple[int, int],
        beam_half: tuple[int, int],
    ):
        self._accumulators, self._exit, self._parents = accumulators, exit_index, parents
        self._half, self._beam_half = half, beam_half
        self._flat: np.ndarray | None = None  # all transfers of a parent in a row, where small

    def add(self, part: BeamClass, weights: np.ndarray, amplitudes: Sequence[np.ndarray]) -> None:
        """Add a class, with `weights` (beams, parents) and each probe's `amplitudes` (beams,)."""
        count = self._parents.shape[1]
        transfers = self._parents.size // count
        if 8 * len(weights) * transfers > SMALL_BYTES:
            self._add_rows(part, weights, amplitudes)
            return
        if self._flat is None:
            self._flat = self._parents.transpose(1, 0, 2).reshape(count, -1)
        rows = _gathered(part, self._flat, weights, self._half)
        for accumulator, probe in zip(self._accumulators, amplitudes):
            accumulator.add_class(self._exit, part, rows, probe)

    def _add_rows(
        self, part: BeamClass, weights: np.ndarray, amplitudes: Sequence[np.ndarray]
    ) -> None:
        """Interpolate and transform row by row of detector pixels.

        For a run of pixels (x; y … y + n, all or every few of them) and the beams of one row (s; t₀
        … t₁) one matrix product gives X at all transfers (x − s; y − t₁ … y + n − t₀). A pixel's
        patch is a skewed cut through it, because the beam t meets the pixel y at the transfer
        y − t.
        """
        half = self._half
        parents = self._parents.view(np.float32)
        rows = _beam_rows(part.beams)
        runs, step = part.pixels.runs, part.pixels.along_y
        longest = max((step * (run.count - 1) + 1 for run in runs), default=0)
        # made once: fresh memory for each product costs more than the product
        spaces = [np.empty((n, 2 * (longest + n - 1)), np.float32) for _, _, n in rows]
        for run in runs:
            products = []
            for (s, first, count), space in zip(rows, spaces):
                t0 = int(part.beams[first, 1])
                low = run.first_y - (t0 + count - 1) + half[1]
                width = step * (run.count - 1) + count
                block = parents[run.x - s + half[0], :, 2 * low : 2 * (low + width)]
                product = space.ravel()[: 2 * count * width].reshape(count, 2 * width)
                np.matmul(weights[first : first + count], block, out=product)
                products.append(product.view(np.complex64))
            for accumulator, probe in zip(self._accumulators, amplitudes):
                self._add_run(accumulator, part, run, rows, products, probe)

    def _add_run(
        self,
        accumulator: Accumulator,
        part: BeamClass,
        run: Run,
        rows: list[tuple[int, int, int]],
        products: list[np.ndarray],
        amplitudes: np.ndarray,
    ) -> None:
        """Cut the patches of a run's pixels out of the products, and transform them."""
        step, beam_half = part.pixels.along_y, self._beam_half
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
                    (step * start + count - 1) * item,
                    (step * item, row - item),
                )
                np.multiply(
                    skewed,
                    amplitudes[first : first + count],
                    out=patches[:, s + beam_half[0], t0 : t0 + count],
                )
            here = run.first + start
            accumulator.add(self._exit, part.pixels.weights[here : here + pixels])


def _gathered(
    part: BeamClass, parents: np.ndarray, weights: np.ndarray, half: tuple[int, int]
) -> np.ndarray:
    """X_g(k) of a small class, complex64 (beams, pixels), from `parents` (parents, transfers)."""
    everywhere = (weights @ parents.view(np.float32)).view(np.complex64)
    x, y = part.pixels.x, part.pixels.y
    place = (x[None, :] - part.beams[:, :1] + half[0]) * (2 * half[1] + 1)
    place += y[None, :] - part.beams[:, 1:] + half[1]
    return np.take_along_axis(everywhere, place, axis=1)


def _beam_rows(beams: np.ndarray) -> list[tuple[int, int, int]]:
    """(x index, first beam, number of beams) of each row of neighbours, in order."""
    breaks = (np.diff(beams[:, 0]) != 0) | (np.diff(beams[:, 1]) != 1)
    first = np.concatenate([[0], np.flatnonzero(breaks) + 1, [len(beams)]])
    return [(int(beams[i, 0]), int(i), int(j - i)) for i, j in itertools.pairwise(first)]
