"""What stands in the microscope: a block, a periodic slab, a scene or a cluster."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from synthscope.core.errors import InputError
from synthscope.specimens.block import block, seen_from_above
from synthscope.specimens.copies import copies
from synthscope.specimens.settings import FieldSettings
from synthscope.specimens.slab import PeriodicCell, periodic_cell, repeats_of
from synthscope.structures.model import Atoms, Crystal
from synthscope.structures.symmetry.centring import centrings, primitive_basis, shortest_along
from synthscope.structures.symmetry.orientation import orientation
from synthscope.structures.symmetry.views import Seen

FROM_ABOVE = (0, 0, 1)
"""The direction that scenes are seen along."""
ALONG_Z = (0, 0, 1)
"""The direction that a cluster is seen along where none is given."""


@dataclass(frozen=True)
class Place:
    """Where a crystal's own axes and origin lie in a field: `positions @ axes.T + shift`.

    Attributes
    ----------
    axes
        (3, 3) rows: the field's x, y and z in the axes of the crystal.
    shift
        (3,) of the crystal's origin from the field's pixel 0, Å; where the specimen repeats, there
        is one a period further on, too.
    """

    axes: np.ndarray
    shift: np.ndarray


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
    place
        Where a scene lies in the field; None of everything else.
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
    place: Place | None = None

    @property
    def thickness(self) -> float:
        """Of the specimen, without the vacuum above and below it, Å."""
        return float(self.atoms.box[2]) - 2 * self.top

    @property
    def numbers(self) -> np.ndarray:
        """(M,) atomic numbers of the atoms in the field."""
        return self.atoms.numbers[self.source]

    @property
    def sites(self) -> np.ndarray:
        """(M,) which of the crystal's atoms each atom in the field is; see `Atoms`."""
        return self.atoms.sites[self.source]


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
        atoms, place = _cluster(crystal, uvw, field, vacuum)
        return replace(_alone(atoms, vacuum, None), place=place if crystal.truth else None)
    if crystal.truth:
        return _scene(crystal, field, vacuum)
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


def _scene(crystal: Crystal, field: float, vacuum: float) -> Specimen:
    """A scene from above: its box repeats sideways, its origin is in the middle of the field."""
    axes = orientation(crystal.cell, FROM_ABOVE)
    turned = crystal.positions @ axes.T
    low, high = turned[:, 2].min(), turned[:, 2].max()
    depth = max(high - low, 1.0)
    place = Place(axes, np.array([field / 2, field / 2, vacuum + (depth - low - high) / 2]))
    vectors = np.rint(axes).astype(int)
    box = np.array([*np.diag(vectors @ crystal.cell @ axes.T)[:2], depth + 2 * vacuum])
    positions = turned + np.array([0, 0, place.shift[2]])
    positions[:, :2] %= box[:2]
    positions[:, :2][positions[:, :2] > box[:2] - 1e-9] = 0.0
    unit = copies(crystal, np.arange(len(crystal)), positions, box, axes)
    cell = PeriodicCell(unit, repeats_of(field, box), 0.0, vectors, 0.0)
    return replace(_slab(cell, field, 1), top=vacuum, repeat=None, place=place)


def _cluster(
    crystal: Crystal, uvw: Iterable[int], field: float, vacuum: float
) -> tuple[Atoms, Place]:
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
    every, shift = np.arange(len(crystal)), (box - low - high) / 2
    return copies(crystal, every, positions + shift, box, rotation), Place(rotation, shift)


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
