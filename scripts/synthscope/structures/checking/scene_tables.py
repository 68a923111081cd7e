"""Tables of scenes: a row a scene with all that was drawn, a row a defect, and a line an atom."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from synthscope.core.files import replacing
from synthscope.core.tables import read_records, write_records
from synthscope.structures.elements import SYMBOLS
from synthscope.structures.model import Crystal
from synthscope.structures.scenes.scene import ROLES

SCENE_COLUMNS = (
    *("id", "scene", "n_atoms", "formula", "size_x_A", "size_y_A", "depth_A", "repeats"),
    *("n_grains", "n_defects"),
)
"""Those that every scene has; the counts of roles and what was drawn follow."""
DEFECT_COLUMNS = (
    *("id", "scene", "number", "kind", "x_A", "y_A", "z_A", "to_x_A", "to_y_A", "to_z_A"),
    *("was", "now", "vector_x_A", "vector_y_A", "vector_z_A", "angle_deg", "grain"),
)
DRAWN = "drawn."
"""What columns of drawn values begin with."""

Row = dict[str, Any]


def scene_row(crystal: Crystal) -> Row:
    """What a scene is: its size, how many atoms have each role, and every value that was drawn."""
    truth, positions = crystal.truth, crystal.positions
    spans = np.ptp(positions, axis=0)
    repeats = crystal.cell is not None
    width = np.diag(crystal.cell)[:2] if repeats else spans[:2]
    roles = np.bincount(truth.roles, minlength=len(ROLES)).tolist()
    return {
        "id": crystal.id,
        "scene": truth.scene,
        "n_atoms": len(crystal),
        "formula": crystal.formula,
        "size_x_A": f"{width[0]:.4f}",
        "size_y_A": f"{width[1]:.4f}",
        "depth_A": f"{spans[2]:.4f}",
        "repeats": str(repeats).lower(),
        "n_grains": len(truth.parts),
        "n_defects": len(truth.marks),
        **{f"n_{role}": count for role, count in zip(ROLES, roles) if count},
        **{f"{DRAWN}{name}": _said(value) for name, value in sorted(truth.drawn.items())},
    }


def defect_rows(crystal: Crystal) -> Iterator[Row]:
    """The defects of a scene, in the axes of its atoms; numbered from 1."""
    for number, mark in enumerate(crystal.truth.marks, 1):
        yield {
            "id": crystal.id,
            "scene": crystal.truth.scene,
            "number": number,
            "kind": mark.kind,
            **_point("", mark.at),
            **_point("to_", mark.to),
            "was": mark.was,
            "now": mark.now,
            **_point("vector_", mark.vector),
            "angle_deg": "" if mark.angle_deg is None else f"{mark.angle_deg:.6g}",
            "grain": mark.grain or "",
        }


def write_scene_tables(
    crystals: Iterable[Crystal],
    scenes: str | os.PathLike,
    defects: str | os.PathLike,
    atoms: str | os.PathLike,
) -> None:
    """Write the tables of scenes and of their defects, and their atoms with roles and grains.

    Parameters
    ----------
    crystals
        Those without truth are no scenes, and are passed over.
    atoms
        Extended XYZ, a frame a scene; ASE and OVITO read its columns `role` and `grain`.
    """
    built = [crystal for crystal in crystals if crystal.truth]
    write_records(*_table(map(scene_row, built)), scenes)
    rows = [row for crystal in built for row in defect_rows(crystal)]
    write_records(rows, DEFECT_COLUMNS, defects)
    with replacing(atoms) as beside, open(beside, "w", encoding="utf-8", newline="\n") as file:
        for crystal in built:
            file.writelines(_frame(crystal))


def merge_scene_tables(
    scenes: Iterable[str | os.PathLike], defects: Iterable[str | os.PathLike], folder: Path
) -> None:
    """The tables of all jobs as scenes.csv and defects.csv, sorted by scene."""
    rows = [row for table in scenes for row in read_records(table)]
    write_records(*_table(sorted(rows, key=lambda row: row["id"])), folder / "scenes.csv")
    rows = [row for table in defects for row in read_records(table)]
    rows.sort(key=lambda row: (row["id"], int(row["number"])))
    write_records(rows, DEFECT_COLUMNS, folder / "defects.csv")


def _table(rows: Iterable[Row]) -> tuple[list[Row], Sequence[str]]:
    """Rows with all columns that one of them has: counts of roles, then what was drawn."""
    rows = list(rows)
    more = {name for row in rows for name in row} - set(SCENE_COLUMNS)
    counts = [name for name in (f"n_{role}" for role in ROLES) if name in more]
    return rows, [*SCENE_COLUMNS, *counts, *sorted(more - set(counts))]


def _frame(crystal: Crystal) -> Iterator[str]:
    """A scene as a frame of extended XYZ."""
    cell = "" if crystal.cell is None else " ".join(f"{x:.5f}" for x in crystal.cell.ravel())
    pbc = " ".join("FT"[int(one)] for one in crystal.pbc)
    lattice = f'Lattice="{cell}" ' if cell else ""
    yield f"{len(crystal)}\n"
    yield (
        f'{lattice}Properties=species:S:1:pos:R:3:role:S:1:grain:I:1 id={crystal.id} pbc="{pbc}"\n'
    )
    truth = crystal.truth
    rows = zip(crystal.numbers.tolist(), crystal.positions.tolist(), truth.roles, truth.grains)
    for number, (x, y, z), role, grain in rows:
        yield f"{SYMBOLS[number]} {x:.5f} {y:.5f} {z:.5f} {ROLES[role]} {grain}\n"


def _point(name: str, values: Sequence[float] | None) -> Mapping[str, str]:
    """Columns of a point or a vector, empty without one."""
    told = [""] * 3 if values is None else [f"{value:.4f}" for value in values]
    return {f"{name}{axis}_A": one for axis, one in zip("xyz", told)}


def _said(value: Any) -> str:
    """A drawn value in a cell: numbers and texts as they are, all else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
