import numpy as np

from synthscope.specimens.particle import particle
from synthscope.structures.model import Crystal


def crystal(cell):
    positions = np.array([[0.0, 0, 0], [0.5, 0.5, 0.5]]) @ cell
    return Crystal("a", "user", "a", [55, 17], positions, cell=cell, rms=[0.1, 0.2])


def test_a_particle_is_every_atom_within_the_radius():
    cell = np.array([[4.1, 0, 0], [-1.5, 3.9, 0], [0.7, 1.1, 5.2]])
    got = particle(crystal(cell), 9.0)
    steps = np.stack(np.mgrid[-8:9, -8:9, -8:9], axis=-1).reshape(-1, 3)
    for number, fraction in ((55, 0.0), (17, 0.5)):
        expected = (steps + fraction) @ cell
        expected = expected[np.linalg.norm(expected, axis=1) <= 9.0]
        mine = got.positions[got.numbers == number]
        assert len(mine) == len(expected)
        assert np.allclose(np.sort(mine @ [1, 1e3, 1e6]), np.sort(expected @ [1, 1e3, 1e6]))
    assert set(got.rms[got.numbers == 55]) == {0.1}


def test_clusters_and_lone_cells_are_taken_as_they_are():
    one = crystal(np.eye(3) * 4)
    assert (particle(one, None).positions == one.positions).all()
    cluster = Crystal("a", "user", "a", [79, 79], [[0, 0, 0], [2.9, 0, 0]])
    assert (particle(cluster, 1.0).positions == cluster.positions).all()
