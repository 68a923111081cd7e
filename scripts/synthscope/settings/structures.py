"""Settings of the structures: where they come from, what they must be, how they are looked at."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, field_validator, model_validator

from synthscope.settings.base import Section

Range = Annotated[str, StringConstraints(pattern=r"^\d{1,6}-\d{1,6}$")]
Direction = Annotated[list[int], Field(min_length=3, max_length=3)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=80)]
AFLOW_COUNT = 288


class GeneratedSettings(Section):
    """Random crystals by space group."""

    count: int = Field(0, ge=0, le=99_999, description="How many random crystals to generate.")
    first: int = Field(
        1,
        ge=1,
        le=99_999,
        description="Number of the first one: crystal n has the id 900000 + n whatever the count.",
    )
    max_atoms: int = Field(
        96, ge=1, le=500, description="Most atoms in the conventional cell of a generated crystal."
    )
    max_edge_A: float = Field(
        30.0, ge=5, le=100, description="Longest edge of the conventional cell, Å."
    )

    @model_validator(mode="after")
    def _six_digits(self):
        if self.first + self.count > 100_000:
            raise ValueError("first + count is above 100,000, where ids have more than six digits")
        return self


class ViewsSettings(Section):
    """The directions that a structure is seen along."""

    max_index: int = Field(
        2, ge=1, le=5, description="Largest index of a direction [uvw], as an absolute value."
    )
    count: int | None = Field(
        None,
        ge=1,
        description="Views of each structure; null: every one that symmetry leaves distinct.",
    )
    choose: Literal["lowest", "random"] = Field(
        "lowest",
        description="Which `count` views: those of lowest indices, or a seeded random choice.",
    )
    directions: list[Direction] = Field(
        [],
        description=(
            "Directions [u, v, w] to look along in every structure, in the place of all others; "
            "common divisors are taken out, equivalent ones are kept. They point to the viewer; of "
            "a cluster without a cell they are along its x, y and z."
        ),
    )

    @field_validator("directions")
    @classmethod
    def _not_zero(cls, directions):
        for direction in directions:
            if not any(direction):
                raise ValueError("[0, 0, 0] is no direction; give at least one other index")
            if max(map(abs, direction)) > 9:
                raise ValueError(f"{direction} has an index above 9, which file names cannot hold")
        return directions


def _forward(frames: list[int]) -> list[int]:
    if frames[0] > frames[1]:
        raise ValueError(f"{frames} (first, last, step) starts after its last")
    return frames


FrameRange = Annotated[
    list[Annotated[int, Field(ge=1)]],
    Field(min_length=3, max_length=3),
    AfterValidator(_forward),
]
FrameChoice = Literal["all", "first", "last"] | FrameRange


class StructuresSettings(Section):
    """Sources of structures, combined at will, and the checks that each has to pass."""

    folder: str | None = Field(
        None,
        description=(
            "Folder of your own structure files (CIF, XYZ, POSCAR, PDB and others; see Structure "
            "files above), with its subfolders; null: none."
        ),
    )
    include: Literal["all"] | list[Name] = Field(
        [],
        description=(
            "Structures shipped in `resources/structures/`, by file name without its ending, for "
            "example `[Si, Au147]`; or `all`."
        ),
    )
    aflow: Literal["all"] | list[Annotated[int, Field(ge=1, le=AFLOW_COUNT)] | Range] = Field(
        [],
        description=(
            "AFLOW prototypes by number (1 to 288) or range, for example `[4, 10-19]`; or `all`."
        ),
    )
    frames: FrameChoice | dict[Name, FrameChoice] = Field(
        "all",
        description=(
            "Which structures to take of a file with several (trajectories), for all products: "
            "`all`, `first`, `last`, or `[first, last, step]`, counted from 1 as in the ids. Or a "
            "choice for each file, by its name within the folder, where `*` stands for anything: "
            '`{"md/*.extxyz": [100, 1000, 100], "*": last}`; files that fit no name give all.'
        ),
    )
    snapshots: list[Name] = Field(
        [],
        description=(
            "Files whose frames are molecular dynamics of one crystal, by name within the folder "
            "(`*` stands for anything): they make one structure, their mean, and the chosen frames "
            "take the place of independent phonons in HAADF and CBED."
        ),
    )
    generated: GeneratedSettings = Field(
        GeneratedSettings(), description="Random crystals by space group."
    )
    ase: list[Name] = Field(
        [],
        description=(
            "Clusters, bulk crystals and molecules that ASE builds: `Au55` or `Pt147 "
            "cuboctahedron` (also `octahedron`, `decahedron`, `icosahedron`), `Cu fcc` or `NaCl "
            "rocksalt a=5.64` (structure, then lattice constants in Å), `molecule C60`."
        ),
    )
    occupancy: Literal["reject", "sample"] = Field(
        "reject",
        description=(
            "Partly occupied sites: refuse the structure, or decorate a supercell by a seeded draw."
        ),
    )
    occupancy_repeat: int = Field(
        2,
        ge=1,
        le=8,
        description="With `occupancy: sample`, repeats of the cell along each axis that are drawn.",
    )
    atom_limit: int = Field(
        1000, ge=1, le=1_000_000, description="Most atoms in a conventional cell or a cluster."
    )
    min_distance_A: float = Field(
        0.5, ge=0, le=2, description="Least distance of two atoms, Å; closer ones overlap."
    )
    symmetry_tolerance_A: float = Field(
        0.01,
        gt=0,
        le=0.5,
        description="How far atoms may be from where the space group wants them, Å.",
    )
    symmetry_atoms: int = Field(
        2000,
        ge=1,
        le=1_000_000,
        description=(
            "Cells with more atoms are taken as P 1 in their own axes, with a note: a search for "
            "symmetry takes time that grows with the square of their number (4,000 displaced "
            "atoms: half a minute)."
        ),
    )
    vacuum_gap_A: float | None = Field(
        5.0,
        gt=0,
        description=(
            "A gap this wide (Å), and wider than atoms that touch, along an axis of the cell is "
            "vacuum: a layer, wire or particle is imaged once, and whole. null: everything repeats "
            "as a crystal does, layer upon layer."
        ),
    )
    require_symmetry: bool = Field(
        True,
        description=(
            "Refuse a CIF that states no symmetry at all; false: read it as P 1, with a note."
        ),
    )
    require_formula: bool = Field(
        True,
        description=(
            "Refuse a CIF whose atoms are not those of its own sum formula; false: only note it "
            "(files without their hydrogen atoms, for example)."
        ),
    )
    axes: Literal["standard", "file"] = Field(
        "standard",
        description=(
            "What views [uvw] refer to: the conventional cell of the space group's standard "
            "setting, or the axes and the origin of the file."
        ),
    )
    centre: tuple[float, float, float] = Field(
        (0.0, 0.0, 0.0),
        description=(
            "The point of the cell that comes into the middle of an image, in fractions of a, b "
            "and c: [0.5, 0.5, 0.5] for a supercell with something in its middle. Layers, wires "
            "and particles in vacuum are in the middle anyway, across their vacuum."
        ),
    )
    views: ViewsSettings = Field(ViewsSettings(), description="Directions to look along.")

    @field_validator("aflow")
    @classmethod
    def _in_range(cls, numbers):
        for item in numbers if isinstance(numbers, list) else []:
            if isinstance(item, str):
                first, last = map(int, item.split("-"))
                if not 1 <= first <= last <= AFLOW_COUNT:
                    raise ValueError(f"{item} is no range within 1-{AFLOW_COUNT}")
        return numbers
