"""Families of lattice planes and directions, and crystals turned so that a plane is edge-on."""

import math
from collections.abc import Iterable

import numpy as np

from synthscope.core.errors import InputError
from synthscope.structures.model import Crystal
from synthscope.structures.symmetry.centring import centrings, primitive_basis

EDGE_ON = 1e-3
"""Most that the normal of a plane may lean to the viewer, in radians."""


def family_of_planes(crystal: Crystal, hkl: Iterable[int]) -> np.ndarray:
    """(M, 3) planes that symmetry makes equal to (hkl), both signs, in order."""
    return _distinct(np.array(tuple(hkl)) @ _operations(crystal))


def family_of_vectors(crystal: Crystal, vector: Iterable[float]) -> np.ndarray:
    """(M, 3) vectors in parts of a, b, c that symmetry makes equal to one, both signs, in order."""
    return _distinct(np.array(tuple(vector)) @ np.swapaxes(_operations(crystal), 1, 2))


def _operations(crystal: Crystal) -> np.ndarray:
    """(M, 3, 3) which act on [uvw] columns; a group has the inverse of each as well."""
    return crystal.point_group if len(crystal.point_group) else np.eye(3)[None]


def _distinct(rows: np.ndarray) -> np.ndarray:
    return np.unique(np.round(np.concatenate([rows, -rows]), 9) + 0.0, axis=0)


def normal(crystal: Crystal, hkl: Iterable[int]) -> np.ndarray:
    """(3,) reciprocal lattice vector of a plane in the axes of the crystal, 1/Å."""
    return np.linalg.inv(crystal.cell) @ np.array(tuple(hkl), dtype=float)


def spacing(crystal: Crystal, hkl: Iterable[int]) -> float:
    """Distance of two lattice planes (hkl), with the centring's own between them, Å."""
    shifts = centrings(crystal)[0]
    heights = np.rint(primitive_basis(shifts) @ np.array(tuple(hkl)) * len(shifts)).astype(int)
    step = math.gcd(*heights.tolist()) / len(shifts)
    return step / float(np.linalg.norm(normal(crystal, hkl)))


def edge_on(crystal: Crystal, hkl: Iterable[int], rotation: np.ndarray) -> np.ndarray:
    """(M, 3) planes of a family that are seen edge-on by a crystal turned so.

    Raises
    ------
    InputError
        There are none.
    """
    family = family_of_planes(crystal, hkl)
    normals = family @ np.linalg.inv(crystal.cell).T @ rotation.T
    lean = np.abs(normals[:, 2]) / np.linalg.norm(normals, axis=1)
    if not (lean < EDGE_ON).any():
        best = math.degrees(math.asin(float(lean.min())))
        raise InputError(
            f"structure {crystal.id}: no plane of {{{_text(hkl)}}} is edge-on, the nearest leans "
            f"by {best:.1f} degrees; use a zone axis [uvw] with hu + kv + lw = 0"
        )
    return family[lean < EDGE_ON].astype(int)


def _text(hkl: Iterable[int]) -> str:
    return " ".join(map(str, hkl))


def turned(crystal: Crystal, hkl: Iterable[int], rotation: np.ndarray) -> np.ndarray:
    """The rotation, turned about z until the normal of an edge-on plane is along x."""
    return facing(rotation, rotation @ normal(crystal, hkl))


def facing(rotation: np.ndarray, direction: np.ndarray) -> np.ndarray:
    """The rotation, turned about z until a direction of the scene (3,) lies along x."""
    x = np.array([direction[0], direction[1], 0.0])
    x /= np.linalg.norm(x)
    return np.array([x, np.cross([0.0, 0.0, 1.0], x), [0.0, 0.0, 1.0]]) @ rotation


def disorientation_deg(crystal: Crystal, left: np.ndarray, right: np.ndarray) -> float:
    """The least angle by which one grain has to be turned to stand as another, degrees.

    Of all turns that the crystal's symmetry makes equal; two (3, 3) rotations of grains.
    """
    turns = [np.eye(3)]
    for operation in crystal.point_group:
        if np.linalg.det(operation) > 0:
            turns.append((np.linalg.inv(crystal.cell) @ operation.T @ crystal.cell).T)
    traces = np.einsum("kij,ij->k", np.array(turns), left.T @ right)
    cosine = (float(traces.max()) - 1) / 2
    return round(math.degrees(math.acos(min(1.0, max(-1.0, cosine)))), 4) + 0.0
