import numpy as np
import pytest

from synthscope.core.errors import InputError
from synthscope.specimens.block import block
from synthscope.specimens.slab import periodic_cell, repeat
from synthscope.structures.checking.distances import close_pairs
from synthscope.structures.symmetry.centring import centrings, primitive_basis
from synthscope.structures.symmetry.orientation import orientation

CASES = [
    ("SrTiO3", (0, 0, 1)),
    ("Si", (0, 1, 1)),
    ("GaN", (0, 0, 1)),
    ("GaN", (1, 0, 0)),
    ("TiO2_rutile", (1, 1, 1)),
    ("Y3Al5O12", (1, 1, 1)),
    ("ZrO2_baddeleyite", (0, 1, 0)),
    ("Al2SiO5_kyanite", (0, 0, 1)),
]


def shell(positions, numbers, cell, reach=2.95):
    """Sorted distances with the two elements, an atom, up to `reach`."""
    pairs, distances = close_pairs(positions, cell, reach)
    weight = np.where(pairs[:, 0] == pairs[:, 1], 0.5, 1.0) / len(positions)
    kinds = np.sort(numbers[pairs], axis=1)
    table = {}
    for (a, b), d, w in zip(kinds.tolist(), distances, weight):
        key = (a, b, round(float(d), 2))
        table[key] = table.get(key, 0.0) + float(w)
    return table


@pytest.mark.parametrize(("key", "uvw"), CASES)
def test_a_cell_has_the_neighbours_of_the_crystal(shipped, key, uvw):
    crystal = shipped[key]
    found = periodic_cell(crystal, uvw, extent=12.0, max_strain=0.04)
    atoms = found.atoms()
    density = len(crystal) / abs(np.linalg.det(crystal.cell))
    assert len(atoms) / atoms.box.prod() == pytest.approx(density, rel=3 * found.strain + 1e-9)
    distances = close_pairs(atoms.positions, np.diag(atoms.box), 3.0)[1]
    wanted = close_pairs(crystal.positions, crystal.cell, 3.0)[1]
    assert distances[0] == pytest.approx(wanted[0], rel=found.strain + 1e-6)
    if found.strain == 0:
        ours = shell(atoms.positions, atoms.numbers, np.diag(atoms.box))
        theirs = shell(crystal.positions, crystal.numbers, crystal.cell)
        # Rounding may put one shell into neighbouring bins of distance: compare the sums.
        assert sum(ours.values()) == pytest.approx(sum(theirs.values()), rel=1e-6)


@pytest.mark.parametrize(("key", "uvw"), CASES)
def test_edges_are_lattice_vectors_and_the_beam_runs_along_minus_uvw(shipped, key, uvw):
    crystal = shipped[key]
    found = periodic_cell(crystal, uvw, extent=12.0, max_strain=0.04)
    shifts, _ = centrings(crystal)
    for row in found.vectors:
        off = row - shifts
        assert (np.abs(off - np.rint(off)).max(axis=1) < 1e-6).any()
    beam = found.vectors[2] / np.abs(found.vectors[2]).max()
    assert np.allclose(beam, -np.array(uvw) / max(map(abs, uvw)))
    lengths = np.linalg.norm(found.vectors @ crystal.cell, axis=1)
    assert np.allclose(found.unit.box, lengths)
    assert np.linalg.det(found.vectors @ crystal.cell) > 0
    assert (found.unit.box[:2] * found.repeats >= 12.0 - 1e-6).all()
    assert ((found.unit.positions >= 0) & (found.unit.positions < found.unit.box)).all()


def test_cubic_crystals_need_no_strain_and_no_more_than_one_cell(shipped):
    found = periodic_cell(shipped["SrTiO3"], (0, 0, 1), 25.0)
    assert found.strain == 0 and len(found.unit) == 5
    assert found.repeats == (7, 7) and len(found.atoms(3)) == 5 * 49 * 3
    assert found.turn_deg == 0


def test_a_unit_that_nearly_fills_the_field_is_not_doubled(shipped):
    """A supercell of one's own, a little narrower than the field: twice it costs four times."""
    crystal = shipped["TiO2_rutile"]
    a, _, c = crystal.lattice[:3]
    for extent, along_a in ((1.04 * a, 1), (1.06 * a, 2), (2.02 * a, 3)):
        found = periodic_cell(crystal, (1, 0, 0), extent)
        assert sorted(found.unit.box[:2]) == pytest.approx([c, a])
        assert sorted(found.repeats) == sorted((along_a, int(np.ceil(extent / c))))


