"""How much of the box a scene's crystals take, to which densities refer."""

import numpy as np
from scipy.spatial import ConvexHull, QhullError

from synthscope.structures.scenes.scene import Scene, of_roles

PERFECT = ("crystal", "particle", "shell", "layer", "precipitate")
"""Roles of atoms on the sites of a lattice."""
NEARLY = 5.0
"""What leaves no wider stretch of the box empty repeats in it, Å."""


def perfect(scene: Scene) -> np.ndarray:
    """(N,) which atoms stand on the sites of a lattice."""
    return of_roles(scene.roles, PERFECT)


def area_A2(scene: Scene) -> float:
    """Seen from above, Å²: of layers what they cover, of what repeats the box, of each particle the
    outline of its nuclei."""
    if "area_A2" in scene.drawn:
        return float(scene.drawn["area_A2"])
    return sum(_spanned(scene, positions[:, :2]) for positions in _bodies(scene))


def volume_A3(scene: Scene) -> float:
    """Å³: of slabs of a crystal what their atoms take, of layers from the lowest nuclei to the
    highest before there are ripples, of particles the hull of each."""
    if "volume_A3" in scene.drawn:
        return float(scene.drawn["volume_A3"])
    return sum(_spanned(scene, positions) for positions in _bodies(scene))


def _bodies(scene: Scene) -> list[np.ndarray]:
    """Positions of the crystal as a whole, of all its grains, and of each particle."""
    kept = scene.kept(perfect(scene))
    alone = of_roles(kept.roles, ("particle", "shell"))
    each = [alone & (kept.grains == grain) for grain in np.unique(kept.grains[alone])]
    return [kept.positions[which] for which in (*each, ~alone) if which.any()]


def _repeats(scene: Scene, positions: np.ndarray) -> bool:
    if scene.alone or len(positions) == 0:
        return False
    return all(_gap(scene, positions, axis)[0] < NEARLY for axis in (0, 1))


def _gap(scene: Scene, positions: np.ndarray, axis: int) -> tuple[float, float]:
    """The widest stretch of the box without an atom, Å, and where its middle is."""
    values = np.sort(positions[:, axis])
    gaps = np.diff(values, append=values[0] + scene.box[axis])
    widest = int(np.argmax(gaps))
    return float(gaps[widest]), float(values[widest] + gaps[widest] / 2)


def _spanned(scene: Scene, positions: np.ndarray) -> float:
    if _repeats(scene, positions):
        height = float(np.ptp(positions[:, 2])) if positions.shape[1] == 3 else 1.0
        return float(np.prod(scene.box[:2])) * height
    whole = _unwrapped(scene, positions)
    try:
        return float(ConvexHull(whole).volume)
    except (QhullError, ValueError):  # too few, or all on one line or in one plane
        return 0.0


def _unwrapped(scene: Scene, positions: np.ndarray) -> np.ndarray:
    """A particle that lies across the border of the box put together: cut at its widest gap."""
    if scene.alone or len(positions) == 0:
        return positions
    whole = positions.copy()
    for axis in (0, 1):
        middle = _gap(scene, whole, axis)[1]
        whole[whole[:, axis] > middle, axis] -= scene.box[axis]
    return whole
