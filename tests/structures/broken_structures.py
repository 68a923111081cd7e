"""Structure files that are broken in one way each, with a part of the reason they must get."""

HEADER = """data_{block}
_cell_length_a {a}
_cell_length_b {b}
_cell_length_c {c}
_cell_angle_alpha {alpha}
_cell_angle_beta {beta}
_cell_angle_gamma {gamma}
"""
LOOP = """loop_
_atom_site_label
_atom_site_type_symbol
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
_atom_site_occupancy
"""
HM = "_symmetry_space_group_name_H-M"
ROCK_SALT = "Na1 Na 0 0 0 1\nCl1 Cl 0.5 0.5 0.5 1\n"


def cif(
    atoms=ROCK_SALT, group=f"{HM} 'F m -3 m'", a=5.64, b=None, c=None, alpha=90, beta=90, gamma=90,
    block="crystal", loop=LOOP,
):  # fmt: skip
    """A CIF; by default of rock salt."""
    cell = dict(a=a, b=a if b is None else b, c=a if c is None else c)
    header = HEADER.format(block=block, alpha=alpha, beta=beta, gamma=gamma, **cell)
    return f"{header}{group}\n{loop}{atoms}"


def xyz(*lines, count=None, comment='a comment, a=b "c'):
    return "\n".join([str(len(lines) if count is None else count), comment, *lines, ""])


def poscar(symbols="Cs Cl\n", counts="1 1", atoms="0 0 0\n0.5 0.5 0.5", scale="1.0", title="title"):
    return f"{title}\n{scale}\n4.12 0 0\n0 4.12 0\n0 0 4.12\n{symbols}{counts}\nDirect\n{atoms}\n"


def pdb(x="   0.000", occupancy="  1.00", extra=""):
    return (
        f"{extra}HETATM    1 AU   AU  A   1    {x}   0.000   0.000{occupancy}  0.00          AU\n"
        "HETATM    2 AU   AU  A   1       2.880   0.000   0.000  1.00  0.00          AU\nEND\n"
    )


def operations(*triplets):
    return "loop_\n_symmetry_equiv_pos_as_xyz\n" + "".join(f"'{t}'\n" for t in triplets)


def magnetic(*triplets, centrings=()):
    """The operations of a magnetic group, and its centrings where there are any."""
    text = "loop_\n_space_group_symop_magn_operation.xyz\n" + "".join(f"{t}\n" for t in triplets)
    if centrings:
        text += "loop_\n_space_group_symop_magn_centering.xyz\n"
    return text + "".join(f"{t}\n" for t in centrings)


NO_TYPE = LOOP.replace("_atom_site_type_symbol\n", "")
NUMBER = "_symmetry_Int_Tables_number"

