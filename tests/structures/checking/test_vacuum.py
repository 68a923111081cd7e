"""Layers, wires and particles in the boxes that calculations draw around them."""

import io
from dataclasses import replace

import numpy as np
import pytest
from ase import Atoms as AseAtoms
from ase.build import bulk, fcc111, graphene, mx2, nanotube
from ase.io import write
from tests.structures.loading_structures import load, load_all, settings

from synthscope.core.errors import InputError
from synthscope.specimens.particle import particle
from synthscope.specimens.settings import FieldSettings
from synthscope.specimens.specimen import perfect_specimen
from synthscope.structures.checking.distances import close_pairs
from synthscope.structures.symmetry.centring import centrings
from synthscope.structures.symmetry.views import list_views


def sheet(vacuum, times=(1, 1, 1), z=0.5):
    """MoS2, one layer with so much vacuum (Å) along c, at a height in its cell."""
    atoms = mx2("MoS2", vacuum=vacuum / 2) * times
    atoms.positions[:, 2] += (z - 0.5) * atoms.cell[2, 2]
    atoms.wrap()
    return atoms


def loaded(tmp_path, atoms, **changes):
    text = io.StringIO()
    write(text, atoms, format="vasp", direct=True)
    return load(tmp_path, "a.vasp", text.getvalue(), **changes)


def specimen(crystal, geometry="block", uvw=(0, 0, 1), **more):
    return perfect_specimen(crystal, uvw, FieldSettings(geometry=geometry, **more))


@pytest.mark.parametrize("vacuum", [8, 20, 40, 90])
@pytest.mark.parametrize("z", [0.5, 0.0, 0.98])
@pytest.mark.parametrize("geometry", ["block", "cell"])
def test_a_layer_is_imaged_once_and_whole(tmp_path, vacuum, z, geometry):
    crystal, row = loaded(tmp_path, sheet(vacuum, z=z))
    assert crystal.pbc.tolist() == [True, True, False] and "a layer" in row["notes"]
    assert [view.uvw for view in list_views(crystal, settings().views, 1)] == [(0, 0, 1)]
    found = specimen(crystal, geometry)
    z = found.atoms.positions[:, 2]
    assert np.ptp(z) == pytest.approx(3.19, abs=0.01) and found.thickness == pytest.approx(3.19)
    assert z.min() == pytest.approx(1) and found.atoms.box[2] == pytest.approx(5.19)
    # as many as the field's area holds, of one layer
    area = 3.18**2 * np.sqrt(3) / 2
    edge = 24 if geometry == "block" else 26
    assert len(found.source) == pytest.approx(3 * edge**2 / area, rel=0.08)
    assert (found.numbers == 16).sum() == pytest.approx(2 * (found.numbers == 42).sum(), rel=0.12)
    assert found.repeat is None


def test_a_layer_in_a_cell_repeats_sideways_with_its_own_bonds(tmp_path):
    crystal, _ = loaded(tmp_path, sheet(15, z=0.9))
    found = specimen(crystal, "cell")
    box = np.diag([*found.atoms.box[:2], 100.0])
    _, distances = close_pairs(found.atoms.positions, box, 2.6)
    assert len(distances) == 2 * len(found.atoms)  # six bonds a metal atom
    np.testing.assert_allclose(distances, distances[0], rtol=1e-4)


def test_gaussian_particles_of_a_layer_are_discs(tmp_path):
    crystal, _ = loaded(tmp_path, sheet(20))
    atoms = particle(crystal, 12.0)
    assert np.ptp(atoms.positions[:, 2]) == pytest.approx(3.19, abs=0.01)
    assert np.hypot(*atoms.positions[:, :2].T).max() > 11


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_vacuum_is_found_along_any_axis_of_a_skewed_cell(tmp_path, axis):
    atoms = graphene(size=(2, 2, 1), vacuum=10.0)
    atoms.pbc = True
    cell = atoms.cell.array.copy()
    cell[2] += 0.3 * cell[0] - 0.4 * cell[1]  # c leans; the layer does not
    atoms.set_cell(cell)
    atoms.set_cell(np.roll(cell, axis - 2, axis=0))
    crystal, _ = loaded(tmp_path, atoms)
    assert crystal.pbc.tolist() == [k != axis for k in range(3)]
    view = tuple(int(k == axis) for k in range(3))
    assert [v.uvw for v in list_views(crystal, settings().views, 1)] == [view]
    found = specimen(crystal, uvw=view)
    assert np.ptp(found.atoms.positions[:, 2]) < 1e-6
    _, bonds = close_pairs(found.atoms.positions, None, 1.6)
    np.testing.assert_allclose(bonds, 1.42, atol=0.01)


