"""Point defects and the relaxation of their surroundings.

L1 and L2 are the two defects of the atomagined targets (dfct1 and dfct2). On the real images the
columns move towards the centre of the block: by 0.08 to 0.14 Å (L1) and 0.16 to 0.23 Å (L2) in the
mean along a column, hardly at all beyond 12 Å. That is a displacement in three dimensions of one
length inside a radius, with a soft edge: 0.23 Å within 10.3 Å, and 0.33 Å within 11.1 Å.
"""

from dataclasses import dataclass, replace

import numpy as np

from synthscope.core.errors import InputError
from synthscope.structures.elements import atomic_number
from synthscope.structures.model import Atoms


@dataclass(frozen=True)
class Relaxation:
    """Displacement of the atoms around a defect.

    Attributes
    ----------
    amplitude
        Å towards the defect; negative away from it.
    radius
        Where the displacement has fallen to a half, Å.
    softness
        Width of the edge, Å: the displacement falls as a logistic function.
    """

    amplitude: float = 0.0
    radius: float = 0.0
    softness: float = 0.8

    def displacement(self, distance: np.ndarray) -> np.ndarray:
        """Å towards the defect at a distance from it; never past a quarter of the way."""
        if self.radius <= 0 or self.amplitude == 0:
            return np.zeros_like(distance)
        edge = np.clip((distance - self.radius) / self.softness, -60, 60)
        wanted = self.amplitude / (1 + np.exp(edge))
        return np.minimum(wanted, distance / 4)


@dataclass(frozen=True)
class Defect:
    """One point defect.

    Attributes
    ----------
    kind
        vacancy, substitution, interstitial, or none (the surroundings alone move).
    element
        Symbol of what comes in; for a vacancy "".
    site
        Symbol of the element whose atom is removed or replaced; "" for any.
    relaxation
        Of the surroundings.
    """

    kind: str
    element: str = ""
    site: str = ""
    relaxation: Relaxation = Relaxation()


def relax(atoms: Atoms, centre: np.ndarray, relaxation: Relaxation, period=None) -> Atoms:
    """Move atoms towards a point (Å); with a period (Å, per axis) by the shortest way round."""
    apart = centre - atoms.positions
    if period is not None:
        apart -= np.rint(apart / period) * period
    distance = np.linalg.norm(apart, axis=1)
    step = relaxation.displacement(distance) / np.maximum(distance, 1e-9)
    return replace(atoms, positions=atoms.positions + apart * step[:, None])


def introduce(atoms: Atoms, defect: Defect, centre=None, period=None) -> Atoms:
    """A copy of a block or cell with one defect.

    Parameters
    ----------
    atoms
        What to change.
    defect
        What to put in. In snapshots an interstitial moves as the atom does that is nearest to it.
    centre
        (3,) Å: the atom nearest to it is removed or replaced; an interstitial goes into the widest
        gap within 4 Å of it. None: the middle of the box.
    period
        (3,) Å for a periodic cell; None for a block.

    Raises
    ------
    InputError
        When there is no such atom, or the kind is unknown.
    """
    centre = atoms.box / 2 if centre is None else np.asarray(centre, dtype=float)
    if defect.kind == "interstitial":
        place = widest_gap(atoms, centre, period)
        relaxed = relax(atoms, place, defect.relaxation, period)
        number = atomic_number(defect.element)
        same = atoms.rms[atoms.numbers == number]
        carried = np.append(np.arange(len(atoms)), nearest(atoms, place, period=period))
        return replace(
            relaxed,
            numbers=np.append(relaxed.numbers, number),
            positions=np.vstack([relaxed.positions, place]),
            rms=np.append(relaxed.rms, same[0] if len(same) else np.nan),
            snapshots=atoms.snapshots and atoms.snapshots.of(carried),
            sites=np.append(relaxed.sites, -1),
        )
    if defect.kind == "none":
        return relax(atoms, centre, defect.relaxation, period)
    if defect.kind not in ("vacancy", "substitution"):
        raise InputError(
            f"defect {defect.kind!r} is unknown; use vacancy, substitution, interstitial or none"
        )
    k = nearest(atoms, centre, defect.site, period)
    relaxed = relax(atoms, atoms.positions[k], defect.relaxation, period)
    if defect.kind == "vacancy":
        kept = np.arange(len(atoms)) != k
        return replace(
            relaxed,
            numbers=relaxed.numbers[kept],
            positions=relaxed.positions[kept],
            rms=relaxed.rms[kept],
            snapshots=relaxed.snapshots and relaxed.snapshots.of(kept),
            sites=relaxed.sites[kept],
        )
    numbers, rms = relaxed.numbers.copy(), relaxed.rms.copy()
    numbers[k] = atomic_number(defect.element)
    rms[k] = np.nan if numbers[k] != atoms.numbers[k] else rms[k]
    return replace(relaxed, numbers=numbers, rms=rms)


def nearest(atoms: Atoms, centre: np.ndarray, site: str = "", period=None) -> int:
    """Index of the atom nearest to a point; of equally near ones (1e-6 Å) the lowest in z, y, x."""
    apart = atoms.positions - centre
    if period is not None:
        apart -= np.rint(apart / period) * period
    distance = np.linalg.norm(apart, axis=1)
    if site:
        distance = np.where(atoms.numbers == atomic_number(site), distance, np.inf)
    if len(distance) == 0 or not np.isfinite(distance.min()):
        raise InputError(f"defect: there is no atom of {site or 'any element'} to take out")
    equal = np.flatnonzero(distance <= distance.min() + 1e-6)
    first = np.lexsort(np.round(apart[equal], 5).T)[0]
    return int(equal[first])


def widest_gap(atoms: Atoms, centre: np.ndarray, period=None, reach: float = 4.0) -> np.ndarray:
    """The point within `reach` Å of the centre that is farthest from the next atom.

    On a grid of 0.2 Å. Atoms count alike: weighed by covalent radii, the point would lie 1 Å from a
    light atom among heavy ones.
    """
    ticks = np.arange(-reach, reach + 1e-9, 0.2)
    grid = np.stack(np.meshgrid(ticks, ticks, ticks, indexing="ij"), axis=-1).reshape(-1, 3)
    grid = grid[(grid**2).sum(axis=1) <= reach**2]
    apart = atoms.positions - centre
    if period is not None:
        apart -= np.rint(apart / period) * period
    near = np.linalg.norm(apart, axis=1) < 2 * reach + 4
    if not near.any():
        return centre
    room = np.full(len(grid), np.inf)
    for place in apart[near]:
        room = np.minimum(room, ((grid - place) ** 2).sum(axis=1))
    best = np.flatnonzero(room >= room.max() - 1e-6)  # squares of distances
    order = np.lexsort((*grid[best].T, np.round((grid[best] ** 2).sum(axis=1), 6)))
    return centre + grid[best[order[0]]]
