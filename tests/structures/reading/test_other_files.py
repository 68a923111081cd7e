"""Files that are not read, damaged or hostile: refused in a line, and never run."""

import io
import json
import pickle
import random
import re
import zipfile

import ase.io
import pytest
from tests.structures.loading_structures import load_all
from tests.structures.reading.triclinic import (
    BY_HAND,
    CRYSTAL,
    ROWS,
    WRITTEN,
    load_all_bytes,
    load_bytes,
)

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
    "style.lmp": ("x\n1 atoms\nMasses\n\n1 1.008\n\nAtoms\n\n1 1 0.5 0 0 0\n",
                  "write its head as 'Atoms # charge'"),
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
