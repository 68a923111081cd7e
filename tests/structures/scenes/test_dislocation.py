"""Dislocations displace the crystal by their Burgers vector around their core, and nowhere else."""

import numpy as np
import pytest
from scipy.spatial import cKDTree
from tests.structures.scenes.building_crystals import built, closest, zone

from synthscope.core.errors import InputError
from synthscope.structures.scenes.dislocation import Line, displaced
from synthscope.structures.scenes.slab import primitive

EDGE_110 = {"structure": "Cu", "orientation": zone(1, 1, 0), "dislocation": {}}
MIXED = {"structure": "Si", "orientation": zone(1, 1, 0), "dislocation": {"angle_deg": 60}}
SCREW = {"structure": "Fe", "orientation": zone(1, 1, 1),
         "dislocation": {"burgers": [1, 1, 1], "divided_by": 2, "angle_deg": 0}}  # fmt: skip
CUBE_EDGE = {"structure": "Fe", "dislocation": {"burgers": [1, 0, 0], "divided_by": 1}}


def circuit(scene, crystal, centre, half: float) -> np.ndarray:
    """From finish to start of what is a closed loop here in the perfect crystal, Å in the scene.

    A square of neighbouring atoms around `centre`, counter-clockwise seen from above (from where
    the line points); each step is the lattice vector nearest to it.
    """
    edges = scene.box[:2]
    atoms = scene.positions[np.abs(scene.positions[:, 2] - scene.box[2] / 2) < 6]
    shifts = [np.array([i * edges[0], j * edges[1], 0]) for i in (-1, 0, 1) for j in (-1, 0, 1)]
    images = np.concatenate([atoms + shift for shift in shifts])
    if len(crystal) == 8:  # one atom of each pair of diamond stands for the lattice
        images = images[one_of_each_pair(images, scene, crystal)]
    along = np.linspace(-half, half, 80, endpoint=False)
    side = np.full(len(along), half)
    square = np.concatenate(
        [np.column_stack(two) for two in
         ((along, -side), (side, along), (-along, side), (-side, -along))]
    )  # fmt: skip
    points = np.column_stack([square + centre, np.full(len(square), scene.box[2] / 2)])
    path = cKDTree(images).query(points)[1]
    steps = images[np.append(path[1:], path[0])] - images[path]
    own = steps @ np.array(scene.parts[0].rotation)
    basis = primitive(crystal)
    whole = np.rint(own @ np.linalg.inv(basis)) @ basis
    assert np.abs(own - whole).max() < 0.35 * closest(scene)
    return -(whole @ np.array(scene.parts[0].rotation).T).sum(axis=0)


def one_of_each_pair(atoms, scene, crystal) -> np.ndarray:
    """Those whose bonds point as those of the crystal's first atom do, (N,) bool."""
    bonds = np.concatenate(
        [crystal.positions - crystal.positions[0] - np.array(t) @ crystal.cell
         for t in np.ndindex(2, 2, 2)]
    )  # fmt: skip
    lengths = np.linalg.norm(bonds, axis=1)
    first = bonds[np.argmin(np.where(lengths > 0.1, lengths, np.inf))]
    direction = np.array(scene.parts[0].rotation) @ first
    tree = cKDTree(atoms)
    ahead = tree.query(atoms + direction)[0]
    behind = tree.query(atoms - direction)[0]
    return ahead < behind


@pytest.mark.parametrize(
    "settings", [EDGE_110, MIXED, SCREW, CUBE_EDGE], ids=["edge", "60", "screw", "cube"]
)
@pytest.mark.parametrize("rim", [0, 4])
def test_a_circuit_around_a_core_closes_but_for_the_burgers_vector(shipped, settings, rim):
    crystal = shipped[settings["structure"]]
    scene = built(shipped, 50.0, **settings, thickness_A=24, rim_A=rim)
    assert len(scene.marks) == (1 if rim else 2)
    for mark in scene.marks:
        assert mark.kind == "dislocation" and mark.to[2] > mark.at[2] + 20
        found = circuit(scene, crystal, np.array(mark.at[:2]), 9.0)
        assert found == pytest.approx(np.array(mark.vector), abs=0.02)
    if not rim:
        total = np.sum([mark.vector for mark in scene.marks], axis=0)
        assert np.abs(total).max() < 1e-6
        between = np.array(scene.marks[0].at[:2]) + scene.box[:2] / [4, 2]
        assert np.abs(circuit(scene, crystal, between, 6.0)).max() < 1e-6


