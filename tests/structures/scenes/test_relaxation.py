"""Relaxation lowers the energy with a calculator that knows the elements, and says what it did."""

import numpy as np
import pytest
from ase import Atoms
from ase.build import bulk
from ase.calculators.emt import EMT
from tests.structures.scenes.building_crystals import built

from synthscope.core.errors import InputError
from synthscope.structures.scenes.paired_emt import LEAST_EDGE_A, SKIN_A, PairedEMT
from synthscope.structures.scenes.relaxation import relaxed
from synthscope.structures.scenes.scene import Grain, Scene
from synthscope.structures.scenes.settings.relaxation import RelaxationSettings

GRAIN = Grain("x", "crystal", tuple(map(tuple, np.eye(3).tolist())))


def energy(scene: Scene) -> float:
    atoms = Atoms(scene.numbers, scene.positions, cell=[*scene.box[:2], 60], pbc=(1, 1, 0))
    atoms.calc = EMT()
    return atoms.get_potential_energy()


def test_emt_lowers_the_energy_of_a_boundary_and_says_so(shipped):
    settings = {
        "structure": "Cu",
        "thickness_A": 6,
        "boundary": {"kind": "tilt", "angle_deg": 36.87},
    }
    rough = built(shipped, 18.0, **settings)
    smooth = built(shipped, 18.0, **settings, relaxation={"most_steps": 8})
    assert "relaxed" not in rough.drawn
    assert smooth.drawn["relaxed"] == "EMT" and smooth.drawn["relaxation.steps"] == 8
    assert smooth.drawn["relaxation.force_eV_per_A"] > 0.05
    assert energy(smooth) < energy(rough) - 1
    assert len(smooth) == len(rough)
    assert [mark.at[:2] for mark in smooth.marks] == [mark.at[:2] for mark in rough.marks]


@pytest.mark.parametrize("symbols", [("Cu",), ("Au", "Cu"), ("Al", "Ni", "Pt")])
@pytest.mark.parametrize("pbc", [(1, 1, 0), (0, 0, 0)])
def test_paired_sums_give_the_energy_and_forces_of_ase(symbols, pbc):
    rng = np.random.default_rng(4)
    atoms = bulk("Cu", cubic=True) * (5, 4, 3)
    atoms.symbols = rng.choice(symbols, len(atoms))
    atoms.cell[2, 2] += 20
    atoms.pbc = pbc
    atoms += Atoms("Cu", [[9, 7, 28]])  # without neighbours
    own, theirs = atoms.copy(), atoms.copy()
    own.calc, theirs.calc = PairedEMT(), EMT()
    for step in (0.1, 0.05, 0.4):  # with the list of pairs kept, and made anew
        moves = rng.normal(0, step, (len(atoms), 3))
        for one in (own, theirs):
            one.positions += moves
        assert own.get_potential_energy() == pytest.approx(theirs.get_potential_energy(), abs=1e-8)
        assert np.abs(own.get_forces() - theirs.get_forces()).max() < 1e-9


def test_the_least_edge_is_twice_what_pairs_reach():
    calculator = PairedEMT()
    calculator.initialize(Atoms("Ag"))
    assert 2 * (calculator.rc_list + SKIN_A) <= LEAST_EDGE_A


def test_lennard_jones_pulls_a_pair_to_its_distance():
    scene = Scene.of_one([18, 18], [[5, 5, 5], [5, 5, 9.2]], (30, 30, 10), GRAIN)
    settings = RelaxationSettings(
        by="Lennard-Jones", epsilon_eV=0.5, sigma_A=3.4, most_steps=300, force_eV_per_A=0.001
    )
    after = relaxed(scene, settings)
    distance = np.linalg.norm(after.positions[1] - after.positions[0])
    assert distance == pytest.approx(2 ** (1 / 6) * 3.4, rel=0.01)
    assert after.drawn["relaxation.force_eV_per_A"] <= 0.001


def test_elements_that_emt_does_not_know_are_refused(shipped):
    with pytest.raises(InputError, match="EMT does not know Fe, only Al, Cu"):
        built(shipped, 12.0, structure="Fe", thickness_A=6, relaxation={})


def test_parameters_belong_to_lennard_jones():
    with pytest.raises(ValueError, match="epsilon_eV and sigma_A"):
        RelaxationSettings(by="Lennard-Jones")
    with pytest.raises(ValueError, match="epsilon_eV and sigma_A"):
        RelaxationSettings(epsilon_eV=1.0, sigma_A=3.0)
