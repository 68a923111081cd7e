"""Images and labels as a Parquet table: a row an image, as `datasets` of Hugging Face reads it.

An image is a float32 TIFF file in a cell, with the pixels of the HDF5 file; the table's metadata
tells `datasets` that it is one.
"""

import io
import json
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

from synthscope.core.files import replacing
from synthscope.haadf.delivery.acquisitions import Acquisition, Shown
from synthscope.haadf.delivery.image_labels import column_labels, defect_labels

_FLOATS = pa.list_(pa.float32())
_DEFECT = pa.struct(
    {
        "kind": pa.string(),
        "x": pa.float32(),
        "y": pa.float32(),
        "end": _FLOATS,
        "was": pa.string(),
        "now": pa.string(),
        "box": _FLOATS,
    }
)
_KEY = {
    "structure_id": pa.string(),
    "ref_id": pa.string(),
    "published_set": pa.string(),
    "acquisition": pa.int32(),
    "chemical_formula_structural": pa.string(),
    "symmetry_Int_Tables_number": pa.int32(),
    "pixel_size_A": pa.float64(),
    "thickness_A": pa.float64(),
    "energy_keV": pa.float64(),
    "semiangle_mrad": pa.float64(),
}
SCHEMA = pa.schema(
    {
        "image": pa.struct({"bytes": pa.binary(), "path": pa.string()}),
        "condition": pa.string(),
        "specimen": pa.string(),
        **_KEY,
        "columns_x_px": _FLOATS,
        "columns_y_px": _FLOATS,
        "columns_contrast": _FLOATS,
        "columns_visible": pa.list_(pa.bool_()),
        "columns_n_atoms": pa.list_(pa.int32()),
        "columns_composition": pa.list_(pa.string()),
        "defects": pa.list_(_DEFECT),
    },
    metadata={"huggingface": json.dumps({"info": {"features": {"image": {"_type": "Image"}}}})},
)
DETECTOR = "detector"
"""A column of data sets with several detectors, behind all others."""
_GROUP, _GROUP_BYTES = 64, 64_000_000  # images that are kept until they are written


def write_training_table(shown: Iterable[Acquisition], path: Path) -> None:
    """Write the images of some acquisitions."""
    shown = iter(shown)
    first = next(shown, None)
    several = first is not None and first.row.get(DETECTOR)
    schema = SCHEMA.append(pa.field(DETECTOR, pa.string())) if several else SCHEMA
    with (
        replacing(path) as beside,
        pq.ParquetWriter(
            beside,
            schema,
            version="2.6",
            data_page_version="1.0",
            compression="none",
            store_schema=True,
        ) as writer,
    ):
        rows: list[dict[str, Any]] = []
        size = 0
        for one in chain([first] if first else [], shown):
            for row in _rows(one):
                rows.append(row)
                size += len(row["image"]["bytes"])
                if len(rows) >= _GROUP or size >= _GROUP_BYTES:
                    writer.write_table(pa.Table.from_pylist(rows, schema))
                    rows, size = [], 0
        if rows:
            writer.write_table(pa.Table.from_pylist(rows, schema))


def _rows(one: Acquisition) -> Iterator[dict[str, Any]]:
    for image in one.images:
        columns = column_labels(one, image)
        yield {
            "image": {"bytes": _tiff(one, image), "path": f"{one.name}-{image.name}.tif"},
            "condition": image.condition,
            "specimen": image.specimen,
            **{name: one.row.get(name) for name in _KEY},
            "columns_x_px": columns["x"],
            "columns_y_px": columns["y"],
            **{
                f"columns_{name}": columns[name]
                for name in ("contrast", "visible", "n_atoms", "composition")
            },
            "defects": defect_labels(one, image),
            DETECTOR: one.row.get(DETECTOR),
        }


def _tiff(one: Acquisition, image: Shown) -> bytes:
    file = io.BytesIO()
    Image.fromarray(one.pixels(image)).save(file, "TIFF")
    return file.getvalue()
