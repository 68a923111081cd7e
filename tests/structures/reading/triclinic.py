"""A triclinic crystal in many formats, and reading of bytes."""

import numpy as np
from ase import Atoms
from tests.structures.loading_structures import settings

from synthscope.structures.checking.catalog import load_source
from synthscope.structures.reading.read import read
from synthscope.structures.sources.source import Source

CELL = np.array([[5.0, 0, 0], [0.7, 6.0, 0], [-0.4, 0.9, 7.0]])
FRACTIONAL = np.array([[0, 0, 0], [0.31, 0.22, 0.47], [0.55, 0.71, 0.12], [0.81, 0.42, 0.79]])
NUMBERS = [22, 8, 8, 38]
CRYSTAL = Atoms(NUMBERS, cell=CELL, scaled_positions=FRACTIONAL, pbc=True)


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
    "hand.xsf": f"# grown\nCRYSTAL\nPRIMVEC\n{VECTORS}\nPRIMCOORD\n4 1\n"
    + "".join(f"{s} {x} {y} {z}\n" for s, (x, y, z) in zip(SYMBOLS, FRACTIONAL @ CELL)),
    "a.ins": "TITL x\nCELL 0.71 " + " ".join(map(str, LENGTHS)) + "\nZERR 1 0 0 0 0 0 0\nLATT -1\n"
    "SFAC Ti O Sr\nUNIT 1 2 1\nFVAR 0.5 0.7\nTi1 1 " + ROWS[0] + " 11.0 0.0064\n"
    f"O1 2 {ROWS[1]} 11.00000 0.01 = \n 0.01 0.01 0 0 0\nAFIX 0\nO2 2 {ROWS[2]} 11 0.02\n"
    f"Sr1 3 {ROWS[3]} 11 0.009\nHKLF 4\nEND\nQ1 1 0.1 0.1 0.1 11 0.05 1.2\n",
}  # fmt: skip


def read_bytes(folder, name, data):
    """Drafts of a file of that name."""
    (folder / name).write_bytes(data)
    return read(folder / name)


def load_all_bytes(folder, name, data, **changes):
    """Crystals and rows of a file of that name, in the axes of the file."""
    (folder / name).write_bytes(data)
    source = Source("user-file", "user", str(folder / name), name)
    return load_source(source, settings(axes="file", **changes), 1)


def load_bytes(folder, name, data, **changes):
    """The only structure of a file and its row."""
    [(crystal, row)] = load_all_bytes(folder, name, data, **changes)
    return crystal, row
