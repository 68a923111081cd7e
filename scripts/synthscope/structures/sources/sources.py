"""Which structures a data set is made of, known without opening a single file."""

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path

from synthscope.core.errors import InputError
from synthscope.structures.reading.formats import format_of
from synthscope.structures.scenes.settings.scene import SceneSettings
from synthscope.structures.settings import AFLOW_COUNT, GeneratedSettings, StructuresSettings
from synthscope.structures.sources.ase_names import BUILT
from synthscope.structures.sources.slugs import hashed_slug, unique_slug
from synthscope.structures.sources.source import GENERATED_FROM, Source

_AFLOW = re.compile(r"AFLOW (\d{1,3})$")
OTHER_FILES = {".md", ".rst", ".txt", ".csv", ".tsv", ".bib", ".pdf", ".yaml", ".yml", ""}
"""Endings of files that may lie beside structures and are passed over without a word."""

UNUSABLE = "{}<>"
"""In paths: to Snakemake, {word} is a wildcard and <word> a variable of its own."""


def list_sources(settings: StructuresSettings, resources: str | os.PathLike) -> list[Source]:
    """All sources of the settings of the structures, sorted by key.

    Parameters
    ----------
    settings
        The `structures` section of the configuration.
    resources
        The project's folder of that name; shipped structures lie in its `structures/`.

    Raises
    ------
    InputError
        A folder is missing, a name is unknown or fits no file, two structures have one id, or there
        is nothing.
    """
    files = list(_folder(settings.folder))
    bases = _bases(settings.scenes, files, resources).values()
    used = {base.key for named in bases for base in named.values()}
    sources = [
        *(source for source in files if source.key not in used),
        *_shipped(settings.include, Path(resources) / "structures"),
        *_aflow(settings.aflow),
        *_generated(settings.generated),
        *_ase(settings.ase),
        *_scenes(settings.scenes),
    ]
    if not sources:
        raise InputError(
            "structures: no source is given; set folder, include, aflow, generated.count, ase or "
            "scenes"
        )
    _check_patterns(settings, files)
    return sorted(_told_apart(dict.fromkeys(sources)), key=lambda source: source.key)


def scene_bases(
    settings: StructuresSettings, resources: str | os.PathLike
) -> dict[str, dict[str, Source]]:
    """By the names of scenes, the sources of the structures that each is made of, by name.

    Those of the folder are not imaged by themselves; nor are others that no setting lists.

    Raises
    ------
    InputError
        There is no structure of a name; with those that may have been meant.
    """
    return _bases(settings.scenes, _folder(settings.folder), resources)


def _bases(
    scenes: Mapping[str, SceneSettings], files: Iterable[Source], resources: str | os.PathLike
) -> dict[str, dict[str, Source]]:
    """As `scene_bases`, with the files of the folder."""
    if not scenes:
        return {}
    folder = {source.name: source for source in files}
    shipped = {path.stem: path for path in _files(Path(resources) / "structures")}

    def find(scene: str, name: str) -> Source:
        if name in folder:
            return folder[name]
        if name in shipped:
            return _shipped_one(shipped[name])
        if match := _AFLOW.match(name):
            return next(_aflow([int(match[1])]))
        if BUILT.match(name):
            return next(_ase([name]))
        near = get_close_matches(name, [*folder, *shipped], n=1)
        hint = f"did you mean {near[0]}? Else give" if near else "give"
        raise InputError(
            f"structures.scenes.{scene}: there is no structure {name!r}; {hint} a file of "
            "structures.folder by its name within it, one shipped in resources/structures (Si), "
            "AFLOW 12, or what ASE builds (Au fcc, Au147, NaCl rocksalt a=5.64)"
        )

    return {
        scene: {name: find(scene, name) for name in made.needs} for scene, made in scenes.items()
    }


def _check_patterns(settings: StructuresSettings, folder: Iterable[Source]) -> None:
    """Refuse patterns of names that fit no file of the folder, as misspelt ones do."""
    files = [source.name for source in folder]
    frames = settings.frames if isinstance(settings.frames, Mapping) else ()
    for key, patterns in (("snapshots", settings.snapshots), ("frames", frames)):
        for like in patterns:
            if not any(fnmatchcase(name, like) for name in files):
                example = f", such as {files[0][:60]!r}" if files else ""
                raise InputError(
                    f"structures.{key}: no file of the folder fits {like!r}; give names within the "
                    f"folder{example}, where * stands for anything"
                )


