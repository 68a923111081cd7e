"""One crystal in every format that is read, written by hand or by ASE, and what is not read."""

import gzip
import io
import json
import pickle
import random
import re
import zipfile

import ase.io
import numpy as np
import pytest
from ase import Atoms
from tests.structures.broken_structures import cif, poscar, xyz
from tests.structures.loading_structures import load, load_all

from synthscope.structures.reading.formats import SUFFIXES, format_of
from synthscope.structures.reading.read import read

CELL = np.array([[5.0, 0, 0], [0.7, 6.0, 0], [-0.4, 0.9, 7.0]])
FRACTIONAL = np.array([[0, 0, 0], [0.31, 0.22, 0.47], [0.55, 0.71, 0.12], [0.81, 0.42, 0.79]])
NUMBERS = [22, 8, 8, 38]
CRYSTAL = Atoms(NUMBERS, cell=CELL, scaled_positions=FRACTIONAL, pbc=True)


def assert_same(crystal, positions=FRACTIONAL @ CELL, cell=CELL, numbers=NUMBERS, digits=1e-4):
    """The same atoms at the same distances of each other, cell edges and angles."""
    order = np.argsort(crystal.numbers, kind="stable")
    other = np.argsort(numbers, kind="stable")
    assert crystal.numbers[order].tolist() == np.array(numbers)[other].tolist()
    assert crystal.cell @ crystal.cell.T == pytest.approx(cell @ cell.T, abs=20 * digits)
    here = crystal.fractional[order] - crystal.fractional[order][0]
    there = np.linalg.solve(cell.T, positions[other].T).T
    apart = here - (there - there[0])
    assert np.abs(apart - np.rint(apart)).max() < digits


WRITTEN = {
    "a.xsf": dict(format="xsf"),
    "a.cfg": dict(format="cfg"),
    "geometry.in": dict(format="aims"),
    "a.lmp": dict(format="lammps-data", masses=True),
    "a.traj": dict(format="traj"),
    "a.res": dict(format="res"),
    "a.extxyz": dict(format="extxyz"),
    "a.vasp": dict(format="vasp"),
    "a.cif": dict(format="cif"),
    "XDATCAR": dict(format="vasp-xdatcar"),
    "a.pdb": dict(format="proteindatabank"),
    "a.ent": dict(format="proteindatabank"),
}


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.filterwarnings("ignore")
def test_a_triclinic_crystal_that_ase_wrote_is_read_as_it_is(tmp_path, name):
    ase.io.write(tmp_path / "written", CRYSTAL, **WRITTEN[name])
    [draft] = read_bytes(tmp_path, name, (tmp_path / "written").read_bytes())
    assert draft.problems == [] and draft.frame == 0
    crystal, _ = load_bytes(tmp_path, name, (tmp_path / "written").read_bytes())
    assert_same(crystal, digits=2e-4 if name[-3:] in ("pdb", "ent") else 1e-5)
    assert crystal.axes == "file" and crystal.space_group == 1


def read_bytes(folder, name, data):
    (folder / name).write_bytes(data)
    return read(folder / name)


def load_bytes(folder, name, data, **changes):
    from tests.structures.loading_structures import settings

    from synthscope.structures.checking.catalog import load_source
    from synthscope.structures.sources.sources import Source

    (folder / name).write_bytes(data)
    source = Source("user-file", "user", str(folder / name), name)
    [(crystal, row)] = load_source(source, settings(axes="file", **changes), 1)
    return crystal, row


