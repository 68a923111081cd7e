"""Maps of a specimen in the frame of an image: how thick it is, what is where, how many atoms."""

import math
from collections.abc import Callable, Collection

import numpy as np
from scipy import ndimage
from scipy.spatial import cKDTree

from synthscope.structures.elements import COVALENT_RADII, SYMBOLS
from synthscope.structures.model import Atoms
from synthscope.structures.scenes.scene import ROLES
from synthscope.structures.scenes.truth import Truth

REACH_A = 3.0
"""How far an atom speaks for what is beside it: gaps between columns are no holes."""
OUTLINE_A = 1.4
"""How far matter reaches beyond its outermost atoms, and a terrace beyond its edge."""
_RADII = np.array(COVALENT_RADII)


def maps(
    atoms: Atoms, pixels: int, pixel_A: float, wanted: Collection[str], truth: Truth | None = None
) -> dict[str, np.ndarray]:
    """The maps that are wanted (see `LabelSettings.maps`), by name, rows × columns.

    ``thickness_A`` float32, and of each region of a scene ``thickness_<region>_A``;
    ``atoms_<symbol>`` uint16; ``region_<name>`` bool, and of a scene ``grains``, grains × rows ×
    columns bool, in the order of its parts, and ``grain`` int16, the one that the viewer sees
    first, from 1.

    Parameters
    ----------
    atoms
        In and about the frame, Å from the centre of its pixel 0.
    truth
        Of their structure, where it is a scene.
    """
    found = {}
    if {"thickness", "regions"} & set(wanted):
        thick = _thicknesses(atoms, pixels, pixel_A, truth)
        if "thickness" in wanted:
            found["thickness_A"] = sum(thick.values())
            if truth:
                found |= {f"thickness_{name}_A": image for name, image in thick.items()}
        if "regions" in wanted:
            found |= {f"region_{name}": image > 0 for name, image in thick.items()}
            if truth:
                found["grains"], found["grain"] = _grain_maps(atoms, pixels, pixel_A, truth)
    if "atoms" in wanted:
        counts = atom_counts(atoms.numbers, atoms.positions, pixels, pixel_A)
        found |= {f"atoms_{symbol}": count for symbol, count in counts.items()}
    return found


def truth_of(sites: np.ndarray, truth: Truth) -> tuple[np.ndarray, np.ndarray]:
    """(N,) role and grain of atoms, by which of the scene's each is; −1: an atom that came in."""
    came = sites < 0
    return (
        np.where(came, ROLES.index("interstitial"), truth.roles[sites]).astype(np.int8),
        np.where(came, 0, truth.grains[sites]).astype(np.int16),
    )


def region_names(roles: np.ndarray, grains: np.ndarray, truth: Truth) -> np.ndarray:
    """(N,) name of the region of each atom: the role of its grain, or its own where it has none."""
    own = np.array(ROLES)[roles]
    of_parts = np.array(["", *(part.role for part in truth.parts)])
    return np.where(grains > 0, of_parts[grains], own)


def extent(
    numbers: np.ndarray, positions: np.ndarray, pixels: int, pixel_A: float
) -> tuple[np.ndarray, np.ndarray]:
    """Where atoms begin and end along the beam, at each pixel.

    Atoms are balls of their covalent radii. Between them the surface is closed by a disc (an
    octagon), as wide as a ball that does not fall between the columns; it ends `OUTLINE_A` beside
    the outermost.

    Parameters
    ----------
    numbers, positions
        (N,) and (N, 3) Å from the centre of pixel 0, of all atoms in and about the frame.

    Returns
    -------
    tuple of numpy.ndarray
        Depths in Å, rows × columns: the first and the last; (inf, -inf) in vacuum.
    """
    pad = math.ceil(2 * REACH_A / pixel_A)
    edge = pixels + 2 * pad
    at = np.floor(positions[:, :2] / pixel_A + 0.5).astype(np.intp) + pad
    inside = ((at >= 0) & (at < edge)).all(axis=1)
    column, row = at[inside].T
    z, radius = positions[inside, 2], _RADII[numbers[inside]]
    about = _about(row, pixel_A), _about(column, pixel_A)
    surfaces = []
    for depth in (radius - z, radius + z):  # the first, turned over, and the last
        surface = np.full((edge, edge), -np.inf)
        np.maximum.at(surface, (row, column), depth)
        spread = _octagon(ndimage.maximum_filter, surface[about], REACH_A / pixel_A)
        surface[about] = _octagon(ndimage.minimum_filter, spread, (REACH_A - OUTLINE_A) / pixel_A)
        surfaces.append(surface[pad : pad + pixels, pad : pad + pixels])
    return -surfaces[0], surfaces[1]


