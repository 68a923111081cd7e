"""Write config/schema.json and the tables of config/README.md from the typed configuration.

    python tools/write_schema.py

What the sections say of a key is what editors and readers see. Prose above the
marker in config/README.md is written by hand and stays.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from synthscope.settings.schema import json_schema  # noqa: E402

MARKER = "<!-- Below: written by tools/write_schema.py from scripts/synthscope/settings. -->\n"
LIMITS = {
    "minimum": "≥ {}",
    "exclusiveMinimum": "> {}",
    "maximum": "≤ {}",
    "exclusiveMaximum": "< {}",
    "minItems": "at least {} of them",
    "maxItems": "at most {} of them",
}

EVERYWHERE = ("Distribution", "Counts")
"""Sections that stand in the place of a number: described once, and not where each may stand."""


def schema_text() -> str:
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def readme_text(current: str) -> str:
    """The README with its tables written anew below the marker."""
    whole = json_schema()
    sections = "".join(section(name, part, whole) for name, part in parts("", whole, whole))
    drawn = "".join(section(name, whole["$defs"][name], whole) for name in EVERYWHERE)
    return current.partition(MARKER)[0] + MARKER + sections + drawn


def parts(name: str, part: dict, whole: dict) -> Iterator[tuple[str, dict]]:
    """The part and all sections inside it, each with its dotted name, in reading order."""
    yield name, part
    for key, value in part["properties"].items():
        for inner, suffix in sections_of(value, whole):
            yield from parts(f"{name}.{key}".lstrip(".") + suffix, inner, whole)


def sections_of(value: dict, whole: dict) -> list[tuple[dict, str]]:
    """The sections that a key's value may be, with what its name takes on: [] for a
    list, .<name> for a map."""
    if "$ref" in value:
        target = resolve(value, whole)
        own = "properties" in target and target["title"] not in EVERYWHERE
        return [(target, "")] if own else []
    found = [s for option in value.get("anyOf", []) for s in sections_of(option, whole)]
    found += [s for option in value.get("oneOf", []) for s in sections_of(option, whole)]
    if value.get("type") == "array" and isinstance(value.get("items"), dict):
        found += [(part, f"[]{suffix}") for part, suffix in sections_of(value["items"], whole)]
    for inner in named(value):
        found += [(part, f".<name>{suffix}") for part, suffix in sections_of(inner, whole)]
    return found


def named(value: dict) -> list[dict]:
    """What the names of a map may lead to."""
    inner = [value.get("additionalProperties"), *value.get("patternProperties", {}).values()]
    return [one for one in inner if isinstance(one, dict)]


def resolve(value: dict, whole: dict) -> dict:
    return whole["$defs"][value["$ref"].rpartition("/")[2]]


def section(name: str, part: dict, whole: dict) -> str:
    """A heading, what the section is about, and a row a key."""
    heading = f"\n## `{name}`\n" if name else "\n## Top level\n"
    rows = [
        f"| `{key}` | {kind(value, whole)} | {default(key, value, part, whole)} "
        f"| {text(value, whole)} |\n"
        for key, value in part["properties"].items()
    ]
    about = f"\n{part['description']}\n" if part.get("description") else ""
    return f"{heading}{about}\n| Key | Value | Default | Meaning |\n|---|---|---|---|\n" + "".join(
        rows
    )


def text(value: dict, whole: dict) -> str:
    """What a key means; a section that its key says nothing of speaks for itself."""
    words = value.get("description") or (resolve(value, whole) if "$ref" in value else {}).get(
        "description", ""
    )
    return " ".join(words.split()).replace("|", "\\|")


def default(key: str, value: dict, part: dict, whole: dict) -> str:
    if key in part.get("required", []):
        return "required"
    if "properties" in (resolve(value, whole) if "$ref" in value else {}):
        return "see below"
    return f"`{json.dumps(value.get('default'), ensure_ascii=False)}`"


def kind(value: dict, whole: dict) -> str:
    """In words, what a key's value may be."""
    if "$ref" in value:
        target = resolve(value, whole)
        if target.get("title") in EVERYWHERE:
            return f"`{target['title']}`"
        return "section" if "properties" in target else kind(target, whole)
    options = value.get("anyOf") or value.get("oneOf")
    if options:
        return " or ".join(dict.fromkeys(kind(option, whole) for option in options))
    if "enum" in value:
        return ", ".join(f"`{item}`" for item in value["enum"])
    if "const" in value:
        return f"`{value['const']}`"
    if "prefixItems" in value:
        return f"list of {', '.join(kind(item, whole) for item in value['prefixItems'])}"
    limits = [words.format(value[k]) for k, words in LIMITS.items() if k in value]
    if "minItems" in value and value["minItems"] == value.get("maxItems"):
        limits = [f"{value['minItems']} of them"]
    return ", ".join([noun(value, whole), *limits])


def noun(value: dict, whole: dict) -> str:
    match value.get("type"):
        case "array":
            inner = kind(value.get("items", {}), whole)
            return f"list of {inner.replace('section', 'sections')}"
        case "object" if maps := named(value):
            return f"map to {kind(maps[0], whole)}".replace("section", "sections")
        case "string":
            return "text"
        case "boolean":
            return "`true`, `false`"
        case other:
            return str(other or "anything")


def main() -> None:
    readme = ROOT / "config" / "README.md"
    current = readme.read_text(encoding="utf-8") if readme.exists() else ""
    (ROOT / "config" / "schema.json").write_text(schema_text(), encoding="utf-8")
    readme.write_text(readme_text(current), encoding="utf-8")


if __name__ == "__main__":
    main()