ROWS = [f"{x:.6f} {y:.6f} {z:.6f}" for x, y, z in FRACTIONAL]
SYMBOLS = ["Ti", "O", "O", "Sr"]
VECTORS = "\n".join(f"{x} {y} {z}" for x, y, z in CELL)
LENGTHS = CRYSTAL.cell.cellpar()
ATOMS = "\n".join(f"{s} {r}" for s, r in zip(SYMBOLS, ROWS))
BOHR = 0.529177210903
BY_HAND = {
    "frac.cell": f"%BLOCK lattice_cart\nang\n{VECTORS}\n%ENDBLOCK lattice_cart\n"
    f"%block POSITIONS_FRAC ! all\n{ATOMS.replace('Ti', 'Ti:1 ')}\n%endblock POSITIONS_FRAC\n"
    "%BLOCK SPECIES_POT\nTi x.usp\n%ENDBLOCK SPECIES_POT\n",
    "abc.cell": f"%BLOCK LATTICE_ABC\n{' '.join(map(str, LENGTHS[:3]))}\n"
    f"{' '.join(map(str, LENGTHS[3:]))}\n%ENDBLOCK LATTICE_ABC\n"
    f"%BLOCK POSITIONS_FRAC\n{ATOMS}\n%ENDBLOCK POSITIONS_FRAC\n",
    "bohr.cell": "%BLOCK LATTICE_CART\nbohr\n"
    + "\n".join(" ".join(f"{x / BOHR:.8f}" for x in row) for row in CELL)
    + "\n%ENDBLOCK LATTICE_CART\n%BLOCK POSITIONS_ABS\nbohr\n"
    + "\n".join(f"{s} " + " ".join(f"{x / BOHR:.8f}" for x in row)
                for s, row in zip(SYMBOLS, FRACTIONAL @ CELL))
    + "\n%ENDBLOCK POSITIONS_ABS\n",
    "a.xtl": f"title\n{' '.join(map(str, LENGTHS))}\n300\n3\nTitanium\n1 22 1.0 0.0064\n{ROWS[0]}\n"
    f"O\n2 8 1 0.01\n{ROWS[1]}\n{ROWS[2]}\nSr\n1 38 1 0.009\n{ROWS[3]}\nOrientation\n1 0 0\n",
    "six.xyz": f"py_multislice\n{' '.join(map(str, LENGTHS))}\n"
    + "".join(f"{z} {r} 1 0.0064\n" for z, r in zip(NUMBERS, ROWS)) + "-1\n",
    "a.p1": f"VESTA\n1.0\n{VECTORS}\nTi O Sr\n1 2 1\nDirect\n"
    + "".join(f"{r} {s}1 1.0 1.0 0 0 0\n" for s, r in zip(SYMBOLS, ROWS)),
    "frac.in": "".join(f"lattice_vector {v}\n" for v in VECTORS.split("\n"))
    + "".join(f"atom_frac {r} {s}\n  constrain_relaxation .true.\n" for s, r in zip(SYMBOLS, ROWS)),
    "scaled.cfg": "Number of particles = 4\nA = 2.0 Angstrom\n"
    + "".join(f"H0({i + 1},{j + 1}) = {CELL[i, j] / 2} A\n" for i in range(3) for j in range(3))
    + ".NO_VELOCITY.\nentry_count = 3\n"
    + "".join(f"{m}\n{s}\n{r}\n" for m, s, r in zip((47.87, 16, 16, 87.6), SYMBOLS, ROWS)),
    "slab.xsf": f"# grown\nSLAB\nPRIMVEC\n{VECTORS}\nPRIMCOORD\n4 1\n"
    + "".join(f"{s} {x} {y} {z}\n" for s, (x, y, z) in zip(SYMBOLS, FRACTIONAL @ CELL)),
    "a.ins": "TITL x\nCELL 0.71 " + " ".join(map(str, LENGTHS)) + "\nZERR 1 0 0 0 0 0 0\nLATT -1\n"
    "SFAC Ti O Sr\nUNIT 1 2 1\nFVAR 0.5 0.7\nTi1 1 " + ROWS[0] + " 11.0 0.0064\n"
    f"O1 2 {ROWS[1]} 11.00000 0.01 =\n 0.01 0.01 0 0 0\nAFIX 0\nO2 2 {ROWS[2]} 11 0.02\n"
    f"Sr1 3 {ROWS[3]} 11 0.009\nHKLF 4\nEND\nQ1 1 0.1 0.1 0.1 11 0.05 1.2\n",
}  # fmt: skip


@pytest.mark.parametrize("name", BY_HAND)
def test_a_triclinic_crystal_written_by_hand_is_read_as_it_is(tmp_path, name):
    crystal, _ = load_bytes(tmp_path, name, BY_HAND[name].encode())
    assert_same(crystal, digits=1e-5)
    if name in ("a.xtl", "six.xyz", "a.ins"):
        assert crystal.rms[list(crystal.numbers).index(22)] == pytest.approx(0.08)


def test_every_format_that_is_read_is_tested():
    tested = {format_of(name) for name in (*WRITTEN, *BY_HAND)}
    assert tested == set(SUFFIXES.values())


