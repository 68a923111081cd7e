"""Read every structure file of a folder, and compare with what gemmi, ASE and pymatgen read.

    python tools/check_structures.py my-structures

Compared are the atoms of the file's own cell: elements and their numbers, density, the nearest two
atoms, and the space group that spglib finds. Of files with several structures the first is taken.
A reader that does not know a format, or cannot read a file, is passed over ("-"). Where a CIF
states its sum formula and Z, they decide: a reader whose atoms are others is marked "not Z", and
has no say where ours are those. Ends with 0 where all agree, with 1 where one differs, and says
where. Files that the project refuses are listed with the reason; they are no difference.
"""

import argparse
import sys
import warnings
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from synthscope.core.errors import InputError  # noqa: E402
from synthscope.structures.checking.catalog import load_source  # noqa: E402
from synthscope.structures.checking.distances import close_pairs  # noqa: E402
from synthscope.structures.elements import SYMBOLS, parse_formula  # noqa: E402
from synthscope.structures.reading.formats import format_of  # noqa: E402
from synthscope.structures.reading.read import read  # noqa: E402
from synthscope.structures.settings import StructuresSettings  # noqa: E402
from synthscope.structures.sources.sources import list_sources  # noqa: E402
from synthscope.structures.symmetry.standardise import dataset  # noqa: E402

TOLERANCE = 0.01
"""Å: of the search for symmetry, and of the nearest distance."""
ASE_FORMATS = {
    "cif": "cif", "xyz": "xyz", "poscar": "vasp", "pdb": "proteindatabank", "xsf": "xsf",
    "lammps": "lammps-data", "cfg": "cfg", "aims": "aims", "traj": "traj",
    "xdatcar": "vasp-xdatcar",
}  # fmt: skip
"""Formats that ASE reads whole and without looking for other files."""

MAGNETIC = ("_space_group_symop_magn_operation.xyz", "_space_group_symop.magn_operation_xyz")

Atoms = tuple[np.ndarray, np.ndarray, np.ndarray | None]
"""Atomic numbers, positions in Å, and the cell or None."""


@dataclass(frozen=True)
class Measures:
    """What two readers must agree on; density in u/Å³ and 0 without a cell, distance in Å."""

    counts: dict[str, int]
    density: float
    nearest: float
    space_group: int

    def __str__(self) -> str:
        formula = "".join(f"{s}{n if n > 1 else ''}" for s, n in sorted(self.counts.items()))
        return f"{formula} {self.density:.4f} {self.nearest:.3f} {self.space_group or '-'}"

    def differences(self, other: "Measures") -> list[str]:
        """In words, with the other's value; [] where they agree."""
        found = []
        if self.counts != other.counts:
            found.append(f"{sum(other.counts.values())} atoms: {str(other).split()[0]}")
        if abs(self.density - other.density) > 1e-3 * max(self.density, other.density):
            found.append(f"density {other.density:.4f}")
        if abs(self.nearest - other.nearest) > TOLERANCE:
            found.append(f"nearest {other.nearest:.3f} Å")
        if self.space_group != other.space_group:
            found.append(f"space group {other.space_group}")
        return found


def measure(numbers, positions, cell) -> Measures:
    """Measures of some atoms."""
    from ase.data import atomic_masses

    counts = Counter(SYMBOLS[z] for z in numbers)
    density, group = 0.0, 0
    if cell is not None:
        density = float(atomic_masses[numbers].sum() / abs(np.linalg.det(cell)))
        fractional = np.linalg.solve(cell.T, positions.T).T
        found = dataset(cell, fractional, numbers, TOLERANCE)
        group = int(found.number) if found is not None else 0
    nearest, reach = 0.0, 2.0
    while not nearest and reach < 50 and (cell is not None or len(numbers) > 1):
        distances = close_pairs(positions, cell, reach)[1]
        nearest, reach = (float(distances[0]) if len(distances) else 0.0), 2 * reach
    return Measures(dict(counts), density, nearest, group)


def by_gemmi(path: Path) -> Atoms | None:
    """CIF alone; files with magnetic operations, which it does not apply, are passed over."""
    import gemmi

    if format_of(path.name) != "cif":
        return None
    block = gemmi.cif.read(str(path)).sole_block()
    if any(block.find_values(tag) for tag in MAGNETIC):
        return None
    structure = gemmi.make_small_structure_from_block(block)
    sites = structure.get_all_unit_cell_sites()
    if not sites:
        return None
    cell = np.array(structure.cell.orth.mat.tolist()).T
    places = np.array([site.fract.tolist() for site in sites])
    return np.array([site.element.atomic_number for site in sites]), places @ cell, cell


