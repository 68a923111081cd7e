"""Relaxing a scene by a calculator that is cheap and known for its elements."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from ase import Atoms
from ase.calculators.calculator import Calculator
from ase.calculators.emt import EMT
from ase.calculators.lj import LennardJones
from ase.optimize import FIRE

from synthscope.core.errors import InputError
from synthscope.core.settings import Section, setting
from synthscope.structures.elements import NUMBERS, SYMBOLS
from synthscope.structures.scenes.paired_emt import LEAST_EDGE_A, PairedEMT
from synthscope.structures.scenes.scene import Scene

EMT_METALS = ("Al", "Cu", "Ag", "Au", "Ni", "Pd", "Pt")
VACUUM_A = 12.0
"""Above and below, so that no atom reaches the other side."""


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

    most_steps: int = setting(30, ge=1, le=1000)
    """Steps at most. By EMT each takes about as long as building the scene without them."""

    force_eV_per_A: float = setting(0.05, gt=0, le=10)
    """It ends as soon as no force is larger, eV/Å."""

    def __post_init__(self) -> None:
        super().__post_init__()
        given = self.epsilon_eV is not None and self.sigma_A is not None
        if (self.by == "Lennard-Jones") != given:
            raise ValueError("epsilon_eV and sigma_A are what Lennard-Jones has, and needs")


def relaxed(scene: Scene, settings: RelaxationSettings) -> Scene:
    """The scene with its atoms moved by FIRE (Bitzek et al., Phys. Rev. Lett. 97 (2006) 170201).

    What was done, and the largest force that is left, is in its `drawn`.

    Raises
    ------
    InputError
        EMT does not know an element.
    """
    unknown = set(np.unique(scene.numbers).tolist()) - {NUMBERS[one] for one in EMT_METALS}
    if settings.by == "EMT" and unknown:
        raise InputError(
            f"relaxation: EMT does not know {', '.join(SYMBOLS[z] for z in sorted(unknown))}, only "
            f"{', '.join(EMT_METALS)}; leave relaxation out"
        )
    depth = float(np.ptp(scene.positions[:, 2])) + 2 * VACUUM_A
    atoms = Atoms(
        scene.numbers,
        scene.positions,
        cell=[*scene.box[:2], depth],
        pbc=[not scene.alone, not scene.alone, False],
    )
    atoms.calc = _calculator(settings, scene)
    with FIRE(atoms, logfile=None) as optimizer:
        optimizer.run(fmax=settings.force_eV_per_A, steps=settings.most_steps)
        taken = optimizer.get_number_of_steps()
    force = float(np.linalg.norm(atoms.get_forces(), axis=1).max())
    drawn = {
        "relaxed": settings.by,
        "relaxation.steps": int(taken),
        "relaxation.force_eV_per_A": float(f"{force:.3g}"),
    }
    return replace(scene, positions=np.array(atoms.positions), drawn={**scene.drawn, **drawn})


def _calculator(settings: RelaxationSettings, scene: Scene) -> Calculator:
    if settings.by == "EMT":
        return PairedEMT() if scene.alone or scene.box[:2].min() > LEAST_EDGE_A else EMT()
    sigma = settings.sigma_A
    return LennardJones(sigma=sigma, epsilon=settings.epsilon_eV, rc=3 * sigma, smooth=True)