@pytest.mark.parametrize("name", ["salt.cif.gz", "POSCAR.gz", "au.xyz.GZ"])
def test_compressed_files_are_read(tmp_path, name):
    text = {"s": cif(), "P": poscar(), "a": xyz("Au 0 0 0", "Au 2.88 0 0")}[name[0]]
    crystal, row = load_bytes(tmp_path, name, gzip.compress(text.encode()))
    assert crystal is not None, row["reason"]
    assert row["id"] == {"s": "salt", "P": "POSCAR", "a": "au"}[name[0]]


def test_a_compressed_file_that_unpacks_to_too_much_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr("synthscope.structures.reading.read.MAX_BYTES", 100_000)
    crystal, row = load_bytes(tmp_path, "a.cif.gz", gzip.compress(b"#" * 10_000_000))
    assert crystal is None and "unpacks to more than" in row["reason"]
    crystal, row = load_bytes(tmp_path, "a.cif.gz", gzip.compress(cif().encode())[:60])
    assert crystal is None and "not a valid gzip file" in row["reason"]


def test_the_symmetry_of_shelx_makes_all_atoms_with_their_occupancies(tmp_path):
    text = (
        "TITL salt\nCELL 0.71073 5.64 5.64 5.64 90 90 90\nLATT 4\n"
        "SYMM -X, -Y, Z\nSYMM Z, X, Y\nSYMM -X, Y, -Z\nSYMM X,-Y,-Z\nSYMM Y,Z,X\nSYMM Z,-X,-Y\n"
        "SYMM -Z,-X,Y\nSYMM -Z,X,-Y\nSYMM -Y,Z,-X\nSYMM Y,-Z,-X\nSYMM -Y,-Z,X\nSFAC Na Cl\n"
        "Na1 1 10 10 10 10.041667 0.01\nCl1 2 10.5 10.5 10.5 10.041667 0.01\nEND\n"
    )
    crystal, row = load(tmp_path, "salt.res", text)
    assert len(crystal) == 8 and crystal.formula == "Cl Na" and crystal.space_group == 225
    [(crystal, row)] = load_all(
        tmp_path, "half.res", text.replace("10.041667 0.01\nE", "10.02 0\nE")
    )
    assert crystal is None and "partly occupied sites (Cl" in row["reason"]


def test_lammps_names_elements_by_masses_comments_or_labels(tmp_path):
    text = "by hand\n\n2 atoms\n0 4.12 xlo xhi\n0 4.12 ylo yhi\n0 4.12 zlo zhi\n{}\n"
    atoms = "\nAtoms # atomic\n\n1 1 0 0 0\n2 2 2.06 2.06 2.06\n"
    masses = text.format("\nMasses\n\n1 132.905\n2 35.45") + atoms
    crystal, _ = load(tmp_path, "a.lmp", masses)
    assert crystal.formula == "Cl Cs" and crystal.space_group == 221
    # Nearer to nickel's mass (58.69) than to cobalt's (58.93), but the comment says cobalt.
    worded = text.format("\nMasses\n\n1 58.7  # Co\n2 16.0 # O") + atoms
    assert load(tmp_path, "a.data", worded)[0].formula == "Co O"
    labels = text.format("\nAtom Type Labels\n\n1 Cs\n2 I\n\nMasses\n\n1 132.9\n2 126.9") + atoms
    assert load(tmp_path, "a.lammps", labels)[0].formula == "Cs I"


