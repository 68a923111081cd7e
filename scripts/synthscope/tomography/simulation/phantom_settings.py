"""What a simulated scan shows."""

from dataclasses import dataclass
from typing import Literal

from synthscope.core.distributions import Varied
from synthscope.core.settings import Section, setting


@dataclass(frozen=True)
class PhantomSettings(Section):
    """What is scanned where no scan is given."""

    kind: Literal["spheres", "structure"] = "spheres"
    """Random spheres, or the atoms of a structure as spheres."""

    structure: str | None = None
    """Id of the structure whose atoms are the phantom, as in catalog.csv, for example `Au55`; with
    `kind: structure`."""

    particle_radius_A: Varied = setting(10.0, gt=0, le=200)
    """Radius of the ball cut from a periodic crystal, Å."""

    atom_radius_A: Varied = setting(1.0, gt=0, le=10)
    """Radius of an atom's sphere, Å."""

    exponent: Varied = setting(1.7, ge=0, le=4)
    """An atom's weight is Z to this power; 1.7 is close to annular dark field."""

    margin_A: Varied = setting(1.0, ge=0, le=100)
    """Empty space around the outermost atom, Å."""
