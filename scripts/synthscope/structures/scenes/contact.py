"""Where an atom comes to rest that is let down on others, all of them hard balls."""

import numpy as np
from ase.data.vdw_alvarez import vdw_radii

from synthscope.structures.elements import COVALENT_RADII
from synthscope.structures.scenes.periodic import flat_pairs

VDW_CONTACT = 0.93
"""Of the sum of van der Waals radii (Alvarez, Dalton Trans. 42 (2013) 8617): neighbours in two
layers of graphite, hBN and MoS2 are 0.92 to 0.95 of it apart."""
COVALENT = np.array(COVALENT_RADII)
VDW = VDW_CONTACT * np.where(np.isfinite(vdw_radii), vdw_radii, 2.5)


def resting_heights(
    below: np.ndarray, radii: np.ndarray, box: np.ndarray, at: np.ndarray, reach: float
) -> tuple[np.ndarray, np.ndarray]:
    """How far down a ball comes over each place.

    Parameters
    ----------
    below, radii
        (N, 3) Å atoms that repeat over `box`, and (N,) how far from each the ball's centre stops.
    box
        (2,) Å.
    at
        (M, 2) places, Å.
    reach
        Not less than any of the radii, Å.

    Returns
    -------
    heights
        (M,) z of the ball's centre, Å; −inf where it falls through.
    touched
        (M,) the atom that stops it; −1 there.
    """
    heights, touched = np.full(len(at), -np.inf), np.full(len(at), -1)
    place, atom, flat = flat_pairs(at, below[:, :2], box, reach)
    room = radii[atom] ** 2 - flat**2
    kept = room > 0
    place, atom = place[kept], atom[kept]
    z = below[atom, 2] + np.sqrt(room[kept])
    order = np.lexsort((-atom, z))
    heights[place[order]], touched[place[order]] = z[order], atom[order]
    return heights, touched
