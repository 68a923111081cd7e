import random

import pytest
from tests.structures.broken_structures import BROKEN, HM, LOOP, cif, operations, pdb, poscar, xyz
from tests.structures.loading_structures import load, load_all, settings

from synthscope.structures.checking.catalog import check_sources
from synthscope.structures.sources.source import Source


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_rejected_with_one_clear_line(name, tmp_path):
    text, reason = BROKEN[name]
    [(crystal, row)] = load_all(tmp_path, name, text)
    assert crystal is None and row["status"] == "rejected"
    assert reason in row["reason"]
    assert 10 < len(row["reason"]) < 400 and "\n" not in row["reason"]
    assert "Traceback" not in row["reason"] and "Error:" not in row["reason"]
    assert str(tmp_path) not in str(row)


def test_all_problems_of_a_file_stand_in_its_reason(tmp_path):
    text = cif("Na1 Na ? 0 0 1\nXx1 Xx 0 0 0 1\nCl1 Cl 0 0 x 1\n", group=f"{HM} 'Q 1'")
    [(_, row)] = load_all(tmp_path, "many.cif", text)
    for part in ("coordinate '?'", "unknown element 'Xx'", "coordinate 'x'", "'Q 1' is unknown"):
        assert part in row["reason"]
    assert row["reason"].count("; ") >= 3


def test_bad_files_do_not_stop_the_good_ones(tmp_path):
    sources = []
    for name, (text, _) in {**BROKEN, "good.cif": (cif(), "")}.items():
        (tmp_path / name).write_text(text)
        sources.append(Source(name, "user", str(tmp_path / name), name))
    sources.append(Source("gone", "user", str(tmp_path / "gone.cif"), "gone.cif"))
    crystals, rows = check_sources(sources, settings(), 1)
    assert [crystal.id for crystal in crystals] == ["good"]
    assert len(rows) == len(BROKEN) + 2
    assert all(row["reason"] for row in rows if row["status"] == "rejected")


def test_a_file_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr("synthscope.structures.reading.read.MAX_BYTES", 100)
    [(crystal, row)] = load_all(tmp_path, "large.cif", cif())
    assert crystal is None and "MB" in row["reason"]


def test_more_atoms_than_the_limit_are_rejected(tmp_path):
    [(crystal, row)] = load_all(tmp_path, "salt.cif", cif(), atom_limit=7)
    assert crystal is None and "8 atoms in the cell; the limit is 7" in row["reason"]


def test_thirds_rounded_to_three_digits_keep_their_site(tmp_path):
    text = cif("Mg1 Mg 0.333 0.667 0.25 1\n", group=f"{HM} 'P 63/m m c'", a=3.209, c=5.211,
               gamma=120)  # fmt: skip
    crystal, row = load(tmp_path, "mg.cif", text)
    assert len(crystal) == 2 and crystal.space_group == 194
    assert row["prototype"] == "A_hP2_194_c"


@pytest.mark.parametrize(("coordinate", "setting"), [("0.125", ":2"), ("0", ":1")])
def test_an_unstated_origin_is_the_one_that_gives_diamond(tmp_path, coordinate, setting):
    atoms = f"Si1 Si {coordinate} {coordinate} {coordinate} 1\n"
    crystal, row = load(tmp_path, "si.cif", cif(atoms, f"{HM} 'F d -3 m'", a=5.431))
    assert len(crystal) == 8 and crystal.space_group == 227
    assert f"read as F d -3 m{setting}" in row["notes"]


@pytest.mark.parametrize("symbol", ["F d -3 m :2", "F d -3 m Z", "Fd-3m:2", "F d 3- m Z"])
def test_a_stated_origin_is_taken_as_it_is(tmp_path, symbol):
    crystal, row = load(
        tmp_path, "si.cif", cif("Si1 Si 0.125 0.125 0.125 1\n", f"{HM} '{symbol}'", a=5.431)
    )
    assert len(crystal) == 8 and "origin not stated" not in row["notes"]


def test_rhombohedral_axes_are_told_from_the_cell(tmp_path):
    # Bismuth, a = 4.746 Å, alpha = 57.23 degrees, x = 0.234: two atoms, six in the hexagonal cell.
    text = cif("Bi1 Bi 0.234 0.234 0.234 1\n", f"{HM} 'R -3 m'", a=4.746, alpha=57.23,
               beta=57.23, gamma=57.23)  # fmt: skip
    crystal, _ = load(tmp_path, "bi.cif", text)
    assert len(crystal) == 6 and crystal.space_group == 166
    assert crystal.lattice[0] == pytest.approx(4.546, abs=2e-3)


def test_operations_alone_are_symmetry_enough(tmp_path):
    group = operations("x,y,z", "x+1/2,y+1/2,z", "x+1/2,y,z+1/2", "x,y+1/2,z+1/2")
    crystal, row = load(tmp_path, "salt.cif", cif(group=group))
    assert len(crystal) == 8 and crystal.space_group == 225
    assert "stated 22 (F 2 2 2)" not in row["notes"]
    assert "found 225 (Fm-3m)" in row["notes"]


