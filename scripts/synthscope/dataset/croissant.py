"""croissant.json: the data set in the machine-learning vocabulary Croissant 1.1.

Croissant (https://docs.mlcommons.org/croissant, MLCommons) describes files and the records in
them, so that `mlcroissant.Dataset("croissant.json").records("images")` iterates over the rows of
the key with their types, as key.parquet holds them, and `records("pictures-haadf-png")` over the
pictures themselves with their labels. No field can name what stands in HDF5 and NumPy files.
"""

from collections.abc import Iterable, Iterator, Sequence, Set
from pathlib import Path, PurePosixPath
from typing import Any

from synthscope.core.files import sha256
from synthscope.dataset.about import About, cite
from synthscope.dataset.key.columns import COLUMNS, Column, Row

_TERMS = (
    "arrayShape citeAs column conformsTo=dct:conformsTo containedIn equivalentProperty extract "
    "field fileProperty fileObject fileSet format includes isArray isLiveDataset jsonPath key md5 "
    "parentField path recordSet references regex repeated replace samplingRate separator source "
    "subField transform"
)
_JSON_TERMS = ("data", "examples")
_IN_LANGUAGES = ("name", "description")
_PICTURES = {".png"}  # of TIFF files mlcroissant makes bytes, whatever they hold
_LABELS = (
    *("structure_id", "ref_id", "condition", "split", "published_set", "source"),
    *("chemical_formula_structural", "chemical_name_structure_type", "symmetry_space_group_name"),
    *("symmetry_Int_Tables_number", "uvw_orient", "specimen", "pixel_size_A", "thickness_A"),
    *("energy_keV", "semiangle_mrad", "detector_inner_mrad", "detector_outer_mrad", "defocus_A"),
    *("dose_e_per_A2", "stripe_percent", "stripe_strength", "first_angle_deg", "last_angle_deg"),
)
_DATA_TYPES = {"integer": "sc:Integer", "number": "sc:Float", "string": "sc:Text"}
_ENCODINGS = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".tar": "application/x-tar",
    ".zip": "application/zip",
    ".parquet": "application/x-parquet",
    ".h5": "application/x-hdf5",
    ".emd": "application/x-hdf5",
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
        "conformsTo": "http://mlcommons.org/croissant/1.1",
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
        "recordSet": [
            *_split_records(splits),
            _image_records(used, splits),
            *_pictures(rows, splits),
        ],
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
    for term in _IN_LANGUAGES:
        context[term] = {"@container": "@language"}
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


def _kinds(rows: Iterable[Row]) -> dict[tuple[str, str], list[Row]]:
    """The rows of each product and format, by the folder of the one and the suffix of the other."""
    kinds: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        path = PurePosixPath(row["filename"])
        kinds.setdefault((path.parts[0], path.suffix), []).append(row)
    return dict(sorted(kinds.items()))


def _set_name(top: str, suffix: str) -> str:
    return f"{top}-{suffix.lstrip('.')}"


def _file_sets(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """The image files, a set for each product and format."""
    return [
        {
            "@type": "cr:FileSet",
            "@id": _set_name(top, suffix),
            "name": _set_name(top, suffix),
            "description": f"{len(own)} files of {top}",
            "encodingFormat": _ENCODINGS.get(suffix, "application/octet-stream"),
            "includes": sorted({_pattern(row["filename"]) for row in own}),
        }
        for (top, suffix), own in _kinds(rows).items()
    ]


def _pattern(name: str) -> str:
    """The files like this one below the same folder of its product: not those made on the way."""
    path = PurePosixPath(name)
    below = path.parts[:2] if len(path.parts) > 2 else path.parts[:1]
    return f"{'/'.join(below)}/{'**/' if len(below) > 1 else ''}*{path.suffix}"


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
    columns = (column for column in COLUMNS if column.name in used)
    return {
        "@type": "cr:RecordSet",
        "@id": "images",
        "name": "images",
        "description": "One record an image file: the rows of key.csv.",
        "key": {"@id": "images/id"},
        "field": [_cell("images", column, splits) for column in columns],
    }


def _pictures(rows: Sequence[Row], splits: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The pictures that every reader opens, a record set for each product, with their labels."""
    for (top, suffix), own in _kinds(rows).items():
        if suffix not in _PICTURES:
            continue
        files, name = _set_name(top, suffix), f"pictures-{_set_name(top, suffix)}"
        used = {label for row in own for label in row.keys() & set(_LABELS)}
        # The first field gives each file its row of the key: readers join by the first reference.
        path = next(column for column in COLUMNS if column.name == "filename")
        joined = _cell(name, path, ())
        joined["references"] = joined["source"]
        joined["source"] = {
            "fileSet": {"@id": files},
            "extract": {"fileProperty": "fullpath"},
            "transform": {"regex": "^(.*)$"},  # makes text of a path, which mlcroissant compares
        }
        picture = {
            "@type": "cr:Field",
            "@id": f"{name}/image",
            "name": "image",
            "description": "The picture.",
            "dataType": "sc:ImageObject",
            "source": {"fileSet": {"@id": files}, "extract": {"fileProperty": "content"}},
        }
        labels = (column for column in COLUMNS if column.name in used)
        yield {
            "@type": "cr:RecordSet",
            "@id": name,
            "name": name,
            "description": f"One record a {suffix} file of {top}: picture, part and labels.",
            "key": {"@id": f"{name}/filename"},
            "field": [joined, picture, *(_cell(name, column, splits) for column in labels)],
        }


def _cell(records: str, column: Column, splits: Sequence[str]) -> dict[str, Any]:
    """A field of a record that is a cell of the key; its part refers to the parts there are."""
    unit = f" ({column.unit})" if column.unit else ""
    field: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{records}/{column.name}",
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
    return field
