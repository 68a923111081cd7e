"""The detector pixels of a field: which there are, and what each counts for.

A wide field spaces detector pixels finer than an exit wave needs that is a few Å wide: every n-th
pixel along each axis will do, when each counts for its neighbours as interpolating between the
taken ones has it. By cubic convolution (Keys, IEEE Trans. ASSP 29 (1981) 1153), because the mean
over all ways to take them then sees the detector's edges nearly where they are; by linear
interpolation they are soft, and the image too bright, as high-angle scattering falls steeply.
"""

import math
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

REACH = 2
"""Of the kernel, in distances of the pixels taken."""
WIDEST = 8
LEAST_A = 6.0
"""Of the field over the distance of the pixels taken: exit waves are as wide."""
THIN_A = 3.0
"""The same for thin specimens, behind which they may be narrower."""


@dataclass(frozen=True)
class Run:
    """Detector pixels (x, first_y), (x, first_y + stride) …: `count`, from number `first` on."""

    first: int
    x: int
    first_y: int
    count: int


@dataclass(frozen=True)
class Taken:
    """Every `stride`-th detector pixel, along x and along y, from the pixel `shift` on."""

    stride: tuple[int, int] = (1, 1)
    shift: tuple[int, int] = (0, 0)

    @classmethod
    def way(cls, stride: tuple[int, int], number: int = 0) -> "Taken":
        """One of all ways, by any number; the first few are far from each other."""
        return cls(stride, _shifts(stride)[number % math.prod(stride)])


@cache
def _shifts(stride: tuple[int, int]) -> list[tuple[int, int]]:
    """All shifts, each as far as can be from those before it, and then from the last of them.

    Farthest points first (Eldar et al., IEEE Trans. Image Process. 6 (1997) 1305), where the
    distance repeats by `stride` and is in units of it.
    """
    places = np.stack(np.meshgrid(*map(np.arange, stride), indexing="ij"), -1).reshape(-1, 2)

    def away(number: int) -> np.ndarray:
        steps = np.abs(places - places[number])
        return ((np.minimum(steps, stride - steps) * stride[::-1]) ** 2).sum(1)

    order, nearest = [0], away(0)
    while len(order) < len(places):
        farthest = np.flatnonzero(nearest == nearest.max())
        order.append(int(farthest[np.argmax(away(order[-1])[farthest])]))
        nearest = np.minimum(nearest, away(order[-1]))
    return [tuple(shift) for shift in places[order].tolist()]


ALL = Taken()


def strides(extent: tuple[float, float], least_A: float = LEAST_A) -> list[tuple[int, int]]:
    """Distances of pixels along x and y that a field (Å) leaves room for, the widest first."""
    widest = [max(1, min(WIDEST, int(e / least_A))) for e in extent]
    return [tuple(min(n, w) for w in widest) for n in range(max(widest), 1, -1)]


@dataclass(frozen=True)
class Pixels:
    """Detector pixels that are taken.

    Attributes
    ----------
    x, y
        (pixels,) whole parts of their indices, sorted by x and y.
    weights
        (pixels, regions) float32: how many pixels of each region one stands for.
    along_y
        Their distance along y, in pixels.
    """

    x: np.ndarray
    y: np.ndarray
    weights: np.ndarray
    along_y: int

    @cached_property
    def runs(self) -> list[Run]:
        """The pixels as rows without a gap."""
        new = np.diff(self.y, prepend=np.iinfo(int).min // 2) != self.along_y
        new |= np.diff(self.x, prepend=self.x[:1]) != 0
        first = np.flatnonzero(new)
        count = np.diff(first, append=len(self.x))
        return [Run(*map(int, one)) for one in zip(first, self.x[first], self.y[first], count)]


def take_pixels(x: np.ndarray, y: np.ndarray, regions: np.ndarray, taken: Taken) -> Pixels:
    """Take pixels and weigh them.

    Parameters
    ----------
    x, y
        Whole indices of the rows and columns of pixels, unbroken.
    regions
        (regions, len(x), len(y)) bool: the pixels of each region.
    """
    rows, kernel_x = _kernel(x, taken.stride[0], taken.shift[0])
    columns, kernel_y = _kernel(y, taken.stride[1], taken.shift[1])
    weights = kernel_x @ regions.astype(np.float64) @ kernel_y.T
    place = np.nonzero(weights.any(axis=0))
    return Pixels(
        rows[place[0]],
        columns[place[1]],
        weights[:, place[0], place[1]].T.astype(np.float32),
        taken.stride[1],
    )


def _kernel(index: np.ndarray, stride: int, shift: int) -> tuple[np.ndarray, np.ndarray]:
    """The indices taken, and (taken, index) what each counts for at every index."""
    chosen = np.arange(index[0] - REACH * stride, index[-1] + REACH * stride + 1)
    chosen = chosen[(chosen - shift) % stride == 0]
    x = np.abs(chosen[:, None] - index[None, :]) / stride
    near, far = 1.5 * x**3 - 2.5 * x**2 + 1, -0.5 * x**3 + 2.5 * x**2 - 4 * x + 2
    return chosen, np.where(x < 1, near, np.where(x < REACH, far, 0.0))