def _told_apart(sources: Iterable[Source]) -> Iterator[Source]:
    """The sources, with the endings of files in the ids that would be one without (in any case)."""
    called: dict[str, list[Source]] = {}
    for source in sources:
        called.setdefault(source.id.casefold(), []).append(source)
    taken: dict[str, Source] = {}
    for alike in called.values():
        names = Counter(source.name.casefold() for source in alike)
        for source in alike:
            if len(alike) > 1 and source.kind == "user":
                apart = unique_slug if names[source.name.casefold()] == 1 else hashed_slug
                source = replace(source, id=apart(source.name.replace(".", "-")))
            other = taken.setdefault(source.id.casefold(), source)
            if other is not source:
                raise InputError(
                    f"structures: two have the id {source.id}: {other.kind} {other.name!r} and "
                    f"{source.kind} {source.name!r}; rename or leave out one"
                )
            yield source


def _files(folder: Path) -> Iterator[Path]:
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            ending = os.path.splitext(name)[1].lower()
            if name.startswith(".") or (format_of(name) is None and ending in OTHER_FILES):
                continue
            yield Path(where, name)


def _near(path: Path) -> str:
    """The path relative to the working directory, so that a moved checkout stays the same."""
    return os.path.relpath(path)


def _folder(folder: str | None) -> Iterator[Source]:
    if folder is None:
        return
    if not Path(folder).is_dir():
        raise InputError(f"structures.folder: {_no_folder(Path(folder))}")
    paths = {path.relative_to(folder).as_posix(): path for path in _files(Path(folder))}
    alike = Counter(map(str.casefold, paths))
    for name, path in paths.items():
        apart = unique_slug if alike[name.casefold()] == 1 else hashed_slug
        key, problem = f"user-{apart(name, '.')}", _unreachable(path)
        if problem:
            name = name.encode("utf-8", "replace").decode()
        yield Source(key, "user", None if problem else _near(path), name, problem=problem)
    if not paths:
        raise InputError(
            f"structures.folder: {folder!r} holds no structure file, such as .cif, .xyz or .poscar "
            "(config/README.md lists all that are read)"
        )


def _no_folder(folder: Path) -> str:
    """Why there is no such folder, and what may have been meant."""
    if folder.exists():
        return f"{str(folder)!r} is a file; name the folder that it lies in"
    beside = folder.parent if folder.parent.is_dir() else Path()
    names = [path.name for path in beside.iterdir() if path.is_dir()]
    near = get_close_matches(folder.name, names, n=1)
    hint = "paths count from the folder that Snakemake is started in"
    if near:
        hint = f"did you mean {str(folder.with_name(near[0]))!r}?"
    return f"there is no folder {str(folder)!r}; {hint}"


def _unreachable(path: Path) -> str:
    """Why a file can be no input of a job, which would stop all others; "" where it can."""
    if any(c in UNUSABLE or unicodedata.category(c) in ("Cc", "Cs") for c in str(path)):
        return (
            "braces, < and >, line breaks and bytes that are no UTF-8 in a path cannot be used; "
            "rename it"
        )
    return "" if path.is_file() else "not a file, or a link that leads nowhere"


def _shipped(include: str | list[str], folder: Path) -> Iterator[Source]:
    files = {path.stem: path for path in _files(folder)} if include else {}
    for name in sorted(files) if include == "all" else include:
        if name not in files:
            near = [stem for stem in files if name == files[stem].name] or get_close_matches(
                name, files, n=1
            )
            hint = f"did you mean {near[0]}? There are" if near else "choose of"
            raise InputError(
                f"structures.include: {name!r} is not shipped; {hint} {', '.join(sorted(files))}"
            )
        yield _shipped_one(files[name])


def _shipped_one(path: Path) -> Source:
    return Source(f"resources-{unique_slug(path.stem)}", "resources", _near(path), path.name)


def _aflow(chosen: str | list[int | str]) -> Iterator[Source]:
    items = [f"1-{AFLOW_COUNT}"] if chosen == "all" else chosen
    for item in items:
        first, last = map(int, item.split("-")) if isinstance(item, str) else (item, item)
        for number in range(first, last + 1):
            yield Source(f"aflow-{number:06d}", "aflow", None, f"AFLOW {number}", number)


def _generated(settings: GeneratedSettings) -> Iterator[Source]:
    for number in range(settings.first, settings.first + settings.count):
        name = f"{GENERATED_FROM + number}"
        yield Source(f"generated-{name}", "generated", None, name, number)


def _scenes(scenes: Mapping[str, SceneSettings]) -> Iterator[Source]:
    for name, made in scenes.items():
        for number in _numbers(made):
            key = f"scene-{name}-{number:05d}"
            yield Source(key, "scene", None, f"{name} {number}", number)


def _numbers(made: SceneSettings) -> range:
    return range(made.first, made.first + made.count)


def _ase(names: list[str]) -> Iterator[Source]:
    for name in names:
        yield Source(f"ase-{unique_slug(name)}", "ase", None, name)
