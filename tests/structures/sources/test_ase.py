import numpy as np
import pytest

from synthscope.core.errors import InputError
from synthscope.structures.sources.ase import SHAPES, ase_draft, cluster_sizes


@pytest.mark.parametrize("shape", SHAPES)
def test_every_magic_number_gives_that_many_atoms(shape):
    for size in list(cluster_sizes(shape))[:4]:
        assert len(ase_draft(f"Au{size} {shape}").numbers) == size


def test_a_number_alone_means_an_icosahedron_where_there_is_one():
    icosahedron, cuboctahedron = ase_draft("Au55"), ase_draft("Au55 cuboctahedron")
    assert icosahedron.cell is None and (icosahedron.numbers == 79).all()
    assert np.allclose(icosahedron.positions, ase_draft("Au55 icosahedron").positions)
    assert not np.allclose(np.sort(icosahedron.positions[:, 0]),
                           np.sort(cuboctahedron.positions[:, 0]))  # fmt: skip


def test_bulk_crystals_take_lattice_constants():
    salt = ase_draft("NaCl rocksalt a=5.64")
    assert abs(np.linalg.det(salt.cell)) == pytest.approx(5.64**3 / 4)
    zincite = ase_draft("ZnO wurtzite a=3.25 c=5.2")
    assert np.linalg.norm(zincite.cell[2]) == pytest.approx(5.2)


def test_molecules_are_built_by_name():
    assert len(ase_draft("molecule C60").numbers) == 60


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Au56", "no cluster has 56 atoms; near numbers are"),
        ("Pt20 decahedron", "no decahedron has 20 atoms"),
        ("Xx55", "unknown element 'Xx'"),
        ("Cu unheardof", "ASE cannot build"),
        ("NaCl rocksalt", "lattice constant"),
        ("molecule Unobtainium", "ASE cannot build"),
        ("__import__('os')", "neither a cluster"),
        ("", "neither a cluster"),
    ],
)
def test_what_cannot_be_built_is_one_line(name, message):
    with pytest.raises(InputError, match=message) as error:
        ase_draft(name)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "count", "edge", "thickness"),
    [
        ("layer WSe2", 3, 3.282, 3.341),
        ("layer C", 2, 2.46, 0.0),
        ("layer BN", 2, 2.504, 0.0),
        ("layer TaS2 1T a=3.36 thickness=3.1", 3, 3.36, 3.1),
        ("layer MoS2 a=3.2", 3, 3.2, 3.172),
    ],
)
def test_layers_have_their_constants_and_vacuum_about_them(name, count, edge, thickness):
    draft = ase_draft(name)
    assert len(draft.numbers) == count
    assert np.linalg.norm(draft.cell[0]) == pytest.approx(edge)
    assert np.ptp(draft.positions[:, 2]) == pytest.approx(thickness)
    assert draft.cell[2, 2] == pytest.approx(30 + thickness)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("layer TaS2", "state a=… and thickness=… in Å"),
        ("layer NaCl", "state a=… in Å"),
        ("layer MoS2 1T a=3.2", "state thickness=… in Å"),
        ("layer Si3N4 a=3", "a layer is MX2"),
        ("layer BN 1T a=2.5", "a layer is MX2"),
    ],
)
def test_a_layer_that_is_not_known_is_asked_for_its_constants(name, message):
    with pytest.raises(InputError, match=message):
        ase_draft(name)
