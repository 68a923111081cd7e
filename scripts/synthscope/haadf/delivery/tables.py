"""Labels as Parquet tables: a row an image, an atom, a column, a defect.

Places are in the frame of the HDF5 file, px or Å from the centre of its pixel 0. The table of
images says how each image lies in it. Not compressed, as key.parquet is not.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from synthscope.core.files import replacing
from synthscope.haadf.delivery.acquisitions import Acquisition
from synthscope.haadf.delivery.column_texts import column_parts, composition
from synthscope.haadf.labels import Labels
from synthscope.structures.elements import SYMBOLS
from synthscope.structures.scenes.scene import ROLES

_TEXT, _FLOAT, _WHOLE, _BOOL = pa.string(), pa.float32(), pa.int32(), pa.bool_()
_OF_FILE = {"filename": _TEXT, "specimen": _TEXT}
SCHEMAS = {
    "images": pa.schema(
        {
            "filename": _TEXT, "dataset": _TEXT, "condition": _TEXT, "specimen": _TEXT,
            "png": _TEXT, "structure_id": _TEXT, "ref_id": _TEXT, "published_set": _TEXT,
            "acquisition": _WHOLE, "rows": _WHOLE, "columns": _WHOLE, "first_row": _WHOLE,
            "first_column": _WHOLE, "drift_right_px": _FLOAT, "drift_down_px": _FLOAT,
            "edges": _TEXT, "pixel_size_A": pa.float64(),
        }
    ),
    "atoms": pa.schema(
        _OF_FILE
        | {
            "atom": _WHOLE, "element": _TEXT, "number": _WHOLE, "x_A": _FLOAT, "y_A": _FLOAT,
            "depth_A": _FLOAT, "column": _WHOLE, "role": _TEXT, "grain": _WHOLE,
        }
    ),
    "columns": pa.schema(
        _OF_FILE
        | {
            "column": _WHOLE, "x_px": pa.float64(), "y_px": pa.float64(), "n_atoms": _WHOLE,
            "composition": _TEXT, "contrast": _FLOAT, "visible": _BOOL, "spread_A": _FLOAT,
            "role": _TEXT, "grain": _WHOLE,
        }
    ),
    "defects": pa.schema(
        _OF_FILE
        | {
            "defect": _WHOLE, "kind": _TEXT, "was": _TEXT, "now": _TEXT, "x_px": _FLOAT,
            "y_px": _FLOAT, "depth_A": _FLOAT, "end_x_px": _FLOAT, "end_y_px": _FLOAT,
            "end_depth_A": _FLOAT, "box_x0_px": _FLOAT, "box_y0_px": _FLOAT, "box_x1_px": _FLOAT,
            "box_y1_px": _FLOAT, "vector_x_A": _FLOAT, "vector_y_A": _FLOAT, "vector_z_A": _FLOAT,
            "angle_deg": _FLOAT, "grain": _WHOLE,
        }
    ),
}  # fmt: skip
TABLES = tuple(SCHEMAS)
_GROUP = 100_000  # rows that are kept until they are written


def write_tables(shown: Iterable[Acquisition], paths: Mapping[str, Path]) -> None:
    """Write the tables of some acquisitions; `paths` has one for each of `TABLES`."""
    with ExitStack() as stack:
        tables = {
            name: stack.enter_context(_Table(paths[name], schema))
            for name, schema in SCHEMAS.items()
        }
        for one in shown:
            tables["images"].add(list(_images(one)))
            for specimen, labels in one.labels.items():
                known = {"filename": one.row["filename"], "specimen": specimen}
                tables["atoms"].add([known | row for row in _atoms(labels)])
                tables["columns"].add([known | row for row in _columns(labels, one.pixel_A)])
                tables["defects"].add([known | row for row in _defects(labels, one.pixel_A)])


class _Table:
    """A Parquet file in the making."""

    def __init__(self, path: Path, schema: pa.Schema):
        self._schema, self._rows, self._stack = schema, [], ExitStack()
        self._path = path

    def __enter__(self) -> "_Table":
        beside = self._stack.enter_context(replacing(self._path))
        self._writer = self._stack.enter_context(
            pq.ParquetWriter(
                beside,
                self._schema,
                version="2.6",
                data_page_version="1.0",
                compression="none",
                store_schema=False,
            )
        )
        return self

    def add(self, rows: list[dict[str, Any]]) -> None:
        self._rows += rows
        if len(self._rows) >= _GROUP:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_table(pa.Table.from_pylist(self._rows, self._schema))
            self._rows = []

    def __exit__(self, kind, error, trace) -> None:
        if kind is None:
            self._flush()
        self._stack.__exit__(kind, error, trace)


def _images(one: Acquisition) -> Iterator[dict[str, Any]]:
    shared = {
        name: one.row.get(name)
        for name in ("filename", "structure_id", "ref_id", "published_set", "acquisition")
    }
    for image in one.images:
        yield shared | {
            "dataset": f"haadf/{image.name}",
            "condition": image.condition,
            "specimen": image.specimen,
            "png": one.pictures.get(image.condition, {}).get("filename"),
            "rows": image.shape[0],
            "columns": image.shape[1],
            "first_row": image.first[1],
            "first_column": image.first[0],
            "drift_right_px": image.drift[0],
            "drift_down_px": image.drift[1],
            "edges": image.edges,
            "pixel_size_A": one.pixel_A,
        }


def _atoms(labels: Labels) -> Iterator[dict[str, Any]]:
    columns, scene = labels.columns.of_atom.tolist(), labels.roles is not None
    for i, (number, (x, y, depth), column) in enumerate(
        zip(labels.numbers.tolist(), labels.positions.tolist(), columns)
    ):
        yield {
            "atom": i,
            "element": SYMBOLS[number],
            "number": number,
            "x_A": x,
            "y_A": y,
            "depth_A": depth,
            "column": column,
            "role": ROLES[labels.roles[i]] if scene else None,
            "grain": int(labels.grains[i]) if scene else None,
        }


def _columns(labels: Labels, pixel_A: float) -> Iterator[dict[str, Any]]:
    columns = labels.columns
    parts = column_parts(labels)
    for i, (x, y) in enumerate((columns.position / pixel_A).tolist()):
        yield {
            "column": i,
            "x_px": x,
            "y_px": y,
            "n_atoms": int(columns.n_atoms[i]),
            "composition": composition(columns, i),
            "contrast": float(labels.contrast[i]),
            "visible": bool(labels.visible[i]),
            "spread_A": float(columns.spread[i]),
            "role": parts[i][0] if parts else None,
            "grain": parts[i][1] if parts else None,
        }


def _defects(labels: Labels, pixel_A: float) -> Iterator[dict[str, Any]]:
    names = ("box_x0_px", "box_y0_px", "box_x1_px", "box_y1_px")
    for i, (mark, box) in enumerate(zip(labels.defects, (labels.boxes / pixel_A).tolist())):
        end, vector = mark.to or (None,) * 3, mark.vector or (None,) * 3
        yield {
            "defect": i,
            "kind": mark.kind,
            "was": mark.was,
            "now": mark.now,
            "x_px": mark.at[0] / pixel_A,
            "y_px": mark.at[1] / pixel_A,
            "depth_A": mark.at[2],
            "end_x_px": end[0] and end[0] / pixel_A,
            "end_y_px": end[1] and end[1] / pixel_A,
            "end_depth_A": end[2],
            **dict(zip(names, box)),
            **{f"vector_{axis}_A": part for axis, part in zip("xyz", vector)},
            "angle_deg": mark.angle_deg,
            "grain": mark.grain,
        }
