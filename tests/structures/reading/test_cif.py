"""CIF as programs and dictionaries of many kinds write it."""

import gemmi
import pytest
from tests.structures.broken_structures import HM, cif, magnetic, operations
from tests.structures.loading_structures import load, load_all

NICKEL = "Ni0 Ni 0 0 0 1\nNi1 Ni .5 .5 0 1\nNi2 Ni .5 0 .5 1\nNi3 Ni 0 .5 .5 1\n"
MNO = "Mn1 Mn 0 0 0 1\nO1 O 0 0 0.25 1\n"
CENTRINGS = (
    "x,y,z,+1", "x+1/2,y+1/2,z,+1", "x+1/2,y,z+1/4,-1", "x,y+1/2,z+1/4,-1",
    "x,y,z+1/2,-1", "x+1/2,y+1/2,z+1/2,-1", "x+1/2,y,z+3/4,+1", "x,y+1/2,z+3/4,+1",
)  # fmt: skip


def claims(formula, units):
    return f"{HM} 'P 1'\n_chemical_formula_sum '{formula}'\n_cell_formula_units_Z {units}\n"


def test_a_formula_of_the_whole_cell_with_the_units_of_the_reduced_one_is_accepted(tmp_path):
    crystal, _ = load(tmp_path, "ni.cif", cif(NICKEL, claims("Ni4", 4), a=3.524))
    assert len(crystal) == 4 and crystal.formula == "Ni" and crystal.space_group == 225
    oxide = "Ti1 Ti 0 0 0 1\nTi2 Ti .5 .5 .5 1\nO1 O .3 .3 0 1\nO2 O .7 .7 0 1\nO3 O .2 .8 .5 1\n"
    oxide += "O4 O .8 .2 .5 1\n"
    crystal, _ = load(tmp_path, "tio2.cif", cif(oxide, claims("Ti2 O4", 2), a=4.6, c=2.96))
    assert len(crystal) == 6


@pytest.mark.parametrize(("formula", "units"), [("Ni4", 2), ("Ni2", 4), ("Ni8", 8), ("Ni", 2)])
def test_units_that_the_atoms_do_not_make_are_still_refused(tmp_path, formula, units):
    [(crystal, row)] = load_all(tmp_path, "ni.cif", cif(NICKEL, claims(formula, units), a=3.524))
    assert crystal is None and f"{units} formula units" in row["reason"]


@pytest.mark.parametrize("changes", [{}, {"require_symmetry": False}])
@pytest.mark.parametrize("name", ["mno.mcif", "mno.cif"])
def test_a_magnetic_group_makes_every_atom_of_its_cell(tmp_path, name, changes):
    group = magnetic("x,y,z,+1", "-x,-y,-z,+1", centrings=CENTRINGS)
    group += "_space_group_magn.name_BNS 'C_c 2/c'\n"
    crystal, row = load(tmp_path, name, cif(MNO, group, a=4.44, c=8.88), axes="file", **changes)
    assert sorted(crystal.numbers.tolist()) == [8] * 8 + [25] * 8
    assert crystal.space_group == 225 and "the magnetic group C_c 2/c" in row["notes"]
    assert "stated" not in row["notes"]


def test_magnetic_operations_in_the_spelling_of_the_older_dictionary(tmp_path):
    group = magnetic("x,y,z,+1", "-x,-y,-z,+1", centrings=CENTRINGS).replace(
        "symop_magn_operation.xyz", "symop.magn_operation_xyz"
    )
    crystal, _ = load(tmp_path, "mno.mcif", cif(MNO, group, a=4.44, c=8.88), axes="file")
    assert len(crystal) == 16


def test_time_reversal_moves_no_atom_so_a_grey_group_is_its_ordinary_one(tmp_path):
    half = [f"{x},y,z" for x in ("x",)] + ["-x,-y,-z", "-x,-y,z", "x,y,-z"]
    grey = [f"{t},{sign}" for t in half for sign in ("+1", "-1")]
    sites = "Mn1 Mn 0 0 0 1\nO1 O .2 .1 .5 1\n"
    one, _ = load(tmp_path, "a.mcif", cif(sites, magnetic(*grey), a=4.0), axes="file")
    two, _ = load(tmp_path, "b.cif", cif(sites, operations(*half), a=4.0), axes="file")
    assert len(one) == 3
    assert (one.numbers == two.numbers).all() and (one.positions == two.positions).all()


def test_tags_with_dots_of_newer_dictionaries_are_read(tmp_path):
    text = cif().replace("_atom_site_", "_atom_site.").replace("_cell_", "_cell.")
    text = text.replace(HM, "_space_group.name_H-M_alt")
    crystal, _ = load(tmp_path, "salt.cif", text)
    assert len(crystal) == 8 and crystal.space_group == 225


def test_a_tag_that_stands_twice_with_one_value_is_noted(tmp_path):
    text = cif(group=f"{HM} 'F m -3 m'\n_cell_length_a '5.64'\n_audit_author_name A")
    crystal, row = load(tmp_path, "salt.cif", text + "_audit_author_name B\n")
    assert len(crystal) == 8
    assert "_cell_length_a stands twice with one value" in row["notes"]
    assert "_audit_author_name stands twice: the first is taken" in row["notes"]


