"""What USID packages are made of, from the rows of the images in them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from synthscope.dataset.key.columns import COLUMNS, Row

_OWN = {"id", "filename", "sha256", "bytes", "n_images", "condition", "product", "axis_order"}
_PHYSICS = {column.name for column in COLUMNS if column.unit} - _OWN


def files_of(rows: Sequence[Row], folder: Path, suffix: str) -> list[Path]:
    """Paths of the rows' files of one format."""
    return [folder / row["filename"] for row in rows if row["filename"].endswith(suffix)]


def common_cells(rows: Sequence[Row]) -> Row:
    """The cells that all rows share, except those that describe a single file."""
    first = rows[0]
    return {
        name: first[name]
        for name in first
        if name not in _OWN and all(row.get(name) == first[name] for row in rows)
    }


def usid_attributes(rows: Sequence[Row]) -> dict[str, Any]:
    """What a package says of itself: the physics and the structure that its images share."""
    named = {"structure_id", "source", "chemical_formula_structural", "seed", "config_hash"}
    named |= {"chemical_name_structure_type", "symmetry_Int_Tables_number", "ref_id"}
    return {name: value for name, value in common_cells(rows).items() if name in _PHYSICS | named}
