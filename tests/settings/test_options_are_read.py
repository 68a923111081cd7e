"""No option without an effect: some code outside the configuration names every key."""

import re
from pathlib import Path

from synthscope.settings.base import Section
from synthscope.settings.model import Configuration

ROOT = Path(__file__).resolve().parents[2]


def keys(section: type[Section], place: str = "") -> dict[str, str]:
    """Every key of a section and of those inside it, with its dotted name."""
    found = {}
    for name, field in section.model_fields.items():
        found[f"{place}{name}"] = name
        for inner in sections(field.annotation):
            found |= keys(inner, f"{place}{name}.")
    return found


def sections(annotation) -> list[type[Section]]:
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return [annotation]
    return [s for part in getattr(annotation, "__args__", ()) for s in sections(part)]


def test_every_key_is_read_by_some_code():
    files = [ROOT / "Snakefile", *(ROOT / "rules").glob("*.smk"), *ROOT.glob("scripts/**/*.py")]
    code = "".join(path.read_text() for path in files if path.parent.name != "settings")
    words = set(re.findall(r"\w+", code))
    unread = [place for place, name in keys(Configuration).items() if name not in words]
    assert unread == []
