"""The atoms of a structure as spheres: the phantom of an electron-tomography tilt series."""

import numpy as np
from numpy.typing import NDArray

from synthscope.core.errors import InputError
from synthscope.tomography.simulation.phantom import Spheres


def atom_spheres(
    positions: NDArray,
    numbers: NDArray,
    radius_A: float,
    exponent: float = 1.7,
    margin_A: float = 1.0,
) -> tuple[Spheres, float]:
    """Spheres at the atoms, scaled to fit the cube at every tilt.

    Parameters
    ----------
    positions
        (n, 3) in Å; the tilt axis is along z.
    numbers
        (n,) atomic numbers.
    radius_A
        Radius of an atom's sphere, Å.
    exponent
        A sphere's attenuation is (Z / Z_max)**exponent; 1.7 is close to annular dark field.
    margin_A
        Empty space between the outermost sphere and the edge of the cube, Å.

    Returns
    -------
    spheres
        In units of half an edge of the cube.
    half_edge_A
        Half an edge of the cube in Å; a voxel is 2 · half_edge_A / size.

    Raises
    ------
    InputError
        If there are no atoms.
    """
    positions = np.asarray(positions, np.float64).reshape(-1, 3)
    if len(positions) == 0:
        raise InputError("the phantom's structure has no atoms; choose one that has some")
    centred = positions - (positions.min(axis=0) + positions.max(axis=0)) / 2
    reach = max(np.hypot(centred[:, 0], centred[:, 1]).max(), np.abs(centred[:, 2]).max())
    half_edge = float(reach + radius_A + margin_A)
    numbers = np.asarray(numbers, np.float64)
    values = (numbers / numbers.max()) ** exponent
    radii = np.full(len(positions), radius_A / half_edge)
    return Spheres(centred / half_edge, radii, values), half_edge