def test_several_layers_are_asked_for(tmp_path):
    crystal, row = loaded(tmp_path, sheet(8), vacuum_gap_A=None)
    assert crystal.pbc.all() and "layer" not in row["notes"]
    z = specimen(crystal).atoms.positions[:, 2]
    assert len(np.unique(np.round(z[z < 25], 1))) > 3


@pytest.mark.parametrize("atoms", [bulk("Cs", cubic=True), mx2("MoS2", vacuum=1.5), bulk("Si")])
def test_crystals_and_van_der_waals_gaps_are_no_vacuum(tmp_path, atoms):
    atoms.pbc = True
    crystal, _ = loaded(tmp_path, atoms)
    assert crystal.pbc.all()


def test_a_slab_keeps_its_surfaces(tmp_path):
    atoms = fcc111("Pt", (2, 2, 14), vacuum=8.0)
    atoms.pbc = True
    crystal, _ = loaded(tmp_path, atoms)
    found = specimen(crystal)
    assert found.thickness == pytest.approx(13 * 3.92 / np.sqrt(3), abs=0.02)  # above a block's 24


def test_a_wire_is_seen_along_itself_and_from_its_sides(tmp_path):
    atoms = nanotube(6, 0, length=1, vacuum=6.0)
    atoms.pbc = True
    crystal, row = loaded(tmp_path, atoms)
    assert crystal.pbc.tolist() == [False, False, True] and "a wire" in row["notes"]
    views = [view.uvw for view in list_views(crystal, settings().views, 1)]
    assert (0, 0, 1) in views and {(1, 0, 0), (0, 1, 0)} & set(views) and len(views) <= 3
    along = specimen(crystal, uvw=(0, 0, 1)).atoms
    assert np.hypot(*(along.positions[:, :2] - 13).T).max() < 3
    side = specimen(crystal, uvw=(1, 0, 0)).atoms
    assert np.ptp(side.positions[:, 0]) > 20 or np.ptp(side.positions[:, 1]) > 20
    with pytest.raises(InputError, match="use a block"):
        specimen(crystal, "cell", uvw=(0, 0, 1))


def test_a_thick_wire_is_seen_from_its_side_with_all_its_depth(tmp_path):
    """A carbon nanotube of 31 Å, thicker than a block."""
    tube = nanotube(40, 0, vacuum=8)
    crystal, _ = loaded(tmp_path, tube)
    found = specimen(crystal, uvw=(0, 1, 0))
    assert np.ptp(found.atoms.positions[:, 2]) == pytest.approx(np.ptp(tube.positions[:, 1]), 1e-3)
    along = specimen(crystal, uvw=(0, 0, 1))
    assert np.ptp(along.atoms.positions[:, 2]) < 24.1


def test_a_particle_in_a_box_is_taken_without_it(tmp_path):
    atoms = bulk("Au", cubic=True) * (3, 3, 3)
    atoms.positions += 9
    atoms = AseAtoms(atoms.symbols, atoms.positions, cell=[30, 30, 30], pbc=True)
    shifted = atoms.copy()
    shifted.positions += 14
    shifted.wrap()
    for one in (atoms, shifted):
        crystal, row = loaded(tmp_path, one)
        assert crystal.cell is None and "a particle" in row["notes"]
        assert np.ptp(crystal.positions, axis=0) == pytest.approx([10.2] * 3)


def test_atoms_far_from_each_other_are_wrong_units(tmp_path):
    text = "NaCl\n40\n1 0 0\n0 1 0\n0 0 1\nNa Cl\n4 4\nDirect\n"
    sites = [(0, 0, 0), (0, 0.5, 0.5), (0.5, 0, 0.5), (0.5, 0.5, 0)]
    rows = [(*np.add(site, shift) % 1,) for shift in (0, 0.5) for site in sites]
    text += "\n".join(" ".join(map(str, row)) for row in rows)
    [(crystal, row)] = load_all(tmp_path, "far.vasp", text)
    assert crystal is None and "implausibly empty" in row["reason"]