def test_a_file_without_symmetry_is_read_as_it_stands_when_that_is_allowed(tmp_path):
    crystal, row = load(
        tmp_path, "cscl.cif", cif("Cs1 Cs 0 0 0 1\nCl1 Cl .5 .5 .5 1\n", "", a=4.12),
        require_symmetry=False,
    )  # fmt: skip
    assert len(crystal) == 2 and crystal.space_group == 221
    assert "read as P 1" in row["notes"]


def test_deuterium_and_tritium_become_hydrogen_with_a_note(tmp_path):
    text = cif("Li1 Li 0 0 0 1\nD1 D .5 .5 .5 1\n", a=4.08)
    crystal, row = load(tmp_path, "lid.cif", text)
    assert sorted(set(crystal.numbers.tolist())) == [1, 3]
    assert "D read as H" in row["notes"]
    molecule, row = load(tmp_path, "dt.xyz", xyz("D 0 0 0", "T 0 0 0.74"))
    assert molecule.numbers.tolist() == [1, 1]
    assert "D read as H; T read as H" in row["notes"]


def test_a_wrong_space_group_is_reported_and_the_found_one_used(tmp_path):
    text = cif("Na1 Na 0 0 0 1\nNa2 Na 0 .5 .5 1\nNa3 Na .5 0 .5 1\nNa4 Na .5 .5 0 1\n"
               "Cl1 Cl .5 .5 .5 1\nCl2 Cl .5 0 0 1\nCl3 Cl 0 .5 0 1\nCl4 Cl 0 0 .5 1\n",
               f"{HM} 'P 1'")  # fmt: skip
    crystal, row = load(tmp_path, "salt.cif", text)
    assert crystal.space_group == 225
    assert "stated 1 (P 1), found 225 (Fm-3m)" in row["notes"]


def test_a_label_with_two_capitals_is_settled_by_the_sum_formula(tmp_path):
    loop = LOOP.replace("_atom_site_type_symbol\n", "")
    text = cif("CO1 0 0 0 1\nO1 .5 .5 .5 1\n", f"{HM} 'F m -3 m'\n_chemical_formula_sum 'Co O'",
               a=4.26, loop=loop)  # fmt: skip
    crystal, _ = load(tmp_path, "coo.cif", text)
    assert sorted(set(crystal.numbers.tolist())) == [8, 27]


def test_formula_and_units_that_agree_are_accepted_and_others_only_noted_on_request(tmp_path):
    claims = f"{HM} 'F m -3 m'\n_chemical_formula_sum 'Cl1 Na1'\n_cell_formula_units_Z 4"
    load(tmp_path, "salt.cif", cif(group=claims))
    wrong = claims.replace("Cl1", "Cl2")
    _, row = load(tmp_path, "salt.cif", cif(group=wrong), require_formula=False)
    assert "the file says Cl2 Na" in row["notes"]


def test_fortran_exponents_are_numbers(tmp_path):
    molecule, _ = load(tmp_path, "f.xyz", xyz("Au 0.0D+00 0 0", "Au 2.88D+00 0 0"))
    assert molecule.positions[1, 0] == 2.88


def test_names_that_readers_take_for_syntax_are_only_names(tmp_path):
    crystal, row = load(tmp_path, "weird@name #1;$(x).cif", cif())
    assert crystal.id == "weird-name-1-x" and row["file"] == "weird@name #1;$(x).cif"
    load(tmp_path, "frames@1.xyz", xyz("Au 0 0 0"))


def test_each_frame_of_an_xyz_file_is_a_structure(tmp_path):
    text = xyz("Au 0 0 0", "Au 2.88 0 0") + xyz("Au 0 0 0", "Xx 0 0 1") + xyz("Au 0 0 0")
    results = load_all(tmp_path, "run.xyz", text)
    assert [row["id"] for _, row in results] == ["run-f0001", "run-f0002", "run-f0003"]
    assert [row["status"] for _, row in results] == ["accepted", "rejected", "accepted"]
    assert [len(crystal) for crystal, _ in results if crystal] == [2, 1]
    assert [crystal.frame for crystal, _ in results if crystal] == [1, 3]


def test_frames_of_one_molecule_share_a_prototype(tmp_path):
    text = xyz("Au 0 0 0", "Au 2.88 0 0") + xyz("Au 0 0 0", "Au 2.9 0 0")
    results = load_all(tmp_path, "run.xyz", text)
    assert {crystal.prototype for crystal, _ in results} == {"cluster_Au2"}


def test_vasp_four_files_may_name_their_elements_in_the_title(tmp_path):
    crystal, row = load(tmp_path, "POSCAR_cscl", poscar(symbols="", title="Cs Cl"))
    assert crystal.formula == "Cl Cs" and crystal.space_group == 221
    assert "symbols read from the comment line" in row["notes"]


def test_an_extended_xyz_file_with_a_lattice_is_a_crystal(tmp_path):
    comment = 'Lattice="2.986 0 0 0 2.986 0 0 0 2.986" Properties=species:S:1:pos:R:3 pbc="T T T"'
    crystal, _ = load(tmp_path, "sb.extxyz", xyz("Sb 0 0 0", comment=comment))
    assert crystal.space_group == 221 and crystal.lattice[0] == pytest.approx(2.986)


