import numpy as np
import pytest
from scipy.spatial import cKDTree

from synthscope.specimens.block import block
from synthscope.structures.symmetry.orientation import orientation

PIXEL = 26 / 256


def test_antimony_along_001_is_nine_cubed_atoms_within_118_15_px(antimony):
    atoms = block(antimony, (0, 0, 1))
    assert len(atoms) == 729
    assert atoms.box.tolist() == [26, 26, 26]
    px = atoms.positions / PIXEL - 128
    assert np.abs(px).max() == pytest.approx(4 * 2.986 / PIXEL, abs=1e-9)
    assert np.abs(px).max() <= 118.1539


@pytest.mark.parametrize("view", ["000001", "010101"])
def test_blocks_are_those_of_the_published_files(reference, antimony, view):
    h5py = pytest.importorskip("h5py")
    with h5py.File(reference / "atomagined" / f"052227.{view}.h5") as file:
        real = file["projection/full_coords"][:]
    uvw = tuple(int(d) for d in view[1::2])
    ours = block(antimony, uvw).positions[:, :2] / PIXEL
    assert len(ours) == len(real)
    # Rows of both are unsorted, and columns repeat: compare them in one order.
    sort = [a[np.lexsort(np.round(a, 2).T)] for a in (real, ours)]
    assert np.abs(sort[0] - sort[1]).max() < 1e-4


@pytest.mark.parametrize("key", ["Al2SiO5_kyanite", "C_graphite", "Y3Al5O12", "Au"])
@pytest.mark.parametrize("uvw", [(0, 0, 1), (1, -2, 1)])
def test_a_block_holds_every_atom_of_the_cube_and_no_other(shipped, key, uvw):
    crystal = shipped[key]
    atoms = block(crystal, uvw, half=7.0, frame=16.0)
    # By brute force: all atoms of a large parallelepiped, turned and cut.
    span = np.arange(-12, 13)
    cells = np.stack(np.meshgrid(span, span, span, indexing="ij"), -1).reshape(-1, 1, 3)
    rotation = orientation(crystal.cell, uvw)
    everything = (cells @ crystal.cell + crystal.positions).reshape(-1, 3) @ rotation.T
    inside = everything[(np.abs(everything) <= 7 + 1e-6).all(axis=1)]
    assert len(atoms) == len(inside)
    assert cKDTree(inside).query(atoms.positions - 8.0)[0].max() < 1e-9


def test_atoms_keep_their_element_and_thermal_displacement(shipped):
    atoms = block(shipped["SrTiO3"], (0, 0, 1))
    expected = {38: 0.00624**0.5, 22: 0.00476**0.5, 8: 0.00774**0.5}
    for number, rms in expected.items():
        assert np.allclose(atoms.rms[atoms.numbers == number], rms)
    oxygen, titanium = (atoms.numbers == 8).sum(), (atoms.numbers == 22).sum()
    assert 2.5 < oxygen / titanium < 3.7


def test_the_median_block_of_the_prototypes_has_about_a_thousand_atoms(aflow):
    counts = [len(block(crystal, (0, 0, 1))) for crystal in list(aflow.values())[::4]]
    assert 700 < np.median(counts) < 1300


def test_a_block_is_the_same_each_time(shipped):
    first, second = (block(shipped["Al2SiO5_kyanite"], (2, -1, 1)) for _ in range(2))
    assert first.positions.tobytes() == second.positions.tobytes()
