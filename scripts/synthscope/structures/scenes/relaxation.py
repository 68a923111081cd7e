"""Relaxing a scene by a calculator that is cheap and known for its elements."""

from dataclasses import replace

import numpy as np
from ase import Atoms
from ase.calculators.calculator import Calculator
from ase.calculators.emt import EMT
from ase.calculators.lj import LennardJones
from ase.optimize import LBFGS

from synthscope.core.errors import InputError
from synthscope.structures.elements import NUMBERS, SYMBOLS
from synthscope.structures.scenes.paired_emt import LEAST_EDGE_A, PairedEMT
from synthscope.structures.scenes.scene import Scene
from synthscope.structures.scenes.settings.relaxation import RelaxationSettings

EMT_METALS = ("Al", "Cu", "Ag", "Au", "Ni", "Pd", "Pt")
VACUUM_A = 12.0
"""Above and below, so that no atom reaches the other side."""


def relaxed(scene: Scene, settings: RelaxationSettings) -> Scene:
    """The scene with its atoms moved by L-BFGS (Liu & Nocedal, Math. Program. 45 (1989) 503).

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
    with LBFGS(atoms, logfile=None) as optimizer:
        optimizer.run(fmax=settings.force_eV_per_A, steps=settings.most_steps)
        taken = optimizer.get_number_of_steps()
    force = float(np.linalg.norm(atoms.get_forces(), axis=1).max())
    drawn = {
        "relaxed": settings.by,
        "relaxation.steps": int(taken),
        "relaxation.force_eV_per_A": float(f"{force:.3g}"),
    }
    return replace(
        scene,
        positions=np.array(atoms.positions),
        drawn={**scene.drawn, **drawn},
        local=None,  # no closed form any more
    )


def _calculator(settings: RelaxationSettings, scene: Scene) -> Calculator:
    if settings.by == "EMT":
        return PairedEMT() if scene.alone or scene.box[:2].min() > LEAST_EDGE_A else EMT()
    sigma = settings.sigma_A
    return LennardJones(sigma=sigma, epsilon=settings.epsilon_eV, rc=3 * sigma, smooth=True)
