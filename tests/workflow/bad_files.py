"""Structure files that cannot be used, each broken in one way; and good ones with odd names."""

CIF = """data_{name}
_cell_length_a {a}
_cell_length_b {a}
_cell_length_c {a}
_cell_angle_alpha 90
_cell_angle_beta 90
_cell_angle_gamma 90
_symmetry_space_group_name_H-M '{group}'
{more}
loop_
_atom_site_label
_atom_site_type_symbol
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
_atom_site_occupancy
{atoms}
"""
ROCK_SALT = "Na1 Na 0 0 0 1\nCl1 Cl 0.5 0.5 0.5 1"
POSCAR = "{title}\n1.0\n4 0 0\n0 4 0\n0 0 4\n{symbols}\n{counts}\nDirect\n{atoms}\n"


def cif(atoms: str = ROCK_SALT, a: object = 5.64, group: str = "F m -3 m", more: str = "") -> str:
    return CIF.format(name="crystal", a=a, group=group, more=more, atoms=atoms)


def xyz(*atoms: str, count: int | None = None) -> str:
    return "\n".join([str(len(atoms) if count is None else count), "a cluster", *atoms, ""])


GOOD = {
    "rock salt.cif": cif(),
    "a;touch HARM;.cif": cif("Mg1 Mg 0 0 0 1\nO1 O 0.5 0.5 0.5 1", a=4.21),
    "Case.cif": cif("Li1 Li 0 0 0 1\nF1 F 0.5 0.5 0.5 1", a=4.03),
    "cASE.cif": cif("K1 K 0 0 0 1\nF1 F 0.5 0.5 0.5 1", a=5.34),
    "weird@2.xyz": xyz("Au 0 0 0", "Au 2.88 0 0", "Au 1.44 2.49 0"),
    "$(touch HARM).poscar": POSCAR.format(
        title="CsCl", symbols="Cs Cl", counts="1 1", atoms="0 0 0\n0.5 0.5 0.5"
    ),
}

BAD = {
    "good_but_<threads>.cif": cif(),
    "good_but_{shard}.cif": cif(),
    "partly_occupied.cif": cif("Fe1 Fe 0 0 0 0.5\nNi1 Ni 0 0 0 0.5", a=3.6),
    "vacancies.cif": cif("Na1 Na 0 0 0 0.8\nCl1 Cl 0.5 0.5 0.5 1"),
    "occupied_twice.cif": cif("Na1 Na 0 0 0 2.0\nCl1 Cl 0.5 0.5 0.5 1"),
    "unknown_group.cif": cif(group="Q m -3 m"),
    "group_and_number_differ.cif": cif(group="P 1", more="_symmetry_Int_Tables_number 225"),
    "unknown_element.cif": cif("X1 Xx 0 0 0 1"),
    "no_atoms.cif": cif(atoms=""),
    "coordinate_missing.cif": cif("Na1 Na ? 0 0 1"),
    "coordinate_nan.cif": cif("Na1 Na nan 0 0 1"),
    "zero_cell.cif": cif(a=0),
    "huge_cell.cif": cif(a=500),
    "crushed_cell.cif": cif(a=1.1),
    "overlapping.cif": cif("Na1 Na 0 0 0 1\nNa2 Na 0.03 0 0 1"),
    "other_formula.cif": cif(more="_chemical_formula_sum 'Na3 Cl1'"),
    "two_blocks.cif": cif() + cif().replace("data_crystal", "data_other"),
    "same_tag_twice.cif": cif(more="_cell_length_a 7.0"),
    "error_page.cif": "<!DOCTYPE html><html><body>404 Not Found</body></html>\n",
    "empty.cif": "",
    "binary.cif": "\x00\x01\x02\x03" * 64,
    "coordinate_nan.xyz": xyz("Au 0 0 0", "Au nan 0 0"),
    "fewer_atoms_than_said.xyz": xyz("Au 0 0 0", count=5),
    "label_for_element.xyz": xyz("CO1 0 0 0", "CO2 2.9 0 0"),
    "dummy_element.xyz": xyz("X 0 0 0", "Au 2.9 0 0"),
    "not_a_number.xyz": xyz("Au zero 0 0"),
    "on_one_spot.xyz": xyz("Au 0 0 0", "Au 0 0 0.1"),
    "no_symbols.poscar": "old\n1.0\n4 0 0\n0 4 0\n0 0 4\n1 1\nDirect\n0 0 0\n0.5 0.5 0.5\n",
    "flat_cell.poscar": "flat\n1.0\n4 0 0\n0 4 0\n4 4 0\nCs\n1\nDirect\n0 0 0\n",
    "cut_off.poscar": "short\n1.0\n4 0 0\n0 4 0\n",
}
