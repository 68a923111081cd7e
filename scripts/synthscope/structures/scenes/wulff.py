"""Wulff's shape of a crystal: each facet as far from the middle as its surface energy is high."""

import numpy as np
from scipy.spatial import ConvexHull, HalfspaceIntersection, QhullError

from synthscope.core.errors import InputError
from synthscope.structures.elements import SYMBOLS
from synthscope.structures.model import Crystal
from synthscope.structures.scenes.settings.particles import indices

FCC_METALS = {
    "Al": (1.199, 1.347, 1.271),
    "Ni": (2.011, 2.426, 2.368),
    "Cu": (1.952, 2.166, 2.237),
    "Rh": (2.472, 2.799, 2.899),
    "Pd": (1.920, 2.326, 2.225),
    "Ag": (1.172, 1.200, 1.238),
    "Ir": (2.971, 3.722, 3.606),
    "Pt": (2.299, 2.734, 2.819),
    "Au": (1.283, 1.627, 1.700),
}
"""Surface energies of (111), (100) and (110) in J/m² at 0 K: Vitos, Ruban, Skriver and Kollár,
Surf. Sci. 411 (1998) 186."""
FCC = 225


def surface_energies(crystal: Crystal, stated: dict[str, float]) -> dict[tuple[int, ...], float]:
    """By (h, k, l): those that are stated, or of a metal those in the table.

    Raises
    ------
    InputError
        Where there are none.
    """
    if stated:
        return {indices(plane): energy for plane, energy in stated.items()}
    kinds = {SYMBOLS[number] for number in crystal.numbers.tolist()}
    if len(kinds) == 1 and crystal.space_group == FCC and kinds <= set(FCC_METALS):
        return dict(zip([(1, 1, 1), (1, 0, 0), (1, 1, 0)], FCC_METALS[kinds.pop()]))
    raise InputError(
        f"no surface energies are known of {crystal.name[:40]!r}: state them in surfaces, such as "
        '{"111": 1.0, "100": 1.2}, of which only the ratios count (the table has fcc '
        f"{', '.join(FCC_METALS)})"
    )


def wulff_planes(
    crystal: Crystal, energies: dict[tuple[int, ...], float], diameter: float
) -> tuple[np.ndarray, float]:
    """The faces of a Wulff shape, and how far its corners are from the middle.

    Parameters
    ----------
    crystal
        With a cell; all planes that its point group makes of one have its energy.
    energies
        By (h, k, l), in any unit.
    diameter
        Of the sphere of the same volume, Å.

    Returns
    -------
    faces
        (F, 4): unit normals in the crystal's Cartesian axes, and distances from the middle, Å.
    reach
        Of the furthest corner, Å.

    Raises
    ------
    InputError
        Where the planes leave the shape open.
    """
    reciprocal = np.linalg.inv(crystal.cell).T
    group = crystal.point_group if len(crystal.point_group) else np.eye(3, dtype=int)[None]
    faces: dict[tuple[int, ...], float] = {}
    for plane, energy in energies.items():
        for image in (np.array(plane) @ group).tolist():
            faces[tuple(image)] = min(energy, faces.get(tuple(image), np.inf))
    normals = np.array(list(faces)) @ reciprocal
    normals /= np.linalg.norm(normals, axis=1)[:, None]
    distances = np.array(list(faces.values()))
    try:
        halfspaces = np.column_stack([normals, -distances])
        corners = HalfspaceIntersection(halfspaces, np.zeros(3)).intersections
        volume = ConvexHull(corners).volume
    except (QhullError, ValueError):
        volume = np.inf
    if not volume < 1e6 * distances.max() ** 3:
        raise InputError(
            f"surfaces {', '.join(''.join(map(str, plane)) for plane in energies)} do not enclose "
            f"a particle of {crystal.name[:40]!r}; add planes that cut the open sides"
        )
    scale = diameter / 2 * (4 / 3 * np.pi / volume) ** (1 / 3)
    reach = float(np.linalg.norm(corners, axis=1).max() * scale)
    return np.column_stack([normals, distances * scale]), reach
