"""croissant.json: the data set in the machine-learning vocabulary Croissant 1.0.

Croissant (https://docs.mlcommons.org/croissant, MLCommons 2024) describes files and the records in
them, so that `mlcroissant.Dataset("croissant.json").records("images")` iterates over the rows of
the key with their types, as key.parquet holds them.
"""

from collections.abc import Iterable, Sequence, Set
from pathlib import Path, PurePosixPath
from typing import Any

from synthscope.core.files import sha256
from synthscope.dataset.about import About, cite
from synthscope.dataset.key.columns import COLUMNS, Row

_TERMS = (
    "citeAs column conformsTo=dct:conformsTo equivalentProperty extract field fileProperty "
    "fileObject fileSet format includes isLiveDataset jsonPath key md5 parentField path recordSet "
    "references regex repeated replace samplingRate separator source subField transform"
)
_JSON_TERMS = ("data", "examples")
_DATA_TYPES = {"integer": "sc:Integer", "number": "sc:Float", "string": "sc:Text"}
_ENCODINGS = {
    ".csv": "text/csv",
    ".parquet": "application/x-parquet",
    ".h5": "application/x-hdf5",
    ".nxs": "application/x-hdf5",
    ".npz": "application/zip",
    ".npy": "application/octet-stream",
    ".png": "image/png",
    ".tif": "image/tiff",
}


def croissant(
    folder: Path,
    rows: Sequence[Row],
    tables: Iterable[str],
    about: About,
    limits: Sequence[str] = (),
    version: str = "1.0.0",
) -> dict[str, Any]:
    """The content of croissant.json.

    Parameters
    ----------
    folder
        The data set's folder, where the `tables` already stand.
    rows
        Of the key.
    tables
        Tables to list: 'key.parquet', of which the records are, and others, such as 'catalog.csv'.
    about
        The data set as a whole.
    limits
        What the data set is not good for, a sentence each.
    version
        Of the data set.
    """
    used = {name for row in rows for name in row}
    splits = sorted({row["split"] for row in rows if row.get("split")})
    return {
        "@context": _context(),
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": about.name,
        "alternateName": about.title,
        "description": about.description,
        "license": about.licence_address,
        **({"url": about.url} if about.url else {}),
        **({"creator": _people(about.creators)} if about.creators else {}),
        "citeAs": cite(about),
        "datePublished": about.published,
        "version": version,
        "rai:dataCollection": "Computed from structure files by the synthscope workflow.",
        "rai:dataCollectionType": "Software Collection",
        "rai:dataLimitations": list(limits),
        "distribution": [
            *(_file_object(folder, table) for table in tables),
            *_file_sets(rows),
        ],
        "recordSet": [*_split_records(splits), _image_records(used, splits)],
    }


def _context() -> dict[str, Any]:
    context: dict[str, Any] = {
        "@language": "en",
        "@vocab": "https://schema.org/",
        "sc": "https://schema.org/",
        "cr": "http://mlcommons.org/croissant/",
        "rai": "http://mlcommons.org/croissant/RAI/",
        "dct": "http://purl.org/dc/terms/",
        "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    }
    for term in _TERMS.split():
        short, _, meaning = term.partition("=")
        context[short] = meaning or f"cr:{short}"
    for term in _JSON_TERMS:
        context[term] = {"@id": f"cr:{term}", "@type": "@json"}
    return context


def _people(names: Sequence[str]) -> list[dict[str, str]]:
    return [{"@type": "sc:Person", "name": name} for name in names]


def _file_object(folder: Path, table: str) -> dict[str, Any]:
    path = folder / table
    return {
        "@type": "cr:FileObject",
        "@id": table,
        "name": table,
        "contentUrl": table,
        "contentSize": f"{path.stat().st_size} B",
        "encodingFormat": _ENCODINGS[path.suffix],
        "sha256": sha256(path),
    }


def _file_sets(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """The image files, a set for each product and format."""
    kinds: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        path = PurePosixPath(row["filename"])
        kinds.setdefault((path.parts[0], path.suffix), set()).add(row["filename"])
    return [
        {
            "@type": "cr:FileSet",
            "@id": f"{top}-{suffix.lstrip('.')}",
            "name": f"{top}-{suffix.lstrip('.')}",
            "description": f"{len(names)} files of {top}",
            "encodingFormat": _ENCODINGS.get(suffix, "application/octet-stream"),
            "includes": f"{top}/**/*{suffix}",
        }
        for (top, suffix), names in sorted(kinds.items())
    ]


def _split_records(splits: Sequence[str]) -> list[dict[str, Any]]:
    if not splits:
        return []
    return [
        {
            "@type": "cr:RecordSet",
            "@id": "splits",
            "name": "splits",
            "description": "Parts of the data set.",
            "dataType": "cr:Split",
            "key": {"@id": "splits/name"},
            "field": [
                {
                    "@type": "cr:Field",
                    "@id": "splits/name",
                    "name": "name",
                    "description": "Name of the part.",
                    "dataType": "sc:Text",
                }
            ],
            "data": [{"splits/name": split} for split in splits],
        }
    ]


def _image_records(used: Set[str], splits: Sequence[str]) -> dict[str, Any]:
    fields = []
    for column in COLUMNS:
        if column.name not in used:
            continue
        unit = f" ({column.unit})" if column.unit else ""
        field = {
            "@type": "cr:Field",
            "@id": f"images/{column.name}",
            "name": column.name,
            "description": f"{column.description}{unit}.",
            "dataType": _DATA_TYPES[column.type],
            "source": {
                "fileObject": {"@id": "key.parquet"},
                "extract": {"column": column.name},
            },
        }
        if column.name == "split" and splits:
            field["references"] = {"field": {"@id": "splits/name"}}
        fields.append(field)
    return {
        "@type": "cr:RecordSet",
        "@id": "images",
        "name": "images",
        "description": "One record an image file: the rows of key.csv.",
        "key": {"@id": "images/id"},
        "field": fields,
    }
