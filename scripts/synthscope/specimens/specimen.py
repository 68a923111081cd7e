"""What stands in the microscope: a block, a periodic slab or a cluster, with or without defect."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from synthscope.core.errors import InputError
from synthscope.specimens.block import block, seen_from_above
from synthscope.specimens.copies import copies
from synthscope.specimens.defects import Defect, introduce, nearest
from synthscope.specimens.settings import DefectSettings, FieldSettings
from synthscope.specimens.slab import PeriodicCell, periodic_cell
from synthscope.structures.model import Atoms, Crystal
from synthscope.structures.symmetry.centring import centrings, primitive_basis, shortest_along
from synthscope.structures.symmetry.orientation import orientation
from synthscope.structures.symmetry.views import Seen

PERFECT = "perfect"
ALONG_Z = (0, 0, 1)
"""The direction that a cluster is seen along where none is given."""


@dataclass(frozen=True)
class Specimen:
    """A specimen and the field that is scanned.

    Attributes
    ----------
    atoms
        All atoms of the periodic box in which the electron travels.
    repeats
        How often `unit` stands in `atoms` along x, y and z; all 1 where nothing repeats.
    unit
        The atoms of one repeat; `atoms` itself where nothing repeats.
    origin
        (2,) where in the box the field's pixel 0 lies, Å.
    source, positions
        The atoms that lie in the field: (M,) which of `atoms` each is, and (M, 3) where, Å from
        pixel 0.
    centre
        (3,) the middle of the field in the box, Å, where defects are put.
    period
        (3,) Å over which atoms have images; None without.
    top
        Vacuum above the specimen, Å.
    repeat
        Period of the crystal along the beam, Å; None without one.
    turn_deg, strain
        What made a periodic cell: see `PeriodicCell`; 0 for everything else.
    """

    atoms: Atoms
    repeats: tuple[int, int, int]
    unit: Atoms
    origin: np.ndarray
    source: np.ndarray
    positions: np.ndarray
    centre: np.ndarray
    period: np.ndarray | None = None
    top: float = 0.0
    repeat: float | None = None
    turn_deg: float = 0.0
    strain: float = 0.0

    @property
    def thickness(self) -> float:
        """Of the specimen, without the vacuum above and below it, Å."""
        return float(self.atoms.box[2]) - 2 * self.top

    @property
    def numbers(self) -> np.ndarray:
        """(M,) atomic numbers of the atoms in the field."""
        return self.atoms.numbers[self.source]


def perfect_specimen(crystal: Crystal, uvw: Iterable[int], settings: FieldSettings) -> Specimen:
    """The perfect specimen along [uvw].

    Raises
    ------
    InputError
        A cluster does not fit the field, no atom lies in the block, or there is no periodic slab
        within the strain.
    """
    field, vacuum = settings.field_A, settings.vacuum_A
    if crystal.cell is None:
        return _alone(_cluster(crystal, uvw, field, vacuum), vacuum, None)
    if settings.geometry == "block":
        atoms = block(crystal, uvw, field / 2 - vacuum, field)
        if len(atoms) == 0:
            raise InputError(
                f"structure {crystal.id} has no atom in a block of {field - 2 * vacuum:g} Å; use a "
                "larger field_A, a smaller vacuum_A, or geometry cell"
            )
        return _alone(atoms, vacuum, beam_repeat(crystal, uvw))
    cell = periodic_cell(crystal, uvw, field, settings.cell_strain)
    if seen_from_above(crystal, uvw):
        return replace(_slab(_padded(cell, vacuum), field, 1), top=vacuum, repeat=None)
    return _slab(cell, field, max(1, round(settings.cell_depth_A / cell.unit.box[2])))


def with_clusters(views: Iterable[Seen], crystals: Mapping[str, Crystal]) -> list[Seen]:
    """All views; clusters without any are seen along z."""
    views = list(views)
    seen = {name for name, _ in views}
    alone = (name for name, one in crystals.items() if one.cell is None and name not in seen)
    return [*views, *((name, ALONG_Z) for name in alone)]


def beam_repeat(crystal: Crystal, uvw: Iterable[int]) -> float | None:
    """Length of the shortest lattice vector along [uvw], Å; None where there is none."""
    if np.array(tuple(uvw))[~crystal.pbc].any():
        return None
    basis = primitive_basis(centrings(crystal)[0])
    return float(np.linalg.norm(shortest_along(basis, uvw) @ crystal.cell))


def _alone(atoms: Atoms, vacuum: float, repeat: float | None) -> Specimen:
    return Specimen(
        atoms=atoms,
        repeats=(1, 1, 1),
        unit=atoms,
        origin=np.zeros(2),
        source=np.arange(len(atoms)),
        positions=atoms.positions,
        centre=atoms.box / 2,
        top=vacuum,
        repeat=repeat,
    )


def _cluster(crystal: Crystal, uvw: Iterable[int], field: float, vacuum: float) -> Atoms:
    """In the middle of the field; [uvw] = u x + v y + w z of its own axes points to the viewer."""
    rotation = orientation(np.eye(3), uvw)
    positions = crystal.positions @ rotation.T
    low, high = positions.min(axis=0), positions.max(axis=0)
    width = float((high - low)[:2].max())
    if width > field - 2 * vacuum:
        raise InputError(
            f"structure {crystal.id} is {width:.1f} Å wide; field_A has to be at least "
            f"{math.ceil(width + 2 * vacuum)} (and pixels more in proportion)"
        )
    box = np.array([field, field, max(high[2] - low[2], 1.0) + 2 * vacuum])
    every = np.arange(len(crystal))
    return copies(crystal, every, positions + (box - low - high) / 2, box, rotation)


def _padded(cell: PeriodicCell, vacuum: float) -> PeriodicCell:
    """A layer's cell with vacuum (Å) above and below."""
    edge = np.array([0.0, 0.0, vacuum])
    unit = cell.unit
    return replace(
        cell, unit=replace(unit, positions=unit.positions + edge, box=unit.box + 2 * edge)
    )