def test_character_is_the_angle_between_burgers_vector_and_line(shipped):
    for settings, angle in ((EDGE_110, 90), (MIXED, 60), (SCREW, 0), (CUBE_EDGE, 90)):
        scene = built(shipped, 30.0, **settings, thickness_A=10)
        vector = np.array(scene.marks[0].vector)
        found = np.degrees(np.arccos(abs(vector[2]) / np.linalg.norm(vector)))
        assert found == pytest.approx(angle, abs=0.2)
    with pytest.raises(InputError, match=r"no Burgers vector .* possible are 0, 60, 90"):
        built(shipped, 30.0, **{**EDGE_110, "dislocation": {"angle_deg": 30}})


def test_a_pair_leaves_the_box_without_a_seam():
    edges = np.array([40.0, 50.0])
    b = np.array([2.5, 0.0, 1.5])
    lines = [Line(np.array([8.0, 21.0]), b), Line(np.array([30.0, 21.0]), -b)]
    grid = np.random.default_rng(1).uniform(0, 1, (200, 3)) * [*edges, 10]
    grid = grid[np.abs(grid[:, 1] - 21) > 1]

    def moved(places):
        return displaced(places, lines, edges, 0.3) - places

    for step in ([40.0, 0, 0], [0, 50.0, 0], [-40.0, 100.0, 0]):
        assert np.abs(moved(grid + step) - moved(grid)).max() < 1e-6
    # Across the slip plane the jump is the Burgers vector between them, and none beyond.
    x = np.array([2.0, 12.0, 20.0, 28.0, 34.0])
    above, below = (np.column_stack([x, np.full(5, 21 + d), x]) for d in (1e-6, -1e-6))
    jump = moved(above) - moved(below)
    expected = np.where(((x > 8) & (x < 30))[:, None], -b, 0.0)
    assert np.abs(np.abs(jump) - np.abs(expected)).max() < 1e-5


def test_near_a_core_the_pair_strains_as_a_single_one():
    """The gradient of the field of images is what a larger box has less of."""
    b, edges = np.array([2.5, 0.0, 0.0]), np.array([4000.0, 4000.0])
    lines = [Line(np.array([1000.0, 2000.0]), b), Line(np.array([3000.0, 2000.0]), -b)]
    turn = np.linspace(0.1, 2 * np.pi - 0.1, 24)
    ring = np.column_stack([1000 + 10 * np.cos(turn), 2000 + 10 * np.sin(turn), 0 * turn])

    def gradient(own_lines, box, axis):
        step = np.eye(3)[axis] * 1e-3
        ends = [displaced(ring + s * step, own_lines, box, 0.3) - ring for s in (1, -1)]
        return (ends[0] - ends[1]) / 2e-3 - np.eye(3)[axis]

    for axis in (0, 1):
        pair, one = gradient(lines, edges, axis), gradient(lines[:1], None, axis)
        assert np.abs(pair - one).max() < 0.02 * np.abs(one).max()


def test_an_edge_dislocation_obeys_the_equations_of_elasticity():
    """Divergence of stress is zero: (1 − 2ν) Δu + grad div u = 0 away from the core."""
    poisson, h = 0.3, 0.02
    place = np.array([3.0, 4.0, 0.0])
    line = [Line(np.zeros(2), np.array([1.0, 0.0, 0.7]))]

    def u(x, y):
        at = np.array([[place[0] + x * h, place[1] + y * h, 0.0]])
        return (displaced(at, line, None, poisson) - at)[0]

    xx = (u(1, 0) - 2 * u(0, 0) + u(-1, 0)) / h**2
    yy = (u(0, 1) - 2 * u(0, 0) + u(0, -1)) / h**2
    xy = (u(1, 1) - u(1, -1) - u(-1, 1) + u(-1, -1)) / (4 * h**2)
    divergence = np.array([xx[0] + xy[1], xy[0] + yy[1], 0.0])
    assert np.abs((1 - 2 * poisson) * (xx + yy) + divergence).max() < 1e-5
    assert np.abs(xx).max() > 1e-3


def test_the_slip_plane_passes_between_atoms(shipped):
    scene = built(shipped, 50.0, **EDGE_110, thickness_A=20)
    assert closest(scene) > 0.75 * 2.556


@pytest.mark.parametrize("seed", range(1, 7))
def test_no_two_atoms_of_a_core_are_closer_than_bonds_can_be(shipped, seed):
    scene = built(
        shipped,
        seed=seed,
        structure="Si",
        thickness_A=30,
        orientation=zone(1, 1, 0),
        dislocation={},
    )
    assert closest(scene) > 0.75 * 2.352 - 1e-6