def test_long_cells_and_much_vacuum_are_noted(tmp_path):
    crystal, row = loaded(tmp_path, sheet(60, times=(70, 1, 1)), atom_limit=5000)
    assert "cell edge of 223 Å" in row["notes"] and "a layer" in row["notes"]
    assert len(specimen(crystal).source) == len(specimen(loaded(tmp_path, sheet(20))[0]).source)


@pytest.mark.parametrize("times", [(5, 1, 1), (7, 2, 1), (4, 4, 4)])
def test_supercells_know_their_own_lattice(tmp_path, times):
    crystal, _ = loaded(tmp_path, bulk("NaCl", "rocksalt", a=5.64) * times, axes="file")
    shifts, members = centrings(crystal)
    assert len(shifts) == np.prod(times) and len(members) == 2
    np.testing.assert_allclose(shifts * times, np.rint(shifts * times), atol=1e-9)


def test_rattled_atoms_leave_no_lattice_within_a_supercell(tmp_path):
    atoms = bulk("Au", cubic=True) * (3, 3, 3)
    atoms.positions += np.random.default_rng(0).normal(0, 0.05, atoms.positions.shape)
    crystal, _ = loaded(tmp_path, atoms)
    assert len(centrings(crystal)[0]) == 1


def test_large_cells_are_p1_with_a_note_and_in_their_own_axes(tmp_path):
    atoms = bulk("Au", cubic=True) * (3, 3, 3)
    crystal, row = loaded(tmp_path, atoms, symmetry_atoms=100)
    assert crystal.space_group == 1 and "taken as P 1 in the file's axes: 108 atoms" in row["notes"]
    np.testing.assert_allclose(crystal.cell, atoms.cell.array)
    assert loaded(tmp_path, atoms, symmetry_atoms=108)[0].space_group == 225


def test_a_hundred_thousand_atoms_are_read(tmp_path):
    atoms = bulk("Au", cubic=True) * (29, 29, 30)
    atoms.positions += np.random.default_rng(0).normal(0, 0.03, atoms.positions.shape)
    crystal, _ = loaded(tmp_path, atoms, atom_limit=200_000)
    assert len(crystal) == 100_920
    assert len(specimen(crystal).atoms) == pytest.approx(11**3 / 2, rel=0.05)


def test_it_is_said_when_views_do_not_refer_to_the_axes_of_the_file(tmp_path):
    _, row = loaded(tmp_path, bulk("Au", cubic=True) * (1, 2, 3))
    assert "a, b, c as given are [1 0 0], [0 2 0], [0 0 3] of the conventional cell" in row["notes"]
    cell = bulk("Au", cubic=True)
    assert "as given" not in loaded(tmp_path, cell)[1]["notes"]
    assert "as given" not in loaded(tmp_path, cell * (1, 2, 3), axes="file")[1]["notes"]


def test_the_centre_is_where_one_wants_it(tmp_path):
    """A cell with one foreign atom in its middle, which comes into the middle of the image."""
    atoms = bulk("Au", cubic=True) * (3, 3, 3)
    atoms.numbers[np.linalg.norm(atoms.positions - 6.12, axis=1).argmin()] = 47
    place = atoms.get_scaled_positions()[atoms.numbers == 47][0]
    crystal, _ = loaded(tmp_path, atoms, axes="file", centre=place.tolist())
    found = specimen(crystal)
    silver = found.positions[found.numbers == 47]
    assert np.abs(silver - 13).max(axis=1).min() == pytest.approx(0, abs=1e-6)


def test_clusters_are_seen_along_the_directions_asked_for(tmp_path):
    crystal, _ = load(tmp_path, "a.xyz", "2\n\nAu 0 0 0\nAu 4 1 2\n")
    assert list_views(crystal, settings().views, 1) == []
    views = settings(views={"directions": [[1, 0, 0], [0, 0, 1]]}).views
    found = {v.uvw: specimen(crystal, uvw=v.uvw).positions for v in list_views(crystal, views, 1)}
    spread = {uvw: np.sort(np.abs(np.diff(p, axis=0)[0, :2])) for uvw, p in found.items()}
    np.testing.assert_allclose(spread[1, 0, 0], [1, 2])
    np.testing.assert_allclose(spread[0, 0, 1], [1, 4])


def test_layers_in_old_files_of_structures_are_crystals(tmp_path):
    crystal, _ = loaded(tmp_path, bulk("Au", cubic=True))
    plain = crystal.to_dict()
    del plain["pbc"]
    assert type(crystal).from_dict(plain) == crystal
    assert replace(crystal, pbc=[True, True, False]) != crystal