def _slab(cell: PeriodicCell, field: float, layers: int) -> Specimen:
    """The crystal repeats sideways; a lattice point is in the middle of the field."""
    atoms = cell.atoms(layers)
    origin = np.full(2, -field / 2)
    positions, source = repeated(atoms.positions, atoms.box, field, origin)
    centre = np.array([0.0, 0.0, atoms.box[2] / 2])
    # A slab has surfaces: along the beam nothing repeats, so that period is out of reach.
    period = np.array([*atoms.box[:2], 1e9])
    return Specimen(
        atoms=atoms,
        repeats=(*cell.repeats, layers),
        unit=cell.unit,
        origin=origin,
        source=source,
        positions=positions,
        centre=centre,
        period=period,
        repeat=float(cell.unit.box[2]),
        turn_deg=cell.turn_deg,
        strain=cell.strain,
    )


def with_defect(specimen: Specimen, level: str, settings: DefectSettings) -> Specimen:
    """The specimen with defect L1 or L2 in the middle of the field; `perfect` leaves it alone.

    Raises
    ------
    InputError
        Nothing would be left.
    """
    if level == PERFECT:
        return specimen
    if settings.kind == "vacancy" and len(specimen.atoms) == 1:
        raise InputError(
            f"defect {level} would take out the only atom; use defects.kind none or "
            "substitution, or no condition that shows a defect"
        )
    defect = Defect(settings.kind, settings.element or "", relaxation=settings.relaxation(level))
    before, centre, period = specimen.atoms, specimen.centre, specimen.period
    after = introduce(before, defect, centre, period)
    kept = np.ones(len(before), dtype=bool)
    if defect.kind == "vacancy":
        kept[nearest(before, centre, period=period)] = False
    place = np.cumsum(kept) - 1
    stays = kept[specimen.source]
    source = place[specimen.source[stays]]
    moved = after.positions[source] - before.positions[specimen.source[stays]]
    positions = specimen.positions[stays] + moved
    for new in range(int(kept.sum()), len(after)):  # an interstitial atom
        shift = np.append(specimen.origin, 0.0)
        at = after.positions[new] - shift
        if period is not None:
            at[:2] %= period[:2]
        source, positions = np.append(source, new), np.vstack([positions, at])
    return replace(
        specimen,
        atoms=after,
        repeats=(1, 1, 1),
        unit=after,
        source=source,
        positions=positions,
    )


def perfect_places(perfect: Specimen, changed: Specimen) -> tuple[np.ndarray, int]:
    """Where each atom of a changed box stands in the perfect one, (N, 3) Å, and how many came in.

    Those that came in are the last ones, and stand where they are.
    """
    before, after = perfect.atoms.positions, changed.atoms.positions
    if len(after) < len(before):
        missing = nearest(perfect.atoms, perfect.centre, period=perfect.period)
        before = np.delete(before, missing, axis=0)
    return np.vstack([before, after[len(before) :]]), len(after) - len(before)


def same_columns(perfect: Specimen, labels: np.ndarray, changed: Specimen) -> np.ndarray:
    """The column of each atom of a changed specimen, given the columns of the perfect one.

    An atom that came in is a column of its own.
    """
    gone = len(perfect.source) - len(changed.source)
    if gone <= 0:
        return np.append(labels, labels.max(initial=-1) + 1 + np.arange(-gone))
    missing = nearest(perfect.atoms, perfect.centre, period=perfect.period)
    return labels[perfect.source != missing]


def repeated(
    positions: np.ndarray, box: Iterable[float], size: float, origin: Iterable[float]
) -> tuple[np.ndarray, np.ndarray]:
    """The atoms of a periodic box that lie in a square field.

    Parameters
    ----------
    positions
        (N, 3) in the box, Å.
    size
        Edge of the field, Å; its far edges do not belong to it.
    origin
        (2,) where in the box the field begins, Å.

    Returns
    -------
    (M, 3) positions from the field's pixel 0, and (M,) which of the N each one repeats
    """
    period = np.asarray(box, dtype=np.float64)[:2]
    # A hair below zero still is the edge: rounding must not carry an atom across the field.
    first = np.mod(positions[:, :2] - np.asarray(origin) + 1e-9, period) - 1e-9
    copies = [np.arange(math.ceil(size / edge)) * edge for edge in period]
    shifts = np.stack(np.meshgrid(*copies, indexing="ij"), axis=-1).reshape(-1, 1, 2)
    flat = (shifts + first).reshape(-1, 2)
    atoms = np.tile(np.arange(len(positions)), len(shifts))
    inside = (flat < size - 1e-9).all(axis=1)
    atoms = atoms[inside]
    return np.column_stack([flat[inside], positions[atoms, 2]]), atoms
