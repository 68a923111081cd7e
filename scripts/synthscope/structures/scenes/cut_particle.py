"""A sphere or a Wulff shape, cut from a crystal about a random point."""

import numpy as np

from synthscope.core.errors import InputError
from synthscope.structures.model import Crystal
from synthscope.structures.scenes.wulff import surface_energies, wulff_planes

ON_FACE = 1e-6
"""Å: atoms on a face belong to the particle, whatever rounding says."""


def cut_particle(
    crystal: Crystal,
    diameter: float,
    shape: str,
    surfaces: dict[str, float],
    rng: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The atoms inside of a shape whose middle is anywhere in the cell.

    Parameters
    ----------
    crystal
        That repeats along all axes.
    diameter
        Of the sphere of the same volume, Å.
    shape
        sphere or wulff.
    surfaces
        For wulff: surface energies by plane; see `surface_energies`.

    Returns
    -------
    numbers, positions, depths
        (N,); (N, 3) in Å from the middle, in the crystal's Cartesian axes; (N,) Å below the
        surface of the shape.

    Raises
    ------
    InputError
        Where there is nothing to cut, or no surface energies.
    """
    if not crystal.pbc.all():
        raise InputError(
            f"{crystal.name[:40]!r} does not repeat along all axes: no particle can be cut from "
            "it; use a crystal, or a cluster without a cell"
        )
    faces, reach = np.zeros((0, 4)), diameter / 2
    if shape == "wulff":
        faces, reach = wulff_planes(crystal, surface_energies(crystal, surfaces), diameter)
    middle = rng.random(3)
    spread = reach * np.linalg.norm(np.linalg.inv(crystal.cell), axis=0)
    first, last = np.floor(middle - spread).astype(int) - 1, np.ceil(middle + spread).astype(int)
    spans = [np.arange(a, b + 1) for a, b in zip(first, last)]
    origins = np.stack(np.meshgrid(*spans, indexing="ij"), axis=-1).reshape(-1, 1, 3)
    positions = ((origins + crystal.folded - middle) @ crystal.cell).reshape(-1, 3)
    numbers = np.tile(crystal.numbers, len(origins))
    if len(faces):
        depths = (faces[:, 3] - positions @ faces[:, :3].T).min(axis=1)
    else:
        depths = reach - np.linalg.norm(positions, axis=1)
    inside = depths >= -ON_FACE
    if not inside.any():
        raise InputError(
            f"size_A {diameter:g}: no atom of {crystal.name[:40]!r} is inside; a size of "
            f"{np.ceil(crystal.lattice[0]):g} Å has some"
        )
    return numbers[inside], positions[inside], depths[inside]
