"""Which files are structures, by their names alone; no file is opened here."""

import os

_ENDINGS = {
    "cif": (".cif", ".mcif", ".mmcif"),
    "xyz": (".xyz", ".extxyz"),
    "poscar": (".vasp", ".poscar", ".contcar"),
    "xdatcar": (".xdatcar",),
    "p1": (".p1",),
    "pdb": (".pdb", ".ent"),
    "xsf": (".xsf", ".axsf"),
    "lammps": (".lmp", ".lammps", ".lmpdat", ".data"),
    "cfg": (".cfg",),
    "traj": (".traj",),
    "shelx": (".res", ".ins"),
    "castep": (".cell",),
    "aims": (".in",),
    "mustem": (".xtl",),
}
SUFFIXES = {ending: kind for kind, endings in _ENDINGS.items() for ending in endings}
_STEMS = {"POSCAR": "poscar", "CONTCAR": "poscar", "XDATCAR": "xdatcar"}
KNOWN = (
    "CIF, mCIF, mmCIF, XYZ, extended XYZ, POSCAR, XDATCAR, PDB, XSF, LAMMPS data, AtomEye .cfg, "
    "ASE .traj, SHELX .res, CASTEP .cell, FHI-aims .in or muSTEM .xtl"
)

_OPEN_BABEL = "a molecule's file; Open Babel writes XYZ of it (obabel {} -O molecule.xyz)"
_ASE = "{}; ASE writes extended XYZ of it (ase convert -o extxyz {} structure.extxyz)"
_MDANALYSIS = "a trajectory of molecular dynamics; MDAnalysis, VMD or OVITO write PDB or XYZ of it"
_REFUSED = {
    (".json",): (
        "JSON of ASE, pymatgen, OPTIMADE and others differs; write a CIF of it (ase convert "
        "{} structure.cif, or pymatgen's Structure.from_file('{}').to('structure.cif'))"
    ),
    (".vesta",): "a session of VESTA, which exports CIF: File, Export Data",
    (".pkl", ".pickle"): "a pickle, which can run programs; write CIF or extended XYZ instead",
    (".mol", ".mol2", ".sdf", ".cml", ".mopcrt", ".smi"): _OPEN_BABEL,
    (".gro", ".xtc", ".trr", ".dcd", ".nc", ".ncdf"): _MDANALYSIS,
    (".dump", ".lammpstrj"): "a dump of LAMMPS; OVITO or ASE write extended XYZ of it",
    (".db", ".gpw", ".cube", ".gen", ".fdf", ".pwi", ".pwo", ".out", ".xml", ".struct", ".abi"): (
        _ASE.format("a file of a simulation code or a data base", "{}")
    ),
    (".bcif",): "binary CIF, of which the Protein Data Bank has the text (mmCIF) as well",
    (".cssr", ".dat", ".amc", ".ccp", ".cel"): "write CIF with the program that it comes from",
}  # fmt: skip
REFUSED = {ending: why for endings, why in _REFUSED.items() for ending in endings}


def without_gz(name: str) -> str:
    """The name of what a compressed file holds; the name itself where it is none."""
    return name[:-3] if name.lower().endswith(".gz") else name


def format_of(name: str) -> str | None:
    """The reader of a file, by its name ("cif", "xyz", ...); None for anything else."""
    stem, suffix = os.path.splitext(without_gz(name))
    if suffix.lower() in SUFFIXES:
        return SUFFIXES[suffix.lower()]
    start = os.path.basename(stem).upper()
    return next((kind for word, kind in _STEMS.items() if start.startswith(word)), None)


def refusal(name: str) -> str:
    """Why a file of that name is not read, and what would be."""
    plain = os.path.basename(without_gz(name))
    known = REFUSED.get(os.path.splitext(plain)[1].lower())
    if known:
        return f"{os.path.splitext(plain)[1]} is not read: {known.replace('{}', plain[:60])}"
    return f"unknown kind of file; use {KNOWN}"
