"""What the ways to an image leave to a library: NumPy's on one core, or an array API device's.

The ways (`interpolated`, `planewaves`) are written once and are given these. The kernels themselves
stand twice, in `cpu/` and in `gpu/`: what keeps a processor's cache full starves a device.
"""

from collections.abc import Callable, Sequence
from typing import Any, Protocol, Self

import numpy as np

from synthscope.multislice.lattice import BeamClass, Lattice
from synthscope.optics.grids import Grid
from synthscope.optics.transmission import Gratings


class Accumulator(Protocol):
    """Adds up the image of every region of detector pixels and every exit."""

    def another(self) -> Self:
        """An empty one, for another probe; the two are used by turns."""

    def add_class(
        self, exit_index: int, part: BeamClass, diffracted: Any, amplitudes: np.ndarray
    ) -> None:
        """Add a class: X_g(k) `diffracted` (beams, pixels) and A_g (beams,) on the host."""

    def coefficients(self) -> np.ndarray:
        """On the host; see `assembly.coefficients`."""


class Parents(Protocol):
    """Takes G_p(k') of the parents as they come; `amplitudes` then holds those of each exit."""

    amplitudes: Any

    def put(
        self, exit_index: int, first: int, waves: Any, along_x: np.ndarray, along_y: np.ndarray
    ) -> None:
        """Take the waves of the parents from number `first` on, each times its phases."""


class Interpolation(Protocol):
    """Adds classes of beams between the parents of one exit to its images."""

    def add(self, part: BeamClass, weights: np.ndarray, amplitudes: Sequence[np.ndarray]) -> None:
        """Add a class, with `weights` (beams, parents) and each probe's `amplitudes` (beams,)."""


class Kernels(Protocol):
    """One library's.

    Attributes
    ----------
    frames
        Makes transforms and propagators; see `frames.Frames`.
    parents
        Makes `Parents` of the number of exits and of parents, the whole indices of the transfers,
        which of them are on the waves' grid, and its shape.
    interpolation
        Makes an `Interpolation` of accumulators, one a probe, the exit's number, its parents'
        amplitudes, and how far transfers and beams reach (`Plan.half`, `Lattice.half`).
    """

    frames: Callable[..., Any]
    parents: Callable[..., Parents]
    interpolation: Callable[..., Interpolation]

    def transmissions(self, gratings: Gratings) -> Callable[[np.ndarray], Any]:
        """What makes the transmissions of some positions, as `gratings` does, in this library."""

    def accumulator(self, lattice: Lattice, exits: int, share: float = 1.0) -> Accumulator:
        """An empty one, which may use this share of the memory for batches."""

    def parents_at_once(self, grid: Grid) -> int:
        """How many parents are sent through together."""

    def beams_at_once(self, grid: Grid, pixels: int) -> int:
        """How many exact beams are, of which so many detector pixels are kept."""

    def plane_waves(self, count: int, grid: Grid) -> Any:
        """Waves (count, nx, ny) complex64 of unit amplitude in Fourier space as it is scaled."""

    def zeros(self, shape: tuple[int, ...]) -> Any:
        """Complex64."""

    def on_host(self, array: Any) -> np.ndarray:
        """The array itself, or a copy of it that may be changed."""

    def at_pixels(self, waves: Any, part: BeamClass, chosen: slice) -> Any:
        """X_g(k) of the chosen beams of a class (beams, pixels), from their waves behind it."""
