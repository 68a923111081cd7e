"""Reading one structure as the workflow does, from text."""

from pathlib import Path

from synthscope.settings.load import checked
from synthscope.structures.checking.catalog import load_source
from synthscope.structures.model import Crystal
from synthscope.structures.settings import StructuresSettings
from synthscope.structures.sources.source import Source


def settings(**changes) -> dict:
    """The `structures` section with some keys set."""
    return checked(StructuresSettings, changes)


def load_all(folder: Path, name: str, text: str, seed: int = 1, **changes):
    """Crystals and rows of a file of that name and text."""
    path = folder / name
    path.write_bytes(text.encode())
    source = Source("user-file", "user", str(path), name)
    return load_source(source, settings(**changes), seed)


def load(folder: Path, name: str, text: str, seed: int = 1, **changes) -> tuple[Crystal, dict]:
    """The only structure of a file; its reason is shown when it was rejected."""
    [(crystal, row)] = load_all(folder, name, text, seed, **changes)
    assert crystal is not None, row["reason"]
    return crystal, row
