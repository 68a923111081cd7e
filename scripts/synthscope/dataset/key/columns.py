"""key.csv: one row an image file, with everything a label needs.

The first thirteen columns are those of the atomagined data set's key, in its order; the others are
what it lacked. `COLUMNS` is the one source: the table's header, its Table Schema and the table in
the dataset card are made from it.
"""

import csv
import math
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from synthscope.core.errors import InputError
from synthscope.core.files import replacing, sha256

Row = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """A column: its name, Frictionless type, meaning, unit ('' when it has none) and limits."""

    name: str
    type: str
    description: str
    unit: str = ""
    constraints: Mapping[str, Any] = field(default_factory=dict)


_POSITIVE = {"minimum": 0}
_HASH = {"pattern": "[0-9a-f]{6,64}"}

COLUMNS: tuple[Column, ...] = (
    Column("id", "integer", "Running number of the row", "", {"required": True, "unique": True}),
    Column(
        "icsd_id",
        "integer",
        "The structure's collection code where its file gives one; 1 to 288 are AFLOW prototypes "
        "and 900001 on are generated structures when `source` says so",
        "",
        _POSITIVE,
    ),
    Column("ref_id", "string", "The view: structure and direction, as the file names give it"),
    Column("chemical_name_systematic", "string", "Name of the compound"),
    Column("chemical_formula_structural", "string", "Formula of the structure"),
    Column("chemical_name_structure_type", "string", "Prototype that the structure belongs to"),
    Column("symmetry_space_group_name", "string", "Hermann-Mauguin symbol of the space group"),
    Column(
        "symmetry_Int_Tables_number",
        "integer",
        "Number of the space group in the International Tables",
        "",
        {"minimum": 1, "maximum": 230},
    ),
    Column("uvw_orient", "string", "Lattice direction along the beam, towards the viewer"),
    Column("hkl_orient", "string", "Normal of the image plane: the metric tensor times uvw", "Å²"),
    Column(
        "filename",
        "string",
        "Path of the file, from the folder of this table",
        "",
        {"required": True, "unique": True},
    ),
    Column("publication_title", "string", "Title of the publication of the structure"),
    Column("citation", "string", "Publication of the structure"),
    Column("source", "string", "Where the structure came from: user, resources, aflow, generated"),
    Column(
        "structure_id",
        "string",
        "The structure's id in catalog.csv; of a batch those of all its structures, with blanks "
        "between them",
    ),
    Column("product", "string", "Kind of image: gaussian, haadf, cbed, tomography"),
    Column("condition", "string", "What was done to the image (raw, clean, blur1, stripe, ...)"),
    Column(
        "split",
        "string",
        "Part of the data set, for learning: train, dev, test, ...; one for all files of a "
        "structure and of its prototype",
    ),
    Column(
        "published_set",
        "string",
        "Set of the published data set that the file stands for: general, choices, targets (haadf)",
    ),
    Column("n_images", "integer", "Number of images in the file", "", _POSITIVE),
    Column("pixel_size_A", "number", "Edge of a pixel", "Å", _POSITIVE),
    Column("axis_order", "string", "Axes of the array in the file, the slowest first"),
    Column("energy_keV", "number", "Energy of the electrons", "keV", _POSITIVE),
    Column("semiangle_mrad", "number", "Convergence semi-angle of the probe", "mrad", _POSITIVE),
    Column("detector_inner_mrad", "number", "Inner angle of the detector", "mrad", _POSITIVE),
    Column("detector_outer_mrad", "number", "Outer angle of the detector", "mrad", _POSITIVE),
    Column("thickness_A", "number", "Thickness of the specimen along the beam", "Å", _POSITIVE),
    Column("slice_A", "number", "Thickness of a slice of the multislice calculation", "Å"),
    Column("sampling_A", "number", "Sampling of the wave in the calculation", "Å", _POSITIVE),
    Column("phonon_configurations", "integer", "Number of frozen-phonon configurations averaged"),
    Column(
        "rms_displacements",
        "string",
        "Thermal displacement of each element along an axis, root mean square, and where it comes "
        "from: the structure's file, the configuration, the table's compound or element at 300 K, "
        "or the default; empty for a static lattice",
        "Å",
    ),
    Column(
        "numerical_error",
        "number",
        "Error of the calculation, rms over the image's mean: interpolation, band limit and "
        "slices; what few phonon configurations leave is not in it",
        "",
        _POSITIVE,
    ),
    Column("dose_e_per_A2", "number", "Electrons that the image was made of, by area", "e/Å²"),
    Column("seed", "integer", "Seed of the data set's random numbers"),
    Column("config_hash", "string", "Digest of the configuration that made the file", "", _HASH),
    Column("code_hash", "string", "Digest of the code that made the file", "", _HASH),
    Column("sha256", "string", "SHA-256 of the file", "", {"pattern": "[0-9a-f]{64}"}),
    Column("bytes", "integer", "Size of the file", "byte", _POSITIVE),
)
NAMES = tuple(column.name for column in COLUMNS)
_TYPES = {column.name: column.type for column in COLUMNS}
_ORDER = ("product", "structure_id", "ref_id", "published_set", "condition", "filename")


