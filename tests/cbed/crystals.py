"""Small crystals of several lattice systems, for the tests of diffraction."""

import numpy as np

from synthscope.structures.model import Crystal


def _crystal(name, cell, sites) -> Crystal:
    cell = np.array(cell, float)
    numbers = [number for number, _ in sites]
    positions = np.array([place for _, place in sites]) @ cell
    return Crystal(
        id=name, source="user", name=name, numbers=numbers, positions=positions, cell=cell
    )


def silicon() -> Crystal:
    fcc = np.array([[0, 0, 0], [0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0]])
    sites = [(14, place) for place in (*fcc, *(fcc + 0.25))]
    return _crystal("silicon", np.eye(3) * 5.431, sites)


def strontium_titanate() -> Crystal:
    oxygen = [(8, place) for place in ((0.5, 0.5, 0), (0.5, 0, 0.5), (0, 0.5, 0.5))]
    sites = [(38, (0, 0, 0)), (22, (0.5, 0.5, 0.5)), *oxygen]
    return _crystal("strontium titanate", np.eye(3) * 3.905, sites)


def gold() -> Crystal:
    fcc = ((0, 0, 0), (0, 0.5, 0.5), (0.5, 0, 0.5), (0.5, 0.5, 0))
    return _crystal("gold", np.eye(3) * 4.078, [(79, place) for place in fcc])


def hexagonal() -> Crystal:
    """Zinc oxide."""
    a, c, u = 3.25, 5.207, 0.382
    cell = [[a, 0, 0], [-a / 2, a * 3**0.5 / 2, 0], [0, 0, c]]
    low, high = (1 / 3, 2 / 3), (2 / 3, 1 / 3)
    sites = [(30, (*low, 0)), (30, (*high, 0.5)), (8, (*low, u)), (8, (*high, u + 0.5))]
    return _crystal("hexagonal", cell, sites)


def monoclinic() -> Crystal:
    """Zirconia (baddeleyite)."""
    beta = np.radians(99.2)
    cell = [[5.15, 0, 0], [0, 5.21, 0], [5.32 * np.cos(beta), 0, 5.32 * np.sin(beta)]]
    sites = []
    for number, (x, y, z) in (
        (40, (0.2754, 0.0395, 0.2083)),
        (8, (0.07, 0.3317, 0.3447)),
        (8, (0.4496, 0.7569, 0.4792)),
    ):
        sites += [(number, (x, y, z)), (number, (-x, -y, -z))]
        sites += [(number, (-x, y + 0.5, 0.5 - z)), (number, (x, 0.5 - y, z + 0.5))]
    return _crystal("monoclinic", cell, sites)


def triclinic() -> Crystal:
    cell = [[4.1, 0, 0], [1.68, 4.92, 0], [0.53, 1.45, 6.11]]
    sites = [
        (26, (0.1, 0.2, 0.3)),
        (8, (0.6, 0.15, 0.8)),
        (8, (0.4, 0.7, 0.55)),
        (9, (0.85, 0.5, 0.1)),
    ]
    return _crystal("triclinic", cell, sites)
