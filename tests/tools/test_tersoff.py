"""The potential that amorphous cells are made with gives the crystals that it was made for."""

import importlib
from pathlib import Path

import numpy as np
import pytest
from ase.build import bulk, make_supercell
from ase.spacegroup import crystal

TOOLS = Path(__file__).resolve().parents[2] / "tools"


@pytest.fixture(scope="module")
def tool():
    """Under the name by which its compiled code is kept."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(TOOLS)
        return importlib.import_module("tersoff")


def melt(tool, atoms, symbols: tuple[str, ...]):
    types = np.array([symbols.index(symbol) for symbol in atoms.symbols])
    return tool.Melt(symbols, types, atoms.positions, atoms.cell.lengths())


def test_diamond_has_the_energy_of_the_paper(tool):
    diamond = bulk("C", "diamond", a=3.566, cubic=True).repeat(3)
    assert melt(tool, diamond, ("C",)).energy() / len(diamond) == pytest.approx(-7.37, abs=0.01)


def test_silicon_nitride_has_its_lattice_and_its_bonds(tool):
    """β-Si3N4 is 7.608 Å by 2.911 Å; its energy of atomisation is about 12 eV for each silicon."""
    places = [(0.1744, 0.7687, 0.25), (1 / 3, 2 / 3, 0.25), (0.3299, 0.0314, 0.25)]
    lattice = [7.608, 7.608, 2.911, 90, 90, 120]
    beta = crystal(["Si", "N", "N"], places, spacegroup=176, cellpar=lattice)
    block = make_supercell(beta, [[2, 0, 0], [1, 2, 0], [0, 0, 5]])
    stretches, energies = (0.97, 0.98, 0.99, 1.0, 1.01, 1.02), []
    for stretch in stretches:
        one = block.copy()
        one.set_cell(block.cell * stretch, scale_atoms=True)
        made = melt(tool, one, ("Si", "N"))
        made.relax(0.2, 1.0)
        energies.append(made.energy() / len(one) * 7)
    best = np.polynomial.Polynomial.fit(stretches, energies, 3)
    (lowest,) = (x.real for x in best.deriv().roots() if 0.97 < x.real < 1.02)
    assert lowest == pytest.approx(1.0, abs=0.015)
    assert min(energies) == pytest.approx(-37, abs=1.0)


@pytest.mark.parametrize("symbols", [("C",), ("Si", "O"), ("Si", "N")])
def test_forces_are_the_slopes_of_the_energy(tool, symbols):
    rng = np.random.default_rng(0)
    types = rng.integers(0, len(symbols), 150)
    made = tool.Melt(symbols, types, rng.uniform(0, 13, (150, 3)), [13.0] * 3)
    forces, step = made.force.copy(), 1e-6
    for atom in range(4):
        for axis in range(3):
            energies = []
            for side in (step, -step):
                made.positions[atom, axis] += side
                energies.append(made.energy())
                made.positions[atom, axis] -= side
            slope = -(energies[0] - energies[1]) / (2 * step)
            assert forces[atom, axis] == pytest.approx(slope, rel=1e-4, abs=1e-3)


def test_neighbours_are_those_within_reach_over_the_sides(tool):
    rng, box = np.random.default_rng(1), np.array([10.0, 11.0, 13.0])
    positions = rng.uniform(-5, 20, (80, 3))
    starts, places = tool.neighbours(positions, box, 3.2)
    apart = positions[:, None] - positions
    apart -= box * np.round(apart / box)
    near = np.linalg.norm(apart, axis=-1) < 3.2
    np.fill_diagonal(near, False)
    for atom in range(80):
        found = sorted(places[starts[atom] : starts[atom + 1]].tolist())
        assert found == np.flatnonzero(near[atom]).tolist()
