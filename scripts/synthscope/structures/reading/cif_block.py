"""The one block of a CIF that holds a structure, with its tags in one spelling."""

import re
from dataclasses import dataclass

import gemmi

from synthscope.core.errors import InputError

_DECISIVE = ("_cell_", "_symmetry_", "_space_group_", "_atom_", "_chemical_formula_sum")
"""Beginnings of the tags that atoms depend on: two values of one are no choice for a reader."""
_NOTHING = ("", "?", ".")
_MODULATED = (
    "_cell_modulation_dimension", "_cell_wave_vector", "_cell_subsystem", "_space_group_ssg",
    "_space_group_symop_ssg", "_space_group_symop_magn_ssg", "_atom_site_displace_",
    "_atom_site_fourier_", "_atom_site_occ_fourier", "_atom_site_occ_special",
    "_atom_site_moment_fourier", "_atom_site_u_fourier", "_atom_site_rot_fourier",
)  # fmt: skip


@dataclass(frozen=True)
class StructureBlock:
    """The block with atoms: as it stands in the file, and `plain`.

    In `plain` each tag stands once, and dots in tags (`_atom_site.fract_x`, of newer dictionaries)
    are underscores. `notes` are on repeated tags.
    """

    original: gemmi.cif.Block
    plain: gemmi.cif.Block
    notes: list[str]


def structure_block(text: str) -> StructureBlock:
    """Find the block.

    Raises
    ------
    InputError
        When the text is no CIF, holds several structures, or gives a decisive tag two values.
    """
    if text.lstrip("\ufeff \t\r\n")[:1] == "<":
        raise InputError("an HTML or XML page, not a CIF; download the structure itself")
    try:
        document = _document(text.lstrip("\ufeff"))
    except (ValueError, RuntimeError, IndexError) as error:
        reason = re.sub(r"^string:?", "line ", str(error)).replace("line  ", "")
        raise InputError(f"not a valid CIF: {reason}") from None
    notes: list[str] = []
    blocks = [StructureBlock(block, _respelt(block, notes), notes) for block in document]
    with_atoms = [block for block in blocks if has_atoms(block.plain)]
    if len(with_atoms) > 1:
        names = ", ".join(f"data_{b.plain.name}"[:40] for b in with_atoms[:4])
        raise InputError(f"{len(with_atoms)} structures in one file ({names}); keep one a file")
    if not blocks:
        raise InputError("empty file; a CIF starts with data_")
    if with_atoms:
        return with_atoms[0]
    return max(blocks, key=lambda b: bool(b.plain.find_value("_cell_length_a")))


def has_atoms(block: gemmi.cif.Block) -> bool:
    """Whether any atom stands in it, by its label, its fractional or Cartesian coordinates."""
    tags = ("_atom_site_label", "_atom_site_fract_x", "_atom_site_Cartn_x")
    return any(block.find_value(tag) or block.find_loop(tag) for tag in tags)


def is_macromolecular(block: gemmi.cif.Block) -> bool:
    """Whether a block as it stands in its file is mmCIF: atoms in Å, without fractions."""
    cartesian = block.find("_atom_site.", ["id", "type_symbol", "Cartn_x", "Cartn_y", "Cartn_z"])
    return len(cartesian) > 0 and not block.find("_atom_site.", ["fract_x"])


_OTHER_DATA = {
    "_chem_comp_atom_atom_id": "a dictionary of chemical components; write XYZ of one (Open Babel)",
    "_refln_index_h": "reflections, without atoms; take the file of the structure itself",
}


def other_data(block: gemmi.cif.Block) -> str:
    """What a block without atoms holds in their place, and what would do; "" where unknown."""
    return next((what for tag, what in _OTHER_DATA.items() if block.find_values(tag)), "")


def modulation(block: gemmi.cif.Block) -> str:
    """A tag that says that the structure is modulated; "" where none does."""
    for item in block:
        tags = item.loop.tags if item.loop is not None else [item.pair[0]] if item.pair else []
        for tag in tags:
            if tag.lower().startswith(_MODULATED):
                values = [gemmi.cif.as_string(v) for v in block.find_values(tag)]
                if any(value not in ("0", *_NOTHING) for value in values):
                    return tag
    return ""


def _document(text: str) -> gemmi.cif.Document:
    try:
        return gemmi.cif.read_string(text)
    except (ValueError, RuntimeError) as error:
        if "duplicate tag" not in str(error):
            raise
    document = gemmi.cif.read_string(text, 0)  # repeated tags are looked at one by one
    names = [block.name.lower() for block in document]
    if len(set(names)) < len(names):
        raise ValueError("two blocks have one name")
    return document


def _respelt(block: gemmi.cif.Block, notes: list[str]) -> gemmi.cif.Block:
    """The block with underscores in the place of dots, and each tag once."""
    new = gemmi.cif.Block(block.name)
    seen: dict[str, tuple[str, ...]] = {}
    for item in block:
        if item.pair is not None:
            tag, value = item.pair[0].replace(".", "_"), item.pair[1]
            if _first(tag, (_plain(value),), seen, notes):
                new.set_pair(tag, value)  # in the place of an empty one
        elif item.loop is not None:
            tags = [tag.replace(".", "_") for tag in item.loop.tags]
            width, values = len(tags), item.loop.values
            columns = [values[k::width] for k in range(width)]
            kept = [
                k
                for k, tag in enumerate(tags)
                if _first(tag, tuple(map(_plain, columns[k])), seen, notes)
            ]
            if kept:
                loop = new.init_loop("", [tags[k] for k in kept])
                loop.set_all_values([columns[k] for k in kept])
    return new


def _first(tag: str, values: tuple[str, ...], seen: dict, notes: list[str]) -> bool:
    """Whether to keep the values: the first of their tag, or the first that say anything."""
    before = seen.setdefault(tag.lower(), values)
    if before is values:
        return True
    if all(value in _NOTHING for value in values):
        return False
    if all(value in _NOTHING for value in before):
        seen[tag.lower()] = values
        return True
    if before == values:
        notes.append(f"{tag} stands twice with one value")
    elif tag.lower().startswith(_DECISIVE):
        there = " and ".join(_short(v) for v in (before, values))
        raise InputError(f"the tag {tag} stands twice, as {there}; delete the wrong one")
    else:
        notes.append(f"{tag} stands twice: the first is taken")
    return False


def _short(values: tuple[str, ...]) -> str:
    return repr(values[0][:20]) if len(values) == 1 else f"a column of {len(values)} values"


def _plain(value: str) -> str:
    return value if gemmi.cif.is_null(value) else gemmi.cif.as_string(value)