@pytest.mark.parametrize("key", ["MoS2", "GaN", "C_graphite", "SiO2_quartz"])
def test_a_hexagonal_crystal_stands_in_its_cell_as_in_a_block(shipped, key):
    """Three cells are equally small; one of them has a where a block has it."""
    found = periodic_cell(shipped[key], (0, 0, 1), 26.0)
    assert found.turn_deg == 0
    assert sorted(found.unit.box[:2] / shipped[key].lattice[0]) == pytest.approx([1, 3**0.5])


def test_silicon_along_110_repeats_after_half_the_face_diagonal(shipped):
    a = 5.43102
    unit = periodic_cell(shipped["Si"], (1, 1, 0), 5.0).unit
    assert unit.box[2] == pytest.approx(a / 2**0.5)
    assert sorted(unit.box[:2]) == pytest.approx([a / 2**0.5, a])
    assert len(unit) == 4


def test_hexagonal_crystals_get_the_orthogonal_cell_of_root_three(shipped):
    found = periodic_cell(shipped["C_graphite"], (0, 0, 1), 2.0)
    assert found.strain == 0 and len(found.unit) == 8
    assert sorted(found.unit.box[:2]) == pytest.approx([2.464, 2.464 * 3**0.5])


def test_a_block_cut_from_the_cell_is_the_block_of_the_crystal(shipped):
    # The image of an exact cell is the image of the crystal: same columns at the same places.
    crystal, uvw = shipped["TiO2_rutile"], (1, 0, 0)
    found = periodic_cell(crystal, uvw, 24.0)
    assert found.strain == 0
    down = found.vectors[1] @ crystal.cell @ orientation(crystal.cell, uvw).T
    assert np.degrees(np.arctan2(-down[0], down[1])) == pytest.approx(found.turn_deg, abs=1e-6)
    assert found.turn_deg == 0
    columns = block(crystal, uvw, half=5.0, frame=0.0).positions[:, :2] % found.unit.box[:2]
    ours = found.unit.positions[:, :2]
    apart = columns[:, None] - ours[None]
    apart -= np.rint(apart / found.unit.box[:2]) * found.unit.box[:2]
    assert np.linalg.norm(apart, axis=2).min(axis=1).max() < 1e-6


def test_strain_stays_within_what_is_allowed(shipped):
    for limit in (0.05, 0.01):
        found = periodic_cell(shipped["Al2SiO5_kyanite"], (0, 0, 1), 15.0, limit, max_atoms=100_000)
        assert 0 < found.strain <= limit


def test_without_a_cell_the_message_says_which_strain_would_do(shipped):
    with pytest.raises(
        InputError, match=r"Al2SiO5_kyanite along \[1, -2, 1\].*set the strain to"
    ) as error:
        periodic_cell(shipped["Al2SiO5_kyanite"], (1, -2, 1), 5.0, 0.0005)
    assert "\n" not in str(error.value)
    would_do = float(str(error.value).split("strain to ")[1].split(",")[0])
    assert periodic_cell(shipped["Al2SiO5_kyanite"], (1, -2, 1), 5.0, would_do).strain <= would_do


def test_too_many_atoms_are_refused_with_their_number(shipped):
    with pytest.raises(InputError, match="atoms, the limit is 100"):
        periodic_cell(shipped["Y3Al5O12"], (1, 1, 1), 20.0, max_atoms=100)


def test_repeats_stand_side_by_side(shipped):
    unit = periodic_cell(shipped["Cu"], (0, 0, 1), 1.0).unit
    twice = repeat(unit, (2, 1, 3))
    assert len(twice) == 6 * len(unit)
    assert np.allclose(twice.box, unit.box * [2, 1, 3])
    assert close_pairs(twice.positions, np.diag(twice.box), 3)[1][0] == pytest.approx(2.5561, 1e-4)


@pytest.mark.parametrize(
    ("key", "count"), [("Si", 4), ("Fe", 2), ("TiO2_rutile", 1), ("Y3Al5O12", 2)]
)
def test_centring_translations_are_found(shipped, key, count):
    shifts, members = centrings(shipped[key])
    assert len(shifts) == count and len(members) * count == len(shipped[key])
    assert abs(np.linalg.det(primitive_basis(shifts))) == pytest.approx(1 / count)
