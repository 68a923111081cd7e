import numpy as np
import pytest
from tests.structures.broken_structures import HM, cif
from tests.structures.loading_structures import load

from synthscope.structures.symmetry.standardise import standardise

MONOCLINIC = dict(a=5.1505, b=5.2116, c=5.3173, beta=99.23)
ZIRCONIA = (
    "Zr1 Zr 0.2754 0.0395 0.2083 1\nO1 O 0.0700 0.3317 0.3447 1\nO2 O 0.4496 0.7569 0.4792 1\n"
)


def test_a_primitive_cell_becomes_the_conventional_one(shipped):
    gold = shipped["Au"]
    primitive = gold.cell @ np.linalg.inv(gold.cell) @ (4.0786 / 2 * (1 - np.eye(3)))
    found = standardise(primitive, np.zeros((1, 3)), np.array([79]), 0.01)
    assert len(found.kinds) == 4 and found.number == 225
    assert np.allclose(found.cell, np.eye(3) * 4.0786)
    assert len(found.rotations) == 48


def test_thermal_displacements_follow_their_atoms(tmp_path):
    text = (
        cif("Sr1 Sr 0 0 0 1\nTi1 Ti .5 .5 .5 1\nO1 O .5 .5 0 1\n", f"{HM} 'P m -3 m'", a=3.905)
        + "loop_\n_atom_site_aniso_label\n"
        + "".join(f"_atom_site_aniso_U_{k}\n" for k in ("11", "22", "33", "12", "13", "23"))
        + "Ti1 0.004 0.004 0.004 0 0 0\nO1 0.009 0.009 0.003 0 0 0\n"
    )
    crystal, _ = load(tmp_path, "sto.cif", text)
    rms = {z: crystal.rms[crystal.numbers == z] for z in (38, 22, 8)}
    assert np.isnan(rms[38]).all()
    assert np.allclose(rms[22], 0.004**0.5) and np.allclose(rms[8], 0.007**0.5)


def test_the_equivalent_of_an_anisotropic_tensor_knows_the_angles(tmp_path):
    # Isotropic in a hexagonal cell: U12 = U11 / 2 makes U_equiv = U11.
    text = (
        cif("Mg1 Mg 0.3333 0.6667 0.25 1\n", f"{HM} 'P 63/m m c'", a=3.209, c=5.211, gamma=120)
        + "loop_\n_atom_site_aniso_label\n"
        + "".join(f"_atom_site_aniso_U_{k}\n" for k in ("11", "22", "33", "12", "13", "23"))
        + "Mg1 0.01 0.01 0.01 0.005 0 0\n"
    )
    crystal, _ = load(tmp_path, "mg.cif", text)
    assert crystal.rms[0] == pytest.approx(0.1)


def test_isotropic_b_is_eight_pi_squared_u(tmp_path):
    text = cif().replace("_occupancy\n", "_occupancy\n_atom_site_B_iso_or_equiv\n")
    text = text.replace("0 0 0 1\n", "0 0 0 1 0.79(2)\n").replace("0.5 1\n", "0.5 1 .\n")
    crystal, _ = load(tmp_path, "salt.cif", text)
    assert crystal.rms[crystal.numbers == 11][0] == pytest.approx(0.1, abs=3e-4)
    assert np.isnan(crystal.rms[crystal.numbers == 17]).all()


def test_the_axes_of_the_file_are_kept_on_request(tmp_path):
    # P 21/n is not the standard setting of space group 14: spglib turns the axes.
    setting = f"{HM} 'P 1 21/n 1'"
    text = cif(ZIRCONIA, setting, **MONOCLINIC)
    kept, row = load(tmp_path, "z.cif", text, axes="file", min_distance_A=0.3)
    assert row["axes"] == "file" and kept.lattice == pytest.approx(
        (5.1505, 5.2116, 5.3173, 90, 99.23, 90)
    )
    turned, _ = load(tmp_path, "z.cif", text, min_distance_A=0.3)
    assert turned.axes == "standard" and turned.space_group == kept.space_group == 14
    assert turned.prototype == kept.prototype
    assert not np.allclose(turned.lattice, kept.lattice, atol=0.05)


@pytest.mark.parametrize("axes", ["standard", "file"])
def test_the_point_group_leaves_the_lattice_as_it_is(tmp_path, axes):
    text = cif(ZIRCONIA, f"{HM} 'P 1 21/c 1'", **MONOCLINIC)
    crystal, _ = load(tmp_path, "z.cif", text, axes=axes)
    assert len(crystal.point_group) == 4
    for rotation in crystal.point_group:
        assert np.allclose(rotation.T @ crystal.metric @ rotation, crystal.metric, atol=1e-9)


def test_a_slightly_distorted_file_is_met_with_more_tolerance(tmp_path):
    atoms = "".join(
        f"Na{k} Na {x} {y} {z} 1\n" for k, (x, y, z) in enumerate(
            [(0.004, 0, 0), (0, 0.5, 0.5), (0.5, 0, 0.5), (0.5, 0.5, 0)])
    )  # fmt: skip
    claims = f"{HM} 'P 1'"
    crystal, _ = load(tmp_path, "fcc.cif", cif(atoms, claims, a=4.0))
    assert crystal.space_group != 225
    # A file that claims 225 is met with up to ten times the tolerance.
    found = standardise(crystal.cell, crystal.fractional, crystal.numbers, 0.01, claimed=225)
    assert found.number == 225 and 0.01 < found.tolerance <= 0.1 + 1e-12


def test_standard_cells_hold_the_same_crystal(aflow):
    for crystal in list(aflow.values())[::12]:
        again = standardise(crystal.cell, crystal.fractional, crystal.numbers, 0.01)
        assert again.number == crystal.space_group
        assert len(again.kinds) == len(crystal)
        lengths = np.linalg.norm(again.cell, axis=1)
        assert np.allclose(lengths, np.linalg.norm(crystal.cell, axis=1), atol=1e-3)
