"""How atoms are asked to relax."""

from dataclasses import dataclass
from typing import Literal

from synthscope.core.settings import Section, setting


@dataclass(frozen=True)
class RelaxationSettings(Section):
    """Moving the atoms of a scene towards less energy; a scene without it is geometry alone."""

    by: Literal["EMT", "Lennard-Jones"] = "EMT"
    """`EMT`: ASE's effective medium theory, for Al, Cu, Ag, Au, Ni, Pd, Pt and their alloys.
    `Lennard-Jones`: with `epsilon_eV` and `sigma_A` for all pairs of atoms."""

    epsilon_eV: float | None = setting(None, gt=0, le=10)
    """Depth of the Lennard-Jones potential, eV."""

    sigma_A: float | None = setting(None, gt=0, le=10)
    """Distance at which the Lennard-Jones potential is 0, Å."""

    most_steps: int = setting(60, ge=1, le=1000)
    """Steps at most. By EMT each takes about as long as building the scene without them."""

    force_eV_per_A: float = setting(0.05, gt=0, le=10)
    """It ends as soon as no force is larger, eV/Å."""

    def __post_init__(self) -> None:
        super().__post_init__()
        given = self.epsilon_eV is not None and self.sigma_A is not None
        if (self.by == "Lennard-Jones") != given:
            raise ValueError("epsilon_eV and sigma_A are what Lennard-Jones has, and needs")
