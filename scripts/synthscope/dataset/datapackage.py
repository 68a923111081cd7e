"""datapackage.json: the tables of a data set as a Frictionless Data Package.

Follows the Data Package, Tabular Data Resource and Table Schema specifications
(https://specs.frictionlessdata.io, version 1); `unit` is an addition to a field that readers pass
over.
"""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from synthscope.core.files import sha256
from synthscope.dataset.delivered import describe_file
from synthscope.dataset.key.column import Column
from synthscope.dataset.key.columns import COLUMNS, NAMES

DESCRIPTIONS = {
    "key": "One row an image file, with its labels and the physics that it was made with",
    "catalog": "One row a structure: what was accepted, what was rejected, and why",
    "views": "One row a view: a structure seen along a lattice direction",
    "scenes": "One row a scene: its size, the counts of atoms by role, and every drawn value",
    "defects": "One row a defect of a scene, Å in the axes of the scene's atoms",
    "splits": "One row a structure: the part of the data set that it belongs to",
    "neighbours": "One row an image: the image of another part that looks most like it",
}

_MEDIA_TYPES = {
    ".parquet": "application/vnd.apache.parquet",
    ".json": "application/json",
    ".zip": "application/zip",
    ".tar": "application/x-tar",
}


def table_schema(columns: Iterable[Column] = COLUMNS) -> dict[str, Any]:
    """The Table Schema of key.csv."""
    fields = []
    for column in columns:
        field = {
            "name": column.name,
            "type": column.type,
            "description": column.description,
        }
        if column.unit:
            field["unit"] = column.unit
        if column.constraints:
            field["constraints"] = dict(column.constraints)
        fields.append(field)
    return {"fields": fields, "missingValues": [""], "primaryKey": ["id"]}


def data_package(
    folder: Path, tables: Iterable[str], name: str, title: str, licence: Mapping[str, str]
) -> dict[str, Any]:
    """Describe tables of a data set's folder.

    Parameters
    ----------
    folder
        The data set's folder.
    tables
        Names of its tables, such as 'key.csv'. A table whose header is not key.csv's has its
        columns described as text. A Parquet file states its columns itself; files of labels and for
        training are listed with their digests.
    name, title
        Of the data set: a slug, and what people call it.
    licence
        Of the data set: `name` (an SPDX identifier) and `path` (an address).
    """
    return {
        "profile": "data-package",
        "name": name.lower(),
        "title": title,
        "licenses": [dict(licence)],
        "resources": [_resource(folder / table, table) for table in tables],
    }


def _resource(path: Path, table: str) -> dict[str, Any]:
    known = {"bytes": path.stat().st_size, "hash": f"sha256:{sha256(path)}"}
    if path.suffix in _MEDIA_TYPES:
        inner = "/" in table
        name = "-".join(Path(table).with_suffix("").parts) if inner else path.stem
        of_key = f"The same as {path.stem}.csv, with the types of its columns"
        return {
            "name": f"{name.lower()}-{path.suffix.lstrip('.')}",
            "path": table,
            "description": describe_file(table) if inner else of_key,
            "type": "file",  # frictionless would count its rows, and neither bytes nor digest
            "profile": "data-resource",
            "format": path.suffix.lstrip("."),
            "mediatype": _MEDIA_TYPES[path.suffix],
        } | known
    with open(path, encoding="utf-8", newline="") as file:
        header = next(csv.reader(file), [])
    schema = table_schema()
    if tuple(header) != NAMES:
        schema = {
            "fields": [{"name": column, "type": "string"} for column in header],
            "missingValues": [""],
        }
    return {
        "name": path.stem.lower(),
        "path": table,
        "description": DESCRIPTIONS.get(path.stem, ""),
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **known,
        "schema": schema,
    }
