"""What particles are asked for: of what, how large, how decorated, where."""

import re
from dataclasses import dataclass
from typing import Annotated, Literal

from synthscope.core.distributions import Varied
from synthscope.core.settings import Check, Limits, Section, setting
from synthscope.structures.elements import Symbol
from synthscope.structures.scenes.settings.names import Name
from synthscope.structures.scenes.settings.orientation import OrientationSettings


def indices(plane: str) -> tuple[int, ...]:
    """(h, k, l) of a text such as "111" or "1-10"."""
    return tuple(map(int, re.findall(r"-?\d", plane)))


def _some(plane: str) -> str:
    if not any(indices(plane)):
        raise ValueError("000 is no plane; give at least one other index")
    return plane


Plane = Annotated[
    str,
    Limits(pattern=r"^(-?\d){3}$", said='three indices in quotes, such as "111" or "1-10"'),
    Check(_some),
]


Energy = Annotated[float, Limits(gt=0, le=1000)]


@dataclass(frozen=True)
class ShellSettings(Section):
    """A shell of another element on the lattice of the core (coherent)."""

    element: Symbol = setting()
    """What it is made of."""

    thickness_A: Varied = setting(4.0, ge=0, le=1000)
    """Depth below the particle's surface, Å: the particle's size includes it."""


@dataclass(frozen=True)
class AlloySettings(Section):
    """Atoms of another element at random places."""

    element: Symbol = setting()
    """What is put in."""

    fraction: Varied = setting(0.5, ge=0, le=1)
    """Of the atoms that may be replaced, how many are; their number is exact, to one."""

    replaces: Symbol | None = None
    """The element that is replaced; null: whichever there is."""

    vegard: bool = False
    """Stretch the lattice in proportion to the fraction, from the lattice constant of the pure
    element to that of the one put in (Vegard's rule): of metals with one lattice alone."""


@dataclass(frozen=True)
class ParticlesSettings(Section):
    """Particles beside each other, each with an orientation of its own."""

    structures: tuple[Name, ...] = setting(("Au fcc",), min_length=1)
    """What they are of, one drawn for each: crystals, of which a shape is cut, and clusters
    (`Au147`, or a file without a cell), which are taken whole."""

    count: Varied = setting(1, ge=1, le=1000)
    """How many there are in the field."""

    size_A: Varied = setting(25.0, ge=2, le=1000)
    """Diameter of a particle that is cut from a crystal, Å: of the sphere of the same volume. Drawn
    anew for each particle, as all that varies here but `count`."""

    shape: Literal["sphere", "wulff"] = "sphere"
    """What is cut: a sphere, or the crystal's equilibrium shape by its surface energies."""

    surfaces: dict[Plane, Energy] = setting({})
    """Surface energies for `shape: wulff` by plane (in quotes, or YAML reads 010 as eight), in any
    unit: `{"111": 1.0, "100": 1.15}`. Empty: of fcc metals from a table (Al, Ni, Cu, Rh, Pd, Ag,
    Ir, Pt, Au)."""

    orientation: OrientationSettings = OrientationSettings()
    """How each stands."""

    shell: ShellSettings | None = None
    """A shell of another element; null: none."""

    alloy: AlloySettings | None = None
    """Atoms of another element at random in all of it, before there is a shell; null: none."""

    embedded: Varied = setting(0.0, ge=0, le=1)
    """Share of a particle's height that is below the surface of its support; atoms of the support
    that are in its way are left out. 0: it lies on it."""

    gap_A: Varied = setting(4.0, ge=0, le=1000)
    """Least distance between the outlines of two particles, as seen from above, Å."""

    overlap: bool = False
    """Let particles lie over each other: each comes to rest on what is there already."""

    edges: Literal["inside", "across"] = "inside"
    """Where they are: wholly inside of the field, or also across its edges, and then in part at
    the opposite one."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.surfaces and self.shape != "wulff":
            raise ValueError("surfaces are of shape: wulff; state that, or leave them out")

    @property
    def needs(self) -> set[str]:
        """Names of the structures that it may take."""
        return set(self.structures)
