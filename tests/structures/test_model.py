import json

import numpy as np
import pytest

from synthscope.structures.model import Atoms, Crystal

TRICLINIC = np.array([[5.1, 0, 0], [0.3, 6.2, 0], [-1 / 3, 0.7, 7 / 11]])


def make_crystal(**changes) -> Crystal:
    values = dict(
        id="Al2SiO5_kyanite", source="resources", name="Kyanite", numbers=[13, 8], cell=TRICLINIC,
        positions=[[0.1, 0.2, 1 / 3], [1e-17, 2.5, np.pi]], rms=[np.nan, 0.055],
        point_group=[np.eye(3), -np.eye(3)],
    )  # fmt: skip
    return Crystal(**values | changes)


def test_a_crystal_survives_json_bit_for_bit():
    crystal = make_crystal()
    back = Crystal.from_dict(json.loads(json.dumps(crystal.to_dict(), allow_nan=False)))
    assert back == crystal
    assert back.positions.tobytes() == crystal.positions.tobytes()
    assert np.isnan(back.rms[0]) and back.rms[1] == 0.055


def test_a_cluster_and_its_atoms_survive_json_without_a_cell():
    cluster = make_crystal(cell=None, rms=None, point_group=None)
    assert Crystal.from_dict(json.loads(json.dumps(cluster.to_dict()))) == cluster
    atoms = Atoms(numbers=[6], positions=[[1, 2, 3]], box=[26, 26, 26])
    assert Atoms.from_dict(json.loads(json.dumps(atoms.to_dict()))) == atoms


def test_a_changed_coordinate_makes_a_different_crystal():
    crystal = make_crystal()
    moved = crystal.positions + np.array([1e-12, 0, 0])
    assert make_crystal(positions=moved) != crystal


def test_arrays_of_a_record_cannot_be_written():
    with pytest.raises(ValueError):
        make_crystal().positions[0, 0] = 1.0


def test_fractional_coordinates_and_lattice_belong_to_the_cell():
    crystal = make_crystal()
    assert np.allclose(crystal.fractional @ crystal.cell, crystal.positions, atol=1e-12)
    cubic = make_crystal(cell=np.eye(3) * 3.9)
    assert np.allclose(cubic.lattice, (3.9, 3.9, 3.9, 90, 90, 90))
