"""Radial functions of a single atom: its projected potential in closed form, and Hankel transforms.

A function f(r) across the beam that has no direction, and its Fourier transform F(k), are
F(k) = 2π ∫ f(r) J₀(2πkr) r dr and the same the other way round.
"""

import functools
import math
from collections.abc import Sequence

import numpy as np
from scipy.special import j0, k0, k1

from synthscope.optics.constants import POTENTIAL_PER_SCATTERING_FACTOR
from synthscope.optics.scattering import parameters

FARTHEST_A = 8.0  # where the potential of every neutral atom has ended


def projected_potential(number: int, r: np.ndarray, table: str = "lobato") -> np.ndarray:
    """The potential of an atom, projected along the beam, in V Å at `r` > 0 in Å.

    The transforms of the terms of `scattering.scattering_factor`, which are Bessel functions and,
    in Kirkland's table, Gaussians as well. It rises like −ln r towards the nucleus.
    """
    total = np.zeros_like(r)
    rows = parameters(number, table)
    if table == "lobato":
        for a, b in rows.T:
            x = 2 * math.pi * r / math.sqrt(b)
            total += 2 * math.pi * a / b * (k0(x) + x / 2 * k1(x))
    else:
        for a, b, c, d in rows.T:
            total += 2 * math.pi * a * k0(2 * math.pi * math.sqrt(b) * r)
            total += c * math.pi / d * np.exp(-(math.pi**2) * r**2 / d)
    return POTENTIAL_PER_SCATTERING_FACTOR * total


def nodes(edges: Sequence[float], order: int = 16) -> tuple[np.ndarray, np.ndarray]:
    """Abscissae and weights of Gauss for an integral over all the pieces between `edges`."""
    x, w = _legendre(order)
    edges = np.asarray(edges, float)
    half = np.diff(edges)[:, None] / 2
    return (edges[:-1, None] + half * (1 + x)).ravel(), (half * w).ravel()


def radii() -> tuple[np.ndarray, np.ndarray]:
    """Nodes and weights along r that resolve a nucleus and end where atoms do."""
    near, far = np.geomspace(1e-5, 0.1, 10), np.arange(0.25, FARTHEST_A + 0.01, 0.25)
    return nodes([1e-9, *near, *far])


def hankel(values: np.ndarray, x: np.ndarray, weights: np.ndarray, at: np.ndarray) -> np.ndarray:
    """The transform of `values` given at the nodes `x`, evaluated at the places `at`.

    Works from r to k and from k to r; `weights` are those of the nodes. (len(at),).
    """
    found = [
        j0(2 * math.pi * np.outer(part, x)) @ (2 * math.pi * values * x * weights)
        for part in np.array_split(at, max(1, len(at) * len(x) // (1 << 20)))
    ]
    return np.concatenate(found)


@functools.cache
def _legendre(order: int) -> tuple[np.ndarray, np.ndarray]:
    return np.polynomial.legendre.leggauss(order)
