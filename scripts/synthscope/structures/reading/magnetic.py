"""The magnetic space group of a CIF, as what it does to atoms.

An operation of a magnetic group is an ordinary one with or without time reversal, and a centring of
the magnetic lattice is a translation with or without it. Electrons of an imaging beam do not see
the moments: every operation moves atoms, whether it turns the moments round or not.
"""

import gemmi

from synthscope.structures.reading.space_group import StatedGroup, centred, closed

_OPERATIONS = "_space_group_symop_magn_operation_xyz"
_CENTRINGS = "_space_group_symop_magn_centering_xyz"
_NAMES = (
    "_space_group_magn_name_BNS", "_space_group_magn_number_BNS", "_space_group_magn_name_OG",
    "_space_group_magn_number_OG", "_space_group_magn_name_UNI",
)  # fmt: skip
MOST = 2 * 192
"""Operations of the conventional cell of a magnetic group that lists each twice."""


def magnetic_group(block: gemmi.cif.Block) -> StatedGroup | None:
    """The operations with all centrings; None where the block states no magnetic group."""
    name = _name(block)
    listed, centrings = list(block.find_values(_OPERATIONS)), list(block.find_values(_CENTRINGS))
    if not listed and not centrings and not name:
        return None
    said = StatedGroup(symbol=f"the magnetic group {name}".strip())
    if not listed:
        said.problems.append(
            f"{said.symbol} is stated without its operations; list them under {_OPERATIONS} "
            f"(and {_CENTRINGS})"
        )
        return said
    if len(listed) * max(1, len(centrings)) > MOST:
        said.problems.append(
            f"{len(listed)} magnetic operations and {len(centrings)} centrings; a group has at "
            f"most {MOST}"
        )
        return said
    operations = [_operation(text, said) for text in listed]
    shifts = [_operation(text, said) for text in centrings] or [gemmi.Op("x,y,z")]
    if said.problems:
        return said
    group = centred(operations, shifts)
    if not closed(group):
        said.problems.append(
            f"the {len(listed)} magnetic operations and {len(centrings)} centrings do not form a "
            "group; some are missing or wrong"
        )
        return said
    said.settings = [(said.symbol, group)]
    said.notes.append(f"{said.symbol}: read without moments, each operation as it moves atoms")
    return said


def _name(block: gemmi.cif.Block) -> str:
    for tag in _NAMES:
        value = block.find_value(tag)
        if value and not gemmi.cif.is_null(value):
            return " ".join(gemmi.cif.as_string(value).split())[:30]
    return ""


def _operation(text: str, said: StatedGroup) -> gemmi.Op:
    """Of "x,y,z+1/2,-1": the fourth part is time reversal."""
    parts = gemmi.cif.as_string(text).replace(" ", "").split(",")
    try:
        if len(parts) < 3 or (len(parts) > 3 and parts[3] not in ("1", "+1", "-1")):
            raise ValueError
        return gemmi.Op(",".join(parts[:3])).wrap()
    except (ValueError, RuntimeError):
        said.problems.append(f"magnetic operation {text[:40]!r} cannot be read")
        return gemmi.Op("x,y,z")