@pytest.mark.parametrize("nothing", ["?", "''", "."])
@pytest.mark.parametrize("order", [1, -1])
def test_a_tag_that_says_nothing_once_says_it_the_other_time(tmp_path, nothing, order):
    first, second = ["'Na Cl'", nothing][::order]
    tag = "_chemical_formula_sum"
    text = cif(group=f"{HM} 'F m -3 m'\n{tag} {first}\n_cell_formula_units_Z 4\n{tag} {second}")
    assert len(load(tmp_path, "salt.cif", text)[0]) == 8
    wrong = text.replace("Na Cl'", "Na Cl2'")
    assert "the file says Cl2 Na" in load_all(tmp_path, "salt.cif", wrong)[0][1]["reason"]


@pytest.mark.parametrize(
    ("tag", "words"),
    [("_chem_comp_atom.atom_id", "chemical components"), ("_refln.index_h", "reflections")],
)
def test_a_cif_of_something_else_is_named(tmp_path, tag, words):
    text = f"data_x\nloop_\n{tag}\n1\n2\n"
    [(crystal, row)] = load_all(tmp_path, "x.cif", text)
    assert crystal is None and words in row["reason"]


def test_a_loop_that_stands_twice_is_read_once_and_two_that_differ_are_refused(tmp_path):
    text = cif()
    loop = text[text.index("loop_") :]
    crystal, row = load(tmp_path, "salt.cif", text + loop)
    assert len(crystal) == 8 and "_atom_site_fract_x stands twice" in row["notes"]
    [(crystal, row)] = load_all(tmp_path, "salt.cif", text + loop.replace("0.5", "0.25"))
    assert crystal is None and "stands twice, as a column of 2 values and" in row["reason"]


def test_a_dimension_of_modulation_of_zero_is_no_modulation(tmp_path):
    load(tmp_path, "salt.cif", cif(group=f"{HM} 'F m -3 m'\n_cell_modulation_dimension 0"))


MMCIF = """data_X
_cell.length_a {edge}
_cell.length_b {edge}
_cell.length_c {edge}
_cell.angle_alpha 90
_cell.angle_beta 90
_cell.angle_gamma 90
_symmetry.space_group_name_H-M '{group}'
loop_
_atom_site.group_PDB
_atom_site.id
_atom_site.type_symbol
_atom_site.Cartn_x
_atom_site.Cartn_y
_atom_site.Cartn_z
_atom_site.B_iso_or_equiv
{atoms}"""


@pytest.mark.parametrize("name", ["mm.cif", "mm.mmcif"])
def test_macromolecular_cif_is_a_crystal_with_displacements(tmp_path, name):
    atoms = "HETATM 1 C 1.0 1.0 1.0 8.0\nHETATM 2 O 2.2 1.0 1.0 8.0\n"
    crystal, _ = load(tmp_path, name, MMCIF.format(edge=5, group="P 1", atoms=atoms), axes="file")
    assert sorted(crystal.numbers.tolist()) == [6, 8]
    assert crystal.positions[1] - crystal.positions[0] == pytest.approx([1.2, 0, 0])
    assert crystal.rms[0] == pytest.approx((8 / (8 * 3.141592653589793**2)) ** 0.5)


def test_the_symmetry_of_macromolecular_cif_is_applied_and_a_unit_cube_is_no_crystal(tmp_path):
    copper = "HETATM 1 CU 0 0 0 0.5\n"
    crystal, _ = load(tmp_path, "cu.cif", MMCIF.format(edge=3.61, group="F m -3 m", atoms=copper))
    assert len(crystal) == 4 and crystal.space_group == 225
    pair = "HETATM 1 AU 0 0 0 0.5\nHETATM 2 AU 2.88 0 0 0.5\n"
    cluster, _ = load(tmp_path, "au.cif", MMCIF.format(edge=1, group="P 1", atoms=pair))
    assert cluster.cell is None and cluster.numbers.tolist() == [79, 79]


@pytest.mark.parametrize(
    ("atoms", "group", "reason"),
    [
        ("HETATM 1 Q9 0 0 0 1\n", "P 1", "unknown element"),
        ("HETATM 1 CU 0 0 0 1\n", "Q 9", "space group symbol 'Q 9' is unknown"),
    ],
)
def test_macromolecular_cif_that_cannot_be_understood_is_refused(tmp_path, atoms, group, reason):
    [(crystal, row)] = load_all(tmp_path, "x.cif", MMCIF.format(edge=4, group=group, atoms=atoms))
    assert crystal is None and reason in row["reason"]


def test_gemmi_reads_the_same_atoms_out_of_a_magnetic_cell_with_its_ordinary_operations(tmp_path):
    """The operations without time reversal, given to another reader as ordinary ones."""
    group = magnetic("x,y,z,+1", "-x,-y,-z,+1", centrings=CENTRINGS)
    crystal, _ = load(tmp_path, "mno.mcif", cif(MNO, group, a=4.44, c=8.88), axes="file")
    shifts = [gemmi.Op(",".join(c.split(",")[:3])) for c in CENTRINGS]
    both = [(s * gemmi.Op(t)).wrap().triplet() for s in shifts for t in ("x,y,z", "-x,-y,-z")]
    text = cif(MNO, operations(*both), a=4.44, c=8.88)
    other = gemmi.make_small_structure_from_block(gemmi.cif.read_string(text)[0])
    places = {tuple(round(x % 1, 4) % 1 for x in site.fract.tolist())
              for site in other.get_all_unit_cell_sites()}  # fmt: skip
    assert {tuple((f % 1).round(4).tolist()) for f in crystal.fractional} == places
