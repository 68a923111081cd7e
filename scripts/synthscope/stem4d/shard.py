"""The scans of a shard: a file for each view of its structures."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from synthscope.core.errors import InputError
from synthscope.core.files import sha256
from synthscope.core.kept import part_name
from synthscope.core.progress import progress
from synthscope.dataset.key.columns import Row
from synthscope.dataset.key.table import file_cells, read_table, write_table
from synthscope.specimens.local_truth import local_truth
from synthscope.specimens.specimen import Specimen, perfect_specimen
from synthscope.stem4d.average import simulate
from synthscope.stem4d.file import write_scan
from synthscope.stem4d.plan import Prepared, prepare
from synthscope.stem4d.rows import parameters, scan_cells
from synthscope.stem4d.settings import Stem4dSettings
from synthscope.stem4d.store import pattern_store
from synthscope.structures.model import Crystal
from synthscope.structures.symmetry.views import Seen, encode, view_name
from synthscope.structures.vibrations import vibrating

SET = "scans"
"""What tables of views that are left out call the only set that there is."""


def write_scans(
    crystals: Mapping[str, Crystal],
    views: Sequence[Seen],
    settings: Stem4dSettings,
    shared: Mapping[str, Any],
    results: Path,
    kept: Path,
    job: str,
    log: TextIO,
) -> tuple[list[Row], list[dict[str, str]]]:
    """Write a file for each view; what a killed job had written already is not computed again.

    Parameters
    ----------
    views
        Of all crystals: ids and directions.
    shared
        Cells of all rows; `seed`, `config_hash` and `code_hash` among them.
    results
        The data set's folder.
    kept
        A folder for the rows of files that are done; see `core.kept`.
    job
        What lines on the progress begin with.

    Returns
    -------
    The rows of the files, and of views without one; see `dataset.skipped_views`.
    """
    parts = {
        (name, uvw): kept / part_name(crystals[name].to_dict(), uvw, asdict(settings), dict(shared))
        for name, uvw in views
    }
    rows = {view: row for view, part in parts.items() if (row := _kept_row(part, results))}
    if rows:
        log.write(f"{job}: {len(rows)} of {len(parts)} views were kept\n")
    skipped = []
    for view in progress([one for one in parts if one not in rows], job, "view", log, view_name):
        (structure, uvw), name = view, view_name(view)
        crystal = crystals[structure]
        try:
            specimen = perfect_specimen(vibrating(crystal, settings.vibration), uvw, settings)
            prepared = prepare(specimen, settings)
        except InputError as error:
            about = {"structure_id": structure, "view": encode(uvw)}
            skipped.append(about | {"set": SET, "reason": str(error)})
            continue
        log.write(f"{name}: {prepared}\n")
        path = results / "stem4d" / f"{name}.emd"
        cells = scan_cells(crystal, name, uvw, specimen, prepared)
        cells |= write_view(path, crystal, specimen, prepared, shared)
        rows[view] = cells | dict(shared) | file_cells(path, results)
        write_table([rows[view]], parts[view])
    return [rows[view] for view in parts if view in rows], skipped


def _kept_row(part: Path, results: Path) -> Row | None:
    """The row of a file that is done and as it was; None where there is none."""
    try:
        (row,) = read_table(part)
        return row if sha256(results / row["filename"]) == row["sha256"] else None
    except (OSError, ValueError):
        return None


def write_view(
    path: Path,
    crystal: Crystal,
    specimen: Specimen,
    prepared: Prepared,
    shared: Mapping[str, Any],
) -> Row:
    """Compute and write the file of a view, and give the cells that are known then."""
    scan = prepared.settings.scan.positions
    with pattern_store(path, prepared.grid.count, scan) as store:
        maps = simulate(prepared, store, shared["seed"], "stem4d", path.stem)
        told = parameters(crystal, specimen, prepared, maps)
        told |= {name: shared[name] for name in ("seed", "config_hash")}
        truth = {}
        if crystal.truth is not None:
            truth = local_truth(crystal, specimen, prepared.x, prepared.y)
        write_scan(path, store, maps, prepared.grid, told, truth)
    return {"statistical_error": maps.statistical_error}