def thickness(numbers: np.ndarray, positions: np.ndarray, pixels: int, pixel_A: float):
    """(rows, columns) float32 extent of matter along the beam at each pixel, Å; 0 in vacuum."""
    first, last = extent(numbers, positions, pixels, pixel_A)
    return np.maximum(last - first, 0.0).astype(np.float32)


def _thicknesses(
    atoms: Atoms, pixels: int, pixel_A: float, truth: Truth | None
) -> dict[str, np.ndarray]:
    """The thickness of each region; of what is no scene, of all ``matter``."""
    if truth is None:
        return {"matter": thickness(atoms.numbers, atoms.positions, pixels, pixel_A)}
    names = region_names(*truth_of(atoms.sites, truth), truth)
    present = region_names(truth.roles, truth.grains, truth)  # a region may lie beside the frame
    return {
        str(name): thickness(
            atoms.numbers[names == name], atoms.positions[names == name], pixels, pixel_A
        )
        for name in np.unique(present)
    }


def _grain_maps(
    atoms: Atoms, pixels: int, pixel_A: float, truth: Truth
) -> tuple[np.ndarray, np.ndarray]:
    """Where each grain is, and which is seen first: at the least depth and distance together."""
    _, grains = truth_of(atoms.sites, truth)
    masks = np.zeros((len(truth.parts), pixels, pixels), dtype=bool)
    first, seen = np.full((pixels, pixels), np.inf), np.zeros((pixels, pixels), dtype=np.int16)
    places = np.moveaxis(np.indices((pixels, pixels))[::-1], 0, -1) * pixel_A
    for k, mask in enumerate(masks):
        own = grains == k + 1
        if not own.any():
            continue
        top, bottom = extent(atoms.numbers[own], atoms.positions[own], pixels, pixel_A)
        mask[:] = bottom > top
        far, _ = cKDTree(atoms.positions[own, :2]).query(places[mask])
        depth = np.full_like(first, np.inf)
        depth[mask] = top[mask] + far
        nearer = depth < first
        first[nearer], seen[nearer] = depth[nearer], k + 1
    return masks, seen


def _about(at: np.ndarray, pixel_A: float) -> slice:
    """The pixels of an axis that atoms may speak for, and one more at each side, which is vacuum.

    A grain is small beside the frame. Octagons are rounded to whole pixels three times.
    """
    reach = math.ceil(REACH_A / pixel_A + 1.5) + 1
    return slice(max(at.min(initial=0) - reach, 0), at.max(initial=0) + reach + 1)


def atom_counts(
    numbers: np.ndarray, positions: np.ndarray, pixels: int, pixel_A: float
) -> dict[str, np.ndarray]:
    """By symbol, how many atoms of the element have their centre on each pixel."""
    at = np.floor(positions[:, :2] / pixel_A + 0.5).astype(np.intp)
    inside = ((at >= 0) & (at < pixels)).all(axis=1)
    counts = {}
    for number in np.unique(numbers):
        column, row = at[inside & (numbers == number)].T
        counts[SYMBOLS[number]] = np.zeros((pixels, pixels), dtype=np.uint16)
        np.add.at(counts[SYMBOLS[number]], (row, column), 1)
    return counts


def _octagon(filter_: Callable, image: np.ndarray, radius_px: float) -> np.ndarray:
    """The greatest or least value in a regular octagon: in four lines, one after the other."""
    length = 2 * math.tan(math.pi / 8) * radius_px
    straight, diagonal = (2 * round(part / 2) + 1 for part in (length, length / math.sqrt(2)))
    for shape in ((1, straight), (straight, 1)):
        image = filter_(image, size=shape, mode="nearest")
    slanted = np.eye(diagonal, dtype=bool)
    for line in (slanted, slanted[::-1]):
        image = filter_(image, footprint=line, mode="nearest")
    return image