BROKEN = {
    # Occupancy
    "mixed.cif": (cif("Fe1 Fe 0 0 0 0.5\nNi1 Ni 0 0 0 0.5\n", a=3.6), "partly occupied"),
    "vacancies.cif": (cif("Na1 Na 0 0 0 0.8\nCl1 Cl 0.5 0.5 0.5 1\n"), "partly occupied"),
    "empty_site.cif": (cif("Na1 Na 0 0 0 0\nCl1 Cl 0.5 0.5 0.5 1\n"), "partly occupied"),
    "occupied_twice.cif": (cif("Na1 Na 0 0 0 2.0\nCl1 Cl 0.5 0.5 0.5 1\n"), "occupancy 2 of Na"),
    "occupancy_negative.cif": (cif("Na1 Na 0 0 0 -1\n"), "occupancy -1"),
    "occupancy_text.cif": (cif("Na1 Na 0 0 0 full\n"), "occupancy 'full'"),
    # Symmetry
    "no_symmetry.cif": (cif(group=""), "no symmetry information"),
    "symbol_and_number.cif": (cif(group=f"{HM} 'P 1'\n{NUMBER} 225"), "number 225"),
    "unknown_symbol.cif": (cif(group=f"{HM} 'Q m -3 m'"), "'Q m -3 m' is unknown"),
    "number_300.cif": (cif(group=f"{NUMBER} 300"), "not between 1 and 230"),
    "operations_against_symbol.cif": (
        cif(group=f"{HM} 'F m -3 m'\n" + operations("x,y,z", "-x,-y,-z")),
        "symmetry operations are those of P -1",
    ),
    "operations_no_group.cif": (cif(group=operations("x,y,z", "-y,x,z")), "do not form a group"),
    "operation_garbled.cif": (cif(group=operations("x,y,z", "x;y;z")), "cannot be read"),
    "cubic_group_other_cell.cif": (cif(c=7.0), "does not have the symmetry"),
    "bad_hall.cif": (cif(group="_symmetry_space_group_name_Hall 'nonsense'"), "Hall symbol"),
    # Cell
    "zero_cell.cif": (cif(a=0), "positive number"),
    "negative_cell.cif": (cif(a=-5.64), "positive number"),
    "unknown_cell.cif": (cif(a="?"), "no unit cell"),
    "no_cell.cif": (f"data_x\n{HM} 'P 1'\n{LOOP}{ROCK_SALT}", "no unit cell"),
    "impossible_angles.cif": (cif(alpha=10, beta=10, gamma=170), "close no cell"),
    "huge_cell.cif": (cif(a=20_000), "cell edge of 20000 Å"),
    "empty_space.cif": (cif(a=40), "implausibly empty"),
    "crushed.cif": (cif("Na1 Na 0 0 0 1\n", a=1.8), "implausibly dense"),
    # Atoms
    "overlapping.cif": (cif("Na1 Na 0 0 0 1\nNa2 Na 0.06 0 0 1\n"), "overlapping atoms"),
    "same_site_twice.cif": (cif("Na1 Na 0 0 0 1\nNa2 Na 0 0 0 1\n"), "0.00 Å apart"),
    "unknown_element.cif": (cif("Xx1 Xx 0 0 0 1\n"), "unknown element 'Xx'"),
    "dot_for_type.cif": (cif("Q1 . 0 0 0 1\n"), "unknown element in label 'Q1'"),
    "co_or_carbon.cif": (cif("CO1 0 0 0 1\n", loop=NO_TYPE), "may be C or Co"),
    "no_element_in_label.cif": (cif("Q1 0 0 0 1\n", loop=NO_TYPE), "unknown element"),
    "coordinate_unknown.cif": (cif("Na1 Na ? 0 0 1\n"), "coordinate '?' of Na1"),
    "coordinate_nan.cif": (cif("Na1 Na nan 0 0 1\n"), "coordinate 'nan' of Na1"),
    "no_atoms.cif": (cif("", loop=""), "no atoms"),
    "empty_loop.cif": (cif(""), ""),
    "cartesian_only.cif": (
        cif("Na1 0 0 0\n", loop="loop_\n_atom_site_label\n_atom_site_Cartn_x\n_atom_site_Cartn_y\n"
            "_atom_site_Cartn_z\n"),
        "only Cartesian",
    ),
    # Claims
    "other_formula.cif": (cif(group=f"{HM} 'F m -3 m'\n_chemical_formula_sum 'Na Cl3'"), "Cl3 Na"),
    "missing_hydrogen.cif": (
        cif(group=f"{HM} 'F m -3 m'\n_chemical_formula_sum 'Na Cl H2 O'"), "sites are missing",
    ),
    "other_units.cif": (
        cif(group=f"{HM} 'F m -3 m'\n_chemical_formula_sum 'Na Cl'\n_cell_formula_units_Z 2"),
        "2 formula units",
    ),
    # The file itself
    "page.cif": ("<!DOCTYPE html>\n<html><body>404 Not Found</body></html>", "HTML"),
    "two_blocks.cif": (cif() + cif(block="other"), "2 structures in one file"),
    "same_block_twice.cif": (cif() + cif(), "not a valid CIF"),
    "same_tag_twice.cif": (
        cif(group=f"{HM} 'F m -3 m'\n_cell_length_a 7.0"),
        "_cell_length_a stands twice, as '5.64' and '7.0'",
    ),
    "ragged_loop.cif": (cif("Na1 Na 0 0 0\n"), "not a valid CIF"),
    "not_a_cif.cif": ("this is prose", "not a valid CIF"),
    "empty.cif": ("", "empty file"),
    "binary.cif": ("data_\0\1\2", "binary file"),
    "pickle.traj": ("anything", "no trajectory of ASE in its present format"),
    "script.py": ("raise SystemExit", "unknown kind of file"),
    "modulated.cif": (
        cif(group=f"{HM} 'P 1'\n_cell_modulation_dimension 1"), "a modulated structure",
    ),
    "wave.cif": (
        cif(group=f"{HM} 'P 1'\nloop_\n_atom_site_displace_Fourier_atom_site_label\nNa1\n"),
        "_atom_site_displace_Fourier_atom_site_label",
    ),
    "magnetic_name_only.mcif": (
        cif(group="_space_group_magn.name_BNS 'C_c 2/c'"), "stated without its operations",
    ),
    "magnetic_garbled.mcif": (cif(group=magnetic("x,y,z,up")), "'x,y,z,up'"),
    "magnetic_no_group.mcif": (
        cif(group=magnetic("x,y,z,+1", "-y,x,z,-1")), "do not form a group",
    ),
    # XYZ
    "nan.xyz": (xyz("Au 0 0 0", "Au nan 0 0"), "line 4: coordinate 'nan'"),
    "infinite.xyz": (xyz("Au inf 0 0"), "coordinate 'inf'"),
    "unknown.xyz": (xyz("Xx 0 0 0"), "unknown element 'Xx'"),
    "dummy.xyz": (xyz("X 0 0 0"), "unknown element 'X'"),
    "label.xyz": (xyz("CO1 0 0 0"), "'CO1'; may be C or Co"),
    "atomic_number.xyz": (xyz("119 0 0 0"), "unknown element '119'"),
    "fractional.xyz": (xyz("Ti 0 0 0", "Ti .5 .5 .5", "O .3 .3 0"), "fractional ones; XYZ has Å"),
    "two_coordinates.xyz": (xyz("Au 0 0"), "three coordinates are needed"),
    "overflow.xyz": (xyz("Au 1e999 0 0"), "coordinate '1e999' is not a number"),
    "far_away.xyz": (xyz("Au 1e7 0 0", "Au 0 0 0"), "wrong units"),
    "short.xyz": (xyz("Au 0 0 0", count=2000000000), "2000000000 atoms, but 1"),
    "no_count.xyz": ("Au 0 0 0\nAu 1 1 1\n", "number of atoms"),
    "none.xyz": (xyz(count=0), "no atoms"),
    "on_one_spot.xyz": (xyz("Au 0 0 0", "Au 0 0 0.1"), "0.10 Å apart"),
    "flat.extxyz": (
        xyz("Au 0 0 0", comment='Lattice="4 0 0 0 4 0 4 4 0" Properties=species:S:1:pos:R:3'),
        "the cell has no volume",
    ),
    "nan_cell.extxyz": (
        xyz("Au 0 0 0", comment='Lattice="nan 0 0 0 4 0 0 0 4" Properties=species:S:1:pos:R:3'),
        "not finite",
    ),
    # POSCAR
    "POSCAR_no_symbols": (poscar(symbols=""), "no element symbols"),
    "flat.vasp": (poscar().replace("0 0 4.12", "4.12 0 0"), "no volume"),
    "scale.vasp": (poscar(scale="0"), "scale other than zero"),
    "unknown.vasp": (poscar(symbols="Cs Xx\n"), "unknown element 'Xx'"),
    "counts.vasp": (poscar(counts="1 one"), "numbers of atoms"),
    "cut_off.vasp": (poscar(counts="1 4"), "5 atoms, but"),
    "nan.vasp": (poscar(atoms="0 0 0\n0.5 nan 0.5"), "three coordinates"),
    "short.vasp": ("only\n1.0\n", "too short"),
    # PDB
    "nan.pdb": (pdb(x="     nan"), "not a number"),
    "none.pdb": ("REMARK nothing here\nEND\n", "no atoms"),
    "half.pdb": (pdb(occupancy="  0.50"), "partly occupied"),
    "no_edge.pdb": (
        pdb(extra="CRYST1   30.000   30.000    0.000  90.00  90.00  90.00 P 1           1\n"),
        "CRYST1: a cell edge is not positive",
    ),
    "flat.pdb": (
        pdb(extra="CRYST1   30.000   30.000   30.000   0.00  90.00  90.00 P 1           1\n"),
        "CRYST1: the angles 0, 90, 90 degrees close no cell",
    ),
    "unknown_group.pdb": (
        pdb(extra="CRYST1   30.000   30.000   30.000  90.00  90.00  90.00 Q 9           4\n"),
        "unknown space group",
    ),
}  # fmt: skip
