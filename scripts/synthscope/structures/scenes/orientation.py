"""How a crystal or a particle stands to the viewer: any way, as listed, or a little beside it."""

import math
from collections.abc import Iterable

import numpy as np
from scipy.spatial.transform import Rotation

from synthscope.structures.scenes.settings.orientation import OrientationSettings
from synthscope.structures.symmetry.orientation import in_plane_direction


def orient(
    settings: OrientationSettings, cell: np.ndarray | None, rng: np.random.Generator
) -> np.ndarray:
    """Draw how one crystal stands.

    Parameters
    ----------
    settings
        With numbers drawn.
    cell
        (3, 3) rows a, b, c in Å, in the Cartesian axes that its positions have; None for a cluster.
    rng
        Of this crystal alone.

    Returns
    -------
    (3, 3) rows x, y, z of the scene
        A proper rotation: `positions @ R.T` are positions in the scene, z to the viewer.
    """
    stands = _listed(settings, None if cell is None else np.asarray(cell, dtype=float), rng)
    return _mistilt(settings, rng) @ stands


def towards_viewer(cell: np.ndarray | None, uvw: Iterable[int], in_plane_deg: float) -> np.ndarray:
    """The rotation that brings [uvw] along +z, (3, 3).

    At 0 degrees the row axis of an image along [uvw] (`symmetry.orientation`) is the scene's x.
    """
    cell = np.eye(3) if cell is None else np.asarray(cell, dtype=float)
    direction = np.array(tuple(uvw), dtype=float) @ cell
    z = direction / np.linalg.norm(direction)
    x = in_plane_direction(cell, uvw) @ cell
    x -= (x @ z) * z
    x /= np.linalg.norm(x)
    turn = Rotation.from_euler("z", in_plane_deg, degrees=True).as_matrix()
    return turn @ np.array([x, np.cross(z, x), z])


def _listed(
    settings: OrientationSettings, cell: np.ndarray | None, rng: np.random.Generator
) -> np.ndarray:
    if settings.zone_axes:
        angle = settings.in_plane_deg
        angle = rng.uniform(0, 360) if angle is None else angle
        return towards_viewer(cell, _one(settings.zone_axes, rng), angle)
    if settings.euler_deg:
        turn = Rotation.from_euler("ZXZ", _one(settings.euler_deg, rng), degrees=True)
    elif settings.quaternions:
        turn = Rotation.from_quat(_one(settings.quaternions, rng))
    else:
        return Rotation.random(rng=rng).as_matrix()
    return turn.as_matrix() @ cell_axes(cell)


def _one(listed: tuple[tuple, ...], rng: np.random.Generator) -> tuple:
    return listed[int(rng.integers(len(listed)))]


def cell_axes(cell: np.ndarray | None) -> np.ndarray:
    """(3, 3) rows: unit vectors along a, along c* × a and along c*; of a cluster its own axes.

    Parameters
    ----------
    cell
        Rows a and b, of which c* is normal to both, and whatever follows.
    """
    if cell is None:
        return np.eye(3)
    a, normal = cell[0], np.cross(cell[0], cell[1])
    x, z = a / np.linalg.norm(a), normal / np.linalg.norm(normal)
    return np.array([x, np.cross(z, x), z])


def _mistilt(settings: OrientationSettings, rng: np.random.Generator) -> np.ndarray:
    if settings.mistilt == "gaussian":
        across = rng.normal(size=2)
    else:
        angle, radius = rng.uniform(0, 2 * math.pi), math.sqrt(rng.uniform())
        across = radius * np.array([math.cos(angle), math.sin(angle)])
    vector = np.append(1e-3 * settings.mistilt_mrad * across, 0.0)
    return Rotation.from_rotvec(vector).as_matrix()
