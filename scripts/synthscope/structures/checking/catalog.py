"""The catalog: a row for every structure, accepted or rejected, and why."""

import csv
import os
import warnings
from collections import deque
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from synthscope.core.confined import Stopped, confined
from synthscope.core.errors import InputError, one_line
from synthscope.core.files import replacing, sha256
from synthscope.core.seeds import generator
from synthscope.structures.checking.accept import accept
from synthscope.structures.checking.averaging import average_frames, wanted
from synthscope.structures.checking.likeness import fingerprint, repeated
from synthscope.structures.checking.scenes import ScenePlan, Scenes
from synthscope.structures.checking.trajectory import Trajectory
from synthscope.structures.elements import formula
from synthscope.structures.model import Crystal
from synthscope.structures.reading.parsed import Draft, cell, shorten, shortened
from synthscope.structures.settings import StructuresSettings
from synthscope.structures.sources.source import Source

COLUMNS = [
    "id", "source", "file", "name", "formula", "space_group_number", "space_group_symbol", "a_A",
    "b_A", "c_A", "alpha_deg", "beta_deg", "gamma_deg", "axes", "prototype", "n_atoms", "licence",
    "sha256", "fingerprint", "status", "reason", "notes",
]  # fmt: skip


def check_sources(
    sources: Iterable[Source | dict],
    settings: StructuresSettings,
    seed: int,
    plans: Mapping[str, ScenePlan] = MappingProxyType({}),
) -> tuple[list[Crystal], list[dict]]:
    """Read, check and standardise every source, in a process that may crash without harm.

    Parameters
    ----------
    sources
        As `list_sources` gives them, or their dictionaries.
    settings
        The `structures` section of the configuration as plain data.
    seed
        Of the data set; partly occupied sites and scenes depend on it.
    plans
        By the names of scenes, what they are made by.

    Returns
    -------
    crystals
        The accepted ones, in the order of the sources.
    rows
        One for every structure, accepted or not, with the columns of the catalog.
    """
    crystals, rows = [], []
    waiting = deque(x if isinstance(x, Source) else Source.from_dict(x) for x in sources)
    limits = {"memory_MB": settings.read_memory_MB, "seconds": settings.read_seconds}
    while waiting:
        try:
            for found in confined(_load_each, tuple(waiting), settings, seed, plans, **limits):
                waiting.popleft()
                rows += [row for _, row in found]
                crystals += [crystal for crystal, _ in found if crystal is not None]
        except Stopped as stopped:  # the others go on in a new process
            draft = Draft(problems=[f"{stopped} (structures.read_memory_MB, read_seconds)"])
            source = waiting.popleft()
            digest = sha256(source.path) if source.path else ""
            rows.append(_row(source.id, source.kind, source.name, digest, draft, None))
    return crystals, rows


def _load_each(sources, settings, seed, plans):
    # What readers warn of is a problem or a note of its own here.
    warnings.simplefilter("ignore")
    scenes = Scenes(plans, load_source)
    for source in sources:
        if source.kind == "scene":
            yield [_load_scene(source, settings, seed, scenes)]
        else:
            yield load_source(source, settings, seed)


def _load_scene(source, settings, seed, scenes: Scenes) -> tuple[Crystal | None, dict]:
    draft, crystal = Draft(), None
    try:
        crystal = scenes.crystal(source, settings, seed)
        draft.name, draft.licence, draft.notes = crystal.name, crystal.licence, [crystal.notes]
    except MemoryError:
        raise
    except InputError as error:
        draft.problems.append(str(error))
    except Exception as error:
        draft.problems.append(f"cannot be built: {type(error).__name__}: {one_line(error)}")
    return crystal, _row(source.id, source.kind, source.name, "", draft, crystal)


def load_source(
    source: Source, settings: StructuresSettings, seed: int
) -> list[tuple[Crystal | None, dict]]:
    """The structures of one source with their rows; nothing that a file holds ends the run."""
    digest = ""
    try:
        digest = sha256(source.path) if source.path else ""
        drafts = _drafts(source, settings)
    except MemoryError:
        raise
    except InputError as error:
        drafts = [Draft(problems=[str(error)])]
    except Exception as error:
        reason = one_line(error)
        drafts = [Draft(problems=[f"cannot be read: {type(error).__name__}: {reason}"])]
    results, trajectory = [], Trajectory(drafts) if len(drafts) > 1 else None
    for draft in drafts:
        frame = f"-f{draft.frame:04d}" if draft.frame else ""
        identity = source.id + frame
        file = source.name + (f" frame {draft.frame}" if frame else "")
        crystal = None
        try:
            rng = generator(seed, "structures", identity, "occupancy")
            crystal = accept(
                draft,
                settings,
                rng,
                id=identity,
                source=source.kind,
                file_sha256=digest,
                frame=draft.frame,
                trajectory=trajectory,
            )
        except MemoryError:
            raise
        except Exception as error:
            reason = one_line(error)
            draft.problems.append(f"cannot be checked: {type(error).__name__}: {reason}")
        results.append((crystal, _row(identity, source.kind, file, digest, draft, crystal)))
    return results


