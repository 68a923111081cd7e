"""Settings of the structures: where they come from, what they must be, how they are looked at."""

from dataclasses import dataclass
from typing import Annotated, Literal

from synthscope.core.settings import Check, Limits, Section, Word, setting
from synthscope.structures.scenes.settings.names import Name
from synthscope.structures.scenes.settings.scene import SceneSettings

AFLOW_COUNT = 288


def _not_zero(direction: tuple[int, ...]) -> tuple[int, ...]:
    if not any(direction):
        raise ValueError("[0, 0, 0] is no direction; give at least one other index")
    if max(map(abs, direction)) > 9:
        raise ValueError(f"{list(direction)} has an index above 9, which file names cannot hold")
    return direction


def _in_range(item: str) -> str:
    first, last = map(int, item.split("-"))
    if not 1 <= first <= last <= AFLOW_COUNT:
        raise ValueError(f"{item} is no range within 1-{AFLOW_COUNT}")
    return item


Range = Annotated[
    str, Limits(pattern=r"^\d{1,6}-\d{1,6}$", said="a range such as 10-19"), Check(_in_range)
]
Licence = Annotated[
    str,
    Limits(pattern=r"^[^\n\r]*$", max_length=200, said="one line of at most 200 characters"),
]
Direction = Annotated[tuple[int, ...], Limits(min_length=3, max_length=3), Check(_not_zero)]


@dataclass(frozen=True)
class GeneratedSettings(Section):
    """Random crystals by space group."""

    count: int = setting(0, ge=0, le=99_999)
    """How many random crystals to generate."""

    first: int = setting(1, ge=1, le=99_999)
    """Number of the first one: crystal n has the id 900000 + n whatever the count."""

    max_atoms: int = setting(96, ge=1, le=500)
    """Most atoms in the conventional cell of a generated crystal."""

    max_edge_A: float = setting(30.0, ge=5, le=100)
    """Longest edge of the conventional cell, Å."""

    def __post_init__(self) -> None:
        if self.first + self.count > 100_000:
            raise ValueError("first + count is above 100,000, where ids have more than six digits")


@dataclass(frozen=True)
class ViewsSettings(Section):
    """The directions that a structure is seen along."""

    max_index: int = setting(2, ge=1, le=5)
    """Largest index of a direction [uvw], as an absolute value."""

    count: int | None = setting(None, ge=1)
    """Views of each structure; null: every one that symmetry leaves distinct."""

    choose: Literal["lowest", "random"] = "lowest"
    """Which `count` views: those of lowest indices, or a seeded random choice."""

    directions: tuple[Direction, ...] = ()
    """Directions [u, v, w] to look along in every structure, in the place of all others; common
    divisors are taken out, equivalent ones are kept. They point to the viewer; of a cluster
    without a cell they are along its x, y and z."""


def _forward(frames: tuple[int, ...]) -> tuple[int, ...]:
    if frames[0] > frames[1]:
        raise ValueError(f"{list(frames)} (first, last, step) starts after its last")
    return frames


FrameRange = Annotated[
    tuple[Annotated[int, Limits(ge=1)], ...],
    Limits(min_length=3, max_length=3),
    Check(_forward),
]


FrameChoice = Literal["all", "first", "last"] | FrameRange