def test_the_symmetry_of_a_pdb_crystal_is_applied(tmp_path):
    text = (
        "CRYST1    3.610    3.610    3.610  90.00  90.00  90.00 F m -3 m\n"
        "HETATM    1 CU   CU  A   1       0.000   0.000   0.000  1.00  0.50          CU\nEND\n"
    )
    crystal, _ = load(tmp_path, "cu.pdb", text)
    assert len(crystal) == 4 and crystal.space_group == 225
    assert crystal.rms[0] == pytest.approx((0.5 / (8 * 3.141592653589793**2)) ** 0.5)


def test_the_refusal_of_close_pairs_names_the_setting_that_takes_them(tmp_path):
    support = xyz("C 0 0 0", "C 1.4 0 0", "C 1.75 0.2 0", "C 3.1 0 0")
    [(crystal, row)] = load_all(tmp_path, "support.xyz", support)
    assert crystal is None and "set structures.min_distance_A to 0.40" in row["reason"]
    crystal, row = load(tmp_path, "support.xyz", support, min_distance_A=0.40)
    assert len(crystal) == 4 and "short distance" in row["notes"]


def test_the_place_of_a_name_tells_the_element_of_a_pdb_atom_without_one(tmp_path):
    names = {" CA ": 6, "CA  ": 20, " N  ": 7, "HH11": 1, " NH1": 7, "FE  ": 26}
    lines = [f"HETATM{k:5d} {name} XXX A   1    {3.0 * k:8.3f}{0:8.3f}{0:8.3f}  1.00  0.00"
             for k, name in enumerate(names)]  # fmt: skip
    cluster, _ = load(tmp_path, "a.pdb", "\n".join([*lines, "END", ""]))
    assert cluster.numbers.tolist() == list(names.values())


PRISMATIC = """antimony
2.986 2.986 2.986
51 0.0 0.0 0.0 1.0 0.1
-1
"""


def test_the_xyz_dialect_of_prismatic_is_a_crystal_with_displacements(tmp_path):
    crystal, row = load(tmp_path, "sb.xyz", PRISMATIC)
    assert crystal.space_group == 221 and row["name"] == "antimony"
    assert crystal.rms[0] == 0.1


@pytest.mark.parametrize(
    ("line", "reason"),
    [("51 0 0 0 1", "line 4"), ("200 1 1 1 1 0", "atomic number 200"), ("51 0 0 0 1 0", "0.00 Å")],
)
def test_a_broken_file_of_that_dialect_is_rejected(tmp_path, line, reason):
    text = PRISMATIC.replace("-1", f"{line}\n-1")
    [(crystal, row)] = load_all(tmp_path, "sb.xyz", text)
    assert crystal is None and reason in row["reason"]


def test_a_listing_of_ten_thousand_operations_is_not_tried(tmp_path):
    group = operations(*[f"x+{k}/10000,y,z" for k in range(10000)])
    [(crystal, row)] = load_all(tmp_path, "x.cif", cif(group=group))
    assert crystal is None and "10000 symmetry operations" in row["reason"]


def test_a_thousand_atoms_in_a_tiny_cell_are_refused_without_much_memory(tmp_path):
    import tracemalloc

    sites = "".join(
        f"Na{k} Na {k / 1000:.4f} {k % 10 / 10} {k % 7 / 7:.4f} 1\n" for k in range(999)
    )
    tracemalloc.start()
    [(crystal, row)] = load_all(tmp_path, "x.cif", cif(sites, f"{HM} 'P 1'", a=3))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert crystal is None and "implausibly dense" in row["reason"]
    assert "overlapping atoms" in row["reason"] and peak < 3e8


GARBAGE = ["nan", "inf", "-1", "0", "1e400", "?", ".", '"', "'", "\n", "loop_", "data_b", "\0"]
GARBAGE += ["_atom_site_fract_x", "9" * 30, ";", "#", "1/2", "-y", "P 1", "225", "0.5(3)", "Xx"]
SOUND = {
    "a.cif": cif(),
    "a.xyz": xyz("Au 0 0 0", "C 1 2 3"),
    "a.vasp": poscar(),
    "a.pdb": pdb(),
    "b.xyz": PRISMATIC,
}


@pytest.mark.parametrize("name", SOUND)
@pytest.mark.filterwarnings("ignore")
def test_a_damaged_file_is_read_or_rejected_for_a_reason_of_ours(tmp_path, name):
    rng = random.Random(7)
    for _ in range(120):
        words = SOUND[name].split(" ")
        for _ in range(rng.randint(1, 3)):
            words[rng.randrange(len(words))] = rng.choice(GARBAGE)
        damaged = " ".join(words)
        cut = rng.randrange(len(damaged)) if rng.random() < 0.2 else len(damaged)
        for crystal, row in load_all(tmp_path, name, damaged[:cut]):
            assert (crystal is None) == bool(row["reason"]), damaged
            assert not row["reason"].startswith("cannot be"), (row["reason"], damaged)
