"""The scans of a shard: a file for each view of its structures."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TextIO

from synthscope.core.errors import InputError
from synthscope.dataset.key.columns import Row
from synthscope.dataset.key.table import file_cells
from synthscope.specimens.specimen import Specimen, perfect_specimen
from synthscope.stem4d.average import simulate
from synthscope.stem4d.file import write_scan
from synthscope.stem4d.plan import Prepared, prepare
from synthscope.stem4d.rows import parameters, scan_cells
from synthscope.stem4d.settings import Stem4dSettings
from synthscope.stem4d.store import pattern_store
from synthscope.structures.model import Crystal
from synthscope.structures.symmetry.views import encode
from synthscope.structures.vibrations import vibrating

SET = "scans"
"""What tables of views that are left out call the only set that there is."""


def write_scans(
    crystals: Mapping[str, Crystal],
    views: Iterable[tuple[str, tuple[int, int, int]]],
    settings: Stem4dSettings,
    shared: Mapping[str, Any],
    results: Path,
    log: TextIO,
) -> tuple[list[Row], list[dict[str, str]]]:
    """Write a file for each view.

    Parameters
    ----------
    views
        Of all crystals: ids and directions.
    shared
        Cells of all rows; `seed` and `config_hash` among them.
    results
        The data set's folder.

    Returns
    -------
    The rows of the files, and of views without one; see `dataset.skipped_views`.
    """
    rows, skipped = [], []
    for structure, uvw in views:
        crystal, name = crystals[structure], f"{structure}.{encode(uvw)}"
        try:
            specimen = perfect_specimen(vibrating(crystal, settings.vibration), uvw, settings)
            prepared = prepare(specimen, settings)
        except InputError as error:
            view = {"structure_id": structure, "view": encode(uvw)}
            skipped.append(view | {"set": SET, "reason": str(error)})
            continue
        log.write(f"{name}: {prepared}\n")
        path = results / "stem4d" / f"{name}.emd"
        cells = scan_cells(crystal, name, uvw, specimen, prepared)
        cells |= write_view(path, crystal, specimen, prepared, shared)
        rows.append(cells | dict(shared) | file_cells(path, results))
    return rows, skipped


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
        write_scan(path, store, maps, prepared.grid, told)
    return {"statistical_error": maps.statistical_error}