@dataclass(frozen=True)
class StructuresSettings(Section):
    """Sources of structures, combined at will, and the checks that each has to pass."""

    folder: str | None = None
    """Folder of your own structure files (CIF, XYZ, POSCAR, PDB and others; see Structure files
    above), with its subfolders; null: none."""

    licence: Licence = ""
    """Licence of your own structures, such as CC-BY-4.0, where a file states none itself. It stands
    in catalog and card beside the licence of the data set, which is `package.licence`."""

    include: Literal["all"] | tuple[Name, ...] = ()
    """Structures shipped in `resources/structures/`, by file name without its ending, for example
    `[Si, Au147]`; or `all`."""

    aflow: Literal["all"] | tuple[Annotated[int, Limits(ge=1, le=AFLOW_COUNT)] | Range, ...] = ()
    """AFLOW prototypes by number (1 to 288) or range, for example `[4, 10-19]`; or `all`."""

    frames: FrameChoice | dict[Name, FrameChoice] = "all"
    """Which structures to take of a file with several (trajectories), for all products: `all`,
    `first`, `last`, or `[first, last, step]`, counted from 1 as in the ids. Or a choice for each
    file, by its name within the folder, where `*` stands for anything: `{"md/*.extxyz": [100,
    1000, 100], "*": last}`; files that fit no name give all."""

    snapshots: tuple[Name, ...] = ()
    """Files whose frames are molecular dynamics of one crystal, by name within the folder (`*`
    stands for anything): they make one structure, their mean, and the chosen frames take the place
    of independent phonons in HAADF and CBED. A name that fits no file is refused, here and in
    `frames`."""

    generated: GeneratedSettings = GeneratedSettings()
    """Random crystals by space group."""

    ase: tuple[Name, ...] = ()
    """Clusters, bulk crystals, layers and molecules that ASE builds: `Au55` or `Pt147
    cuboctahedron` (also `octahedron`, `decahedron`, `icosahedron`), `Cu fcc` or `NaCl rocksalt
    a=5.64` (structure, then lattice constants in Å), `molecule C60`. `layer WSe2` is a single
    layer, as are `layer C2` (graphene), `layer BN`, `MoS2`, `MoSe2` and `WS2`; others with their
    constants, such as `layer TaS2 1T a=3.36 thickness=3.1`."""

    occupancy: Literal["reject", "sample"] = "reject"
    """Partly occupied sites: refuse the structure, or decorate a supercell by a seeded draw."""

    occupancy_repeat: int = setting(2, ge=1, le=8)
    """With `occupancy: sample`, repeats of the cell along each axis that are drawn."""

    atom_limit: int = setting(1000, ge=1, le=1_000_000)
    """Most atoms in a conventional cell or a cluster."""

    read_memory_MB: int = setting(1500, ge=100, le=1_000_000)
    """Most memory that reading and checking one file may take, MB; a file that needs more is
    refused, and the others go on."""

    read_seconds: int = setting(300, ge=1, le=1_000_000)
    """Most time that reading and checking one file may take, s; then it is refused as well."""

    min_distance_A: float = setting(0.5, ge=0, le=2)
    """Least distance of two atoms, Å; closer ones overlap."""

    symmetry_tolerance_A: float = setting(0.01, gt=0, le=0.5)
    """How far atoms may be from where the space group wants them, Å."""

    symmetry_atoms: int = setting(2000, ge=1, le=1_000_000)
    """Cells with more atoms are taken as P 1 in their own axes, with a note: a search for symmetry
    takes time that grows with the square of their number (4,000 displaced atoms: half a minute)."""

    vacuum_gap_A: float | None = setting(5.0, gt=0)
    """A gap this wide (Å), and wider than atoms that touch, along an axis of the cell is vacuum: a
    layer, wire or particle is imaged once, and whole. null: everything repeats as a crystal
    does, layer upon layer."""

    require_symmetry: bool = True
    """Refuse a CIF that states no symmetry at all; false: read it as P 1, with a note."""

    require_formula: bool = True
    """Refuse a CIF whose atoms are not those of its own sum formula; false: only note it (files
    without their hydrogen atoms, for example)."""

    axes: Literal["standard", "file"] = "standard"
    """What views [uvw] refer to: the conventional cell of the space group's standard setting, or
    the axes and the origin of the file."""

    centre: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """The point of the cell that comes into the middle of an image, in fractions of a, b and c:
    [0.5, 0.5, 0.5] for a supercell with something in its middle. Layers, wires and particles in
    vacuum are in the middle anyway, across their vacuum."""

    scenes: dict[Word, SceneSettings] = setting({})
    """Specimens that are built of other structures, by a name of yours, seen from above; see
    docs/scenes.md. A file of the folder that scenes name is not imaged by itself."""

    views: ViewsSettings = ViewsSettings()
    """Directions to look along."""