OTHERS = {
    "no_masses.lmp": ("x\n\n1 atoms\n1 atom types\n0 3 xlo xhi\n0 3 ylo yhi\n0 3 zlo zhi\n\n"
                      "Atoms # atomic\n\n1 1 0 0 0\n", "add a section Masses"),
    "lj.lmp": ("x units = lj\n\n1 atoms\n\nMasses\n\n1 1.0\n\nAtoms\n\n1 1 0 0 0\n", "units lj"),
    "odd_mass.lmp": ("x\n\n1 atoms\n\nMasses\n\n1 2.5\n\nAtoms\n\n1 1 0 0 0\n", "the mass 2.5"),
    "huge.lmp": ("x\n\n99999999999 atoms\n\nMasses\n\n1 1.0\n\nAtoms\n\n1 1 0 0 0\n", "more than"),
    "prose.lmp": ("a recipe\n", "no data file of LAMMPS"),
    "huge.cfg": ("Number of particles = 99999999\nA = 1\n", "more than the file has lines"),
    "prose.cfg": ("[section]\nkey = value\n", "no AtomEye configuration"),
    "wide.cfg": ("Number of particles = 1\nentry_count = 999999999\n", "entry_count"),
    "short.cfg": ("Number of particles = 2\nA = 1\n1.0\nH\n", "not a valid AtomEye configuration"),
    "prose.in": ("&CONTROL\n/\n", "no geometry of FHI-aims"),
    "two_vectors.in": ("lattice_vector 1 0 0\nlattice_vector 0 1 0\natom 0 0 0 H\n", "give three"),
    "mixed.in": ("atom 0 0 0 H\natom_frac 0 0 0 H\n", "use one of them"),
    "no_cell.in": ("atom_frac 0 0 0 H\n", "without lattice vectors"),
    "unknown.in": ("atom 0 0 0 Xx\n", "not a valid geometry of FHI-aims"),
    "prose.xsf": ("data\n", "no XSF"),
    "cut.xsf": ("CRYSTAL\nPRIMVEC\n1 0 0\n0 1 0\n", "not a valid XSF"),
    "steps.xsf": ("ANIMSTEPS 99999999\nCRYSTAL\nPRIMVEC\n3 0 0\n0 3 0\n0 0 3\n", "not a valid XSF"),
    "prose.cell": ("hello\n", "no cell file of CASTEP"),
    "unit.cell": (BY_HAND["bohr.cell"].replace("bohr", "furlong"), "unit 'furlong' is unknown"),
    "mixture.cell": (BY_HAND["frac.cell"].replace(ROWS[3], ROWS[3] + " MIXTURE:( 1 0.5)"),
                     "MIXTURE atoms share sites"),
    "unknown.cell": (BY_HAND["frac.cell"].replace("Sr", "Xx"), "is no symbol with three"),
    "prose.xtl": ("TITLE x\nCELL\n 5 5 5\n", "no xtl file of muSTEM"),
    "short.xtl": ("t\n4 4 4\n300\n1\nO\n3 8 1 0.01\n0 0 0\n", "line 6 says 3 atoms, but 1"),
    "prose.res": ("hello\n", "no file of SHELX"),
    "lattice.res": ("CELL 1 4 4 4 90 90 90\nLATT 9\nSFAC H\n", "LATT must be 1 to 7"),
    "operation.res": ("CELL 1 4 4 4 90 90 90\nSYMM ?\nSFAC H\n", "SYMM '?' cannot be read"),
    "no_group.res": ("CELL 1 4 4 4 90 90 90\nLATT -1\nSYMM -y,x,z\nSFAC H\nH1 1 0 0 0\n",
                     "make no group"),
    "free.res": ("CELL 1 4 4 4 90 90 90\nLATT -1\nSFAC H\nH1 1 0 0 0 31.0\n", "free variable"),
    "XDATCAR_prose": ("hello\n", "no XDATCAR"),
    "zip.traj": ("PK", "no trajectory of ASE in its present format"),
    "a.gz": ("x", "unknown kind of file; use CIF"),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_a_file_of_another_kind_is_refused_in_one_line_that_says_what_is_missing(tmp_path, name):
    text, reason = OTHERS[name]
    [(crystal, row)] = load_all(tmp_path, name, text)
    assert crystal is None and reason in row["reason"], row["reason"]
    assert not row["reason"].startswith("cannot be")


@pytest.mark.parametrize(
    ("name", "converter"),
    [
        ("a.json", "ase convert a.json structure.cif"),
        ("a.vesta", "File, Export Data"),
        ("a.mol2", "obabel a.mol2 -O molecule.xyz"),
        ("a.lammpstrj", "OVITO"),
        ("a.cube", "ase convert -o extxyz a.cube"),
        ("a.pkl", "extended XYZ"),
    ],
)
def test_a_format_that_is_not_read_is_named_with_a_converter(tmp_path, name, converter):
    [(crystal, row)] = load_all(tmp_path, name, json.dumps({"a": 1}))
    assert crystal is None and converter in row["reason"]


class Trap:
    """A pickle that would write a file where it is opened."""

    def __init__(self, path):
        self.path = str(path)

    def __reduce__(self):
        return open, (self.path, "w")


def test_a_pickle_is_never_opened_whatever_it_is_called(tmp_path):
    data = pickle.dumps(Trap(tmp_path / "sprung"))
    for name in ("a.traj", "b.cif", "c.xyz", "d.pkl", "e.cell", "f.cfg"):
        crystal, row = load_bytes(tmp_path, name, data)
        assert crystal is None and row["reason"]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("x", data)
    assert load_bytes(tmp_path, "g.traj", packed.getvalue())[0] is None
    assert not (tmp_path / "sprung").exists()


def test_a_damaged_trajectory_of_ase_is_refused_and_costs_no_memory(tmp_path):
    ase.io.write(tmp_path / "good.traj", [CRYSTAL, CRYSTAL])
    data = (tmp_path / "good.traj").read_bytes()
    damaged = [data[:100], data[: len(data) // 2]]
    damaged += [data.replace(b"[4, 3]", b"[4,99]"), data.replace(b'"float64"', b'"object_"')]
    damaged += [data[:32] + b"\xff" * 7 + data[39:]]
    for k, bad in enumerate(damaged):
        assert bad != data
        (tmp_path / f"{k}.traj").write_bytes(bad)
        [(crystal, row), *_] = load_all_bytes(tmp_path, f"{k}.traj", bad)
        assert crystal is None and "trajectory of ASE" in row["reason"]


def load_all_bytes(folder, name, data):
    from tests.structures.loading_structures import settings

    from synthscope.structures.checking.catalog import load_source
    from synthscope.structures.sources.sources import Source

    (folder / name).write_bytes(data)
    return load_source(Source("user-file", "user", str(folder / name), name), settings(), 1)


def test_names_with_numbers_and_bare_atomic_numbers_are_elements(tmp_path):
    lines = ("H1 0 0 0", "1 0 0 1", "6 0 0 2.5", "Au 3 3 3", "C_a 1 1 5", "Fe3+ 8 8 8", "AU2 6 6 9")
    cluster, row = load(tmp_path, "a.xyz", xyz(*lines))
    assert cluster.numbers.tolist() == [1, 1, 6, 79, 6, 26, 79]
    assert "atomic numbers read as elements" in row["notes"]
    assert "names with numbers or charges read by their letters" in row["notes"]


RUTILE = """rutile
 4.6 4.6 3.0
22 0 0 0 1.0 0.07
22 .5 .5 .5 1.0 .07
8 .3 .3 0 1 .08
8 .7 .7 0 1 .08
8 .2 .8 .5 1 .08
8 .8 .2 .5 1 .08
-1
"""


def test_fractional_coordinates_in_the_dialect_of_multislice_programs_are_told(tmp_path):
    crystal, row = load(tmp_path, "a.xyz", RUTILE)
    assert crystal.space_group == 136 and len(crystal) == 6
    assert "coordinates read as fractional" in row["notes"]
    assert sorted(crystal.rms.tolist()) == pytest.approx([0.07] * 2 + [0.08] * 4)
    small = "hydrogen\n8 8 8\n1 0.1 0.1 0.1 1 0.1\n1 0.84 0.1 0.1 1 0.1\n-1\n"
    [draft] = read_bytes(tmp_path, "h2.xyz", small.encode())
    assert draft.positions[1] - draft.positions[0] == pytest.approx([0.74, 0, 0])
    assert draft.notes == []


def test_a_cell_of_six_numbers_that_is_none_is_refused(tmp_path):
    text = RUTILE.replace("4.6 4.6 3.0", "4.6 4.6 3.0 10 10 170")
    [(crystal, row)] = load_all(tmp_path, "a.xyz", text)
    assert crystal is None and "close no cell" in row["reason"]


GARBAGE = ["nan", "inf", "-1", "0", "1e400", "?", ".", "\n", "9" * 30, "1/2", "Xx", "225", "0.5(3)"]


@pytest.mark.parametrize("name", [*BY_HAND, "XDATCAR", "a.lmp"])
@pytest.mark.filterwarnings("ignore")
def test_a_damaged_file_is_read_or_rejected_for_a_reason_of_ours(tmp_path, name):
    text = BY_HAND.get(name)
    if text is None:
        ase.io.write(tmp_path / "written", [CRYSTAL, CRYSTAL][: 1 + (name[0] == "X")],
                     **WRITTEN[name])  # fmt: skip
        text = (tmp_path / "written").read_text()
    rng = random.Random(5)
    for _ in range(60):
        words = re.split(r"([ \n]+)", text)
        for _ in range(rng.randint(1, 3)):
            words[2 * rng.randrange(len(words) // 2)] = rng.choice(GARBAGE)
        damaged = "".join(words)
        cut = rng.randrange(len(damaged)) if rng.random() < 0.2 else len(damaged)
        for crystal, row in load_all(tmp_path, name, damaged[:cut]):
            assert (crystal is None) == bool(row["reason"]), damaged
            assert not row["reason"].startswith("cannot be"), (row["reason"], damaged)