def _drafts(source: Source, settings: StructuresSettings) -> list[Draft]:
    if source.kind == "aflow":
        from synthscope.structures.sources.aflow import aflow_draft

        return [aflow_draft(source.number)]
    if source.kind == "generated":
        from synthscope.structures.sources.generated import generated_draft

        limits = settings.generated
        return [generated_draft(source.number, limits.max_atoms, limits.max_edge_A)]
    if source.kind == "ase":
        from synthscope.structures.sources.ase import ase_draft

        return [ase_draft(source.name)]
    if source.problem:
        raise InputError(source.problem)
    from synthscope.structures.reading.frames import frames_of
    from synthscope.structures.reading.read import read

    drafts = read(source.path, settings.require_symmetry, frames_of(settings.frames, source.name))
    for draft in drafts:
        shorten(draft)
    if source.kind == "user" and wanted(settings.snapshots, source.name):
        drafts = [average_frames(drafts)]
    if source.kind == "resources":
        for draft in drafts:
            _credit(draft, Path(source.path))
    return drafts


def _credit(draft: Draft, path: Path) -> None:
    """Name, licence and publication of a structure that ships with the project."""
    with open(path.parent / "sources.csv", newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["file"] == path.name:
                draft.name, draft.licence = row["name"], row["licence"]
                draft.about["citation"] = row["source"]


def _row(identity, kind, file, digest, draft: Draft, crystal: Crystal | None) -> dict:
    row = dict.fromkeys(COLUMNS, "")
    row |= {"id": identity, "source": kind, "file": cell(file), "sha256": digest}
    row["licence"], row["name"] = shortened(draft.licence), shortened(draft.name)
    row["notes"] = "; ".join(map(shortened, draft.notes))
    if crystal is None:
        row |= {"status": "rejected", "reason": "; ".join(map(shortened, draft.problems))}
        if len(draft.numbers) and not draft.problems:
            row["formula"] = formula(draft.numbers)
        return row
    row |= {
        "status": "accepted",
        "name": shortened(crystal.name),
        "formula": crystal.formula,
        "prototype": crystal.prototype,
        "axes": crystal.axes,
        "n_atoms": len(crystal),
    }
    if not crystal.truth:  # no scene is another one
        row["fingerprint"] = fingerprint(crystal.numbers, crystal.positions, crystal.cell)
    if crystal.cell is not None:
        row["space_group_number"] = crystal.space_group
        row["space_group_symbol"] = crystal.space_group_symbol
        names = ("a_A", "b_A", "c_A", "alpha_deg", "beta_deg", "gamma_deg")
        row |= {name: f"{value:.5f}" for name, value in zip(names, crystal.lattice)}
    return row


def write_catalog(rows: Iterable[dict], path: str | os.PathLike) -> None:
    """Rows as a table with the columns of the catalog."""
    with replacing(path) as beside, open(beside, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def read_catalog(path: str | os.PathLike) -> list[dict]:
    """Rows of a table as text by column."""
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def merge_catalogs(
    tables: Iterable[str | os.PathLike], path: str | os.PathLike, licence: str = ""
) -> list[dict]:
    """All tables in one, sorted by id, with a note at each structure that stands in it twice.

    `licence` is that of the user's own structures, and of scenes of them, where files state none.

    Raises
    ------
    InputError
        When two accepted structures have one id (in any case), naming both, or none is accepted.
    """
    rows = [row for table in tables for row in read_catalog(table)]
    rows.sort(key=lambda row: (row["id"], row["source"], row["file"]))
    for row in rows:
        if row["source"] in ("user", "scene") and not row["licence"]:
            row["licence"] = cell(licence)
    accepted: dict[str, dict] = {}
    clashes = []
    for row in rows:
        if row["status"] != "accepted":
            continue
        other = accepted.setdefault(row["id"].casefold(), row)
        if other is not row:
            clashes.append(
                f"{row['id']} is both {other['source']} {other['file']!r} and {row['source']} "
                f"{row['file']!r}"
            )
    for k, note in repeated(rows):
        rows[k]["notes"] = "; ".join(filter(None, [rows[k]["notes"], note]))
    write_catalog(rows, path)
    if clashes:
        both = "; ".join(clashes)
        raise InputError(f"two structures with one id: {both}; rename or leave out one")
    if rows and not accepted:  # a data set of spheres has no structures at all
        why = "; ".join(f"{row['file'] or row['id']}: {row['reason']}" for row in rows[:3])
        raise InputError(f"none of the {len(rows)} structures was accepted: {why}")
    return rows
