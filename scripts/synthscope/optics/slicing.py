"""Cutting a specimen into slices along the beam: at its own atomic planes, or equally thick."""

import math
from dataclasses import dataclass

import numpy as np

from synthscope.core.errors import InputError


@dataclass(frozen=True)
class Slices:
    """Which slice each atom is in, and where the slices' potentials act.

    Attributes
    ----------
    index
        (N,) slice of each atom, from 0 at the entrance surface.
    planes
        (n,) depth in Å, increasing, at which each slice's projected potential acts.
    depth
        The specimen's extent along the beam in Å; the exit surface.
    """

    index: np.ndarray
    planes: np.ndarray
    depth: float

    def __len__(self) -> int:
        return len(self.planes)

    @property
    def steps(self) -> np.ndarray:
        """(n,) distance in Å from each plane to the next; the last one to the exit surface."""
        return np.append(np.diff(self.planes), self.depth - self.planes[-1])

    @property
    def longest(self) -> float:
        """The longest distance in Å between two planes, over the join of repeats too."""
        gaps = np.diff(self.planes)
        join = self.depth - self.planes[-1] + self.planes[0]
        return float(max(gaps.max(initial=0.0), join))

    def tiled(self, repeats: int) -> "Slices":
        """The slices of `repeats` copies on top of each other; atoms ordered copy by copy."""
        n = len(self)
        copies = np.arange(repeats)[:, None]
        return Slices(
            (self.index[None, :] + n * copies).ravel(),
            (self.planes[None, :] + self.depth * copies).ravel(),
            self.depth * repeats,
        )


def equal_slices(z: np.ndarray, depth: float, thickness: float) -> Slices:
    """Slices of one thickness, at most `thickness` Å; each acts in its own middle plane."""
    count = max(1, math.ceil(depth / thickness - 1e-9))
    step = depth / count
    index = np.clip(np.floor(z / step + 1e-9).astype(np.intp), 0, count - 1)
    return Slices(index, (np.arange(count) + 0.5) * step, float(depth))


def own_planes(
    z: np.ndarray, weights: np.ndarray, depth: float, thickness: float, apart: float = 0.02
) -> Slices:
    """Slices at the crystal's own planes, joined where planes lie closely.

    Atoms within `apart` Å are one plane. Adjacent planes are joined, those that lose least first,
    while the joined atoms spread about their common plane no more than an equal slice of
    `thickness` Å would (an rms of thickness / √12). A plane lies at the weighted mean of its atoms.

    Parameters
    ----------
    z, weights
        (N,) depth in Å, in [0, depth], and weight of each atom (how strongly it scatters).
    """
    if len(z) == 0:
        return Slices(np.zeros(0, np.intp), np.array([depth / 2]), float(depth))
    order = np.argsort(z, kind="stable")
    start = np.flatnonzero(np.diff(z[order], prepend=-np.inf) > apart)
    w, wz, wzz = (np.add.reduceat(weights[order] * z[order] ** power, start) for power in (0, 1, 2))
    allowed = thickness**2 / 12
    while len(w) > 1:
        jw, jz, jzz = w[:-1] + w[1:], wz[:-1] + wz[1:], wzz[:-1] + wzz[1:]
        variance = np.round(np.maximum(jzz / jw - (jz / jw) ** 2, 0), 6)
        variance[variance > allowed * (1 + 1e-6)] = np.inf
        best = int(np.argmin(variance))
        if not np.isfinite(variance[best]):
            break
        w[best], wz[best], wzz[best] = jw[best], jz[best], jzz[best]
        w, wz, wzz, start = (np.delete(array, best + 1) for array in (w, wz, wzz, start))
    index = np.empty(len(z), np.intp)
    index[order] = np.searchsorted(start, np.arange(len(z)), side="right") - 1
    return Slices(index, wz / w, float(depth))


def slice_box(
    numbers: np.ndarray, positions: np.ndarray, depth: float, thickness: float, kind: str
) -> Slices:
    """The slices of a box: at its atoms' own planes, heavy atoms counting more, or equally thick.

    Parameters
    ----------
    numbers, positions
        (N,) and (N, 3) in Å.
    depth, thickness
        Of the box and of a slice, Å.
    kind
        "planes" or "equal".

    Raises
    ------
    InputError
        Atoms lie outside of the box.
    """
    z = positions[:, 2]
    if len(z) and not (z.min() >= -1e-6 and z.max() <= depth + 1e-6):
        raise InputError(
            f"atoms lie at z from {z.min():.2f} to {z.max():.2f} Å, outside of their box, which "
            f"goes from 0 to {depth:.2f} Å"
        )
    if kind == "equal":
        return equal_slices(z, depth, thickness)
    return own_planes(np.clip(z, 0, depth), numbers**1.6, depth, thickness)