def by_ase(path: Path) -> Atoms | None:
    """By the format that the name says, never by a guess."""
    import ase.io

    name = ASE_FORMATS.get(format_of(path.name))
    if name is None or path.suffix.lower() == ".gz":
        return None
    text = path.read_bytes()
    if any(tag.encode() in text for tag in MAGNETIC) or b"\nCRYST1" in b"\n" + text:
        return None  # of whose symmetry it makes no atoms
    if name == "xyz":
        name = "extxyz" if b"Lattice=" in b"".join(text.splitlines()[1:2]) else name
    atoms = ase.io.read(path, index=0, format=name)
    if atoms.pbc.any() and not atoms.pbc.all():
        return None  # how much vacuum a layer has is no property of it
    cell = atoms.cell.array if atoms.pbc.any() else None
    return atoms.numbers, atoms.positions, cell


def by_pymatgen(path: Path) -> Atoms | None:
    """CIF, POSCAR and XYZ; sites of several elements are passed over."""
    from pymatgen.io.cif import CifParser
    from pymatgen.io.vasp import Poscar
    from pymatgen.io.xyz import XYZ

    kind = format_of(path.name)
    if kind == "cif":
        found = CifParser(path).parse_structures(primitive=False)[0]
    elif kind == "poscar":
        found = Poscar.from_file(path, check_for_potcar=False).structure
    elif kind == "xyz" and _is_plain_xyz(path):
        found = XYZ.from_file(path).molecule
    else:
        return None
    if not found.is_ordered:
        return None
    cell = found.lattice.matrix if hasattr(found, "lattice") else None
    return np.array(found.atomic_numbers), np.array(found.cart_coords), cell


def _is_plain_xyz(path: Path) -> bool:
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return lines[0].strip().isdigit() and "Lattice=" not in "".join(lines[1:2])


READERS: dict[str, Callable[[Path], Atoms | None]] = {
    "gemmi": by_gemmi,
    "ASE": by_ase,
    "pymatgen": by_pymatgen,
}


def check(folder: Path) -> tuple[list[list[str]], list[str]]:
    """A row of the table for each file, and the differences in words."""
    # Files as they are: each in its own cell, of any size, close pairs and all.
    settings = StructuresSettings(
        folder=str(folder), axes="file", frames="first", atom_limit=1_000_000, min_distance_A=0
    )
    rows, differences = [], []
    for source in list_sources(settings, ROOT / "resources"):
        [(crystal, row), *_] = load_source(source, settings, 1)
        if crystal is None:
            rows.append([source.name, f"refused: {row['reason']}", *["" for _ in READERS]])
            continue
        ours = measure(crystal.numbers, crystal.positions, crystal.cell)
        verdicts, stated = [], claimed(Path(source.path))
        for name, reader in READERS.items():
            theirs = other(reader, Path(source.path))
            found = ours.differences(theirs) if theirs else []
            if theirs and stated == ours.counts != theirs.counts:
                found, verdict = [], "not Z"
            else:
                verdict = "differs" if found else "agrees" if theirs else "-"
            verdicts.append(verdict)
            differences += [f"{source.name}: {name} has {what}, not {ours}" for what in found]
        rows.append([source.name, str(ours), *verdicts])
    return rows, differences


def claimed(path: Path) -> dict[str, int]:
    """The atoms of the cell by a CIF's own sum formula and Z; {} where it states none."""
    if format_of(path.name) != "cif":
        return {}
    [draft] = read(path, require_symmetry=False)
    if not draft.claimed_formula or not draft.claimed_units:
        return {}
    formula = parse_formula(draft.claimed_formula)
    return {symbol: round(n * draft.claimed_units) for symbol, n in formula.items()}


def other(reader: Callable[[Path], Atoms | None], path: Path) -> Measures | None:
    """What another reader finds; None where it does not read the file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            atoms = reader(path)
            return None if atoms is None else measure(*atoms)
        except Exception:  # whatever it stumbles over: it has no say on this file
            return None


def table(rows: list[list[str]]) -> str:
    """Columns of equal width."""
    heads = ["file", "composition, u/Å³, nearest Å, space group", *READERS]
    widths = [max(len(row[k]) for row in [heads, *rows] if k != 1 or not row[1].startswith("ref"))
              for k in range(len(heads))]  # fmt: skip
    lines = [" ".join(cell.ljust(w) for cell, w in zip(row, widths)) for row in [heads, *rows]]
    return "\n".join(line.rstrip() for line in lines)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, help="with structure files, subfolders and all")
    folder = parser.parse_args(arguments).folder
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            rows, differences = check(folder)
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    print(table(rows))
    refused = sum(row[1].startswith("refused: ") for row in rows)
    print(f"\n{len(rows)} files, {refused} refused, {len(differences)} differences")
    print("".join(f"{line}\n" for line in differences), end="")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