def text(value: Any) -> str:
    """A cell as it stands in the table.

    Numbers have at most ten significant digits, so that a last bit that differs between two
    machines' libraries does not change the table; what is unknown (None, NaN) is empty.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, bool):
        return "true" if value else "false"
    number = value.item() if hasattr(value, "item") else value
    if isinstance(number, bool):
        return "true" if number else "false"
    if isinstance(number, int):
        return str(number)
    if isinstance(number, float):
        if math.isinf(number):
            raise ValueError("an infinite number has no place in a table")
        return "" if math.isnan(number) else f"{number:.10g}"
    raise TypeError(f"a table's cell cannot be a {type(value).__name__}")


@lru_cache(maxsize=100_000)
def _parsed(kind: str, cell: str) -> Any:
    if kind == "integer":
        return int(cell)
    if kind == "number":
        return float(cell)
    return cell


def file_cells(path: str | os.PathLike, dataset: str | os.PathLike) -> Row:
    """The cells that a file itself gives: filename (from the data set's folder), sha256, bytes."""
    path = Path(path)
    return {
        "filename": path.relative_to(dataset).as_posix(),
        "sha256": sha256(path),
        "bytes": path.stat().st_size,
    }


def write_table(rows: Iterable[Mapping[str, Any]], path: str | os.PathLike) -> None:
    """Write rows, each a mapping with any of the columns of `COLUMNS`, as a CSV table.

    Always the whole header, UTF-8, lines ended by a single newline.
    """
    with (
        replacing(path) as beside,
        open(beside, "w", encoding="utf-8", newline="") as file,
    ):
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(NAMES)
        for row in rows:
            unknown = row.keys() - _TYPES.keys()
            if unknown:
                raise KeyError(f"not a column of key.csv: {', '.join(sorted(unknown))}")
            writer.writerow([text(row.get(name)) for name in NAMES])


def read_table(path: str | os.PathLike) -> list[Row]:
    """Read a table back. A row holds the cells that are not empty, as int, float or str.

    Raises
    ------
    InputError
        The header is another, or a cell is not of its column's type.
    """
    rows: list[Row] = []
    with open(path, encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = tuple(next(reader, ()))
        if header != NAMES:
            raise InputError(
                f"{path}: its columns are not those of key.csv; it should begin with {NAMES[0]}, "
                f"{NAMES[1]}, {NAMES[2]} and have {len(NAMES)} columns"
            )
        for cells in reader:
            try:
                rows.append(
                    {
                        name: _parsed(_TYPES[name], cell)
                        for name, cell in zip(NAMES, cells, strict=True)
                        if cell
                    }
                )
            except ValueError as error:
                raise InputError(f"{path}: line {reader.line_num}: {error}") from None
    return rows


def merge_tables(tables: Iterable[Iterable[Mapping[str, Any]]]) -> list[Row]:
    """One table of many, in an order that does not depend on how the work was cut up.

    Rows are sorted by product, structure, view, published set, condition and file name; `id`
    counts them.

    Raises
    ------
    InputError
        Two rows name the same file.
    """
    rows = [dict(row) for table in tables for row in table]
    rows.sort(key=lambda row: tuple(text(row.get(name)) for name in _ORDER))
    seen: set[str] = set()
    for number, row in enumerate(rows):
        if row["filename"] in seen:
            raise InputError(
                f"{row['filename']}: two rows name this file; each image file needs its own name"
            )
        seen.add(row["filename"])
        row["id"] = number
    return rows
