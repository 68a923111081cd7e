"""Write docs/messages.md: what is said to a user's mistakes, from those in docs/mistakes.yaml.

    python tools/write_messages.py

Each mistake is made, and the page holds what comes out.
"""

import contextlib
import re
import sys
import tempfile
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from synthscope.core.errors import InputError  # noqa: E402
from synthscope.settings.expected import tell_size  # noqa: E402
from synthscope.settings.files import read_files  # noqa: E402
from synthscope.settings.planning import plan  # noqa: E402
from synthscope.structures.checking.catalog import check_sources  # noqa: E402
from synthscope.structures.settings import StructuresSettings  # noqa: E402
from synthscope.structures.sources.source import Source  # noqa: E402

COMMON = "dataset: mine\nstructures: {include: [Si]}\n"
HEAD = """# Messages

What comes out for typical mistakes, by kind. Those in a configuration end the run before its
first job, and the message is the last thing on the terminal. Several mistakes have a line each.
`python tools/check_configuration.py my.yaml` says the same without starting anything. What
Snakemake itself says to its command line is in `config/README.md`.

A structure file that cannot be used stops nothing: `catalog.csv` has the reason, and the last
lines of a run count such files and name one. When a job fails, the run's last lines say why, a
line for each reason: `find_stripes: scan.nxs: cannot be read: …; copy the file again, or rewrite
it`. A line that ends in `(all of it: logs/…)` tells of a fault of the program; please report it
with that log.

Written by `make messages` from `mistakes.yaml`, which a test tries.
"""


def answer(entry: dict) -> str:
    """What is said to a mistake; "" where it passes."""
    if "structure" in entry:
        return reason(entry["structure"], entry["write"])
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for name, text in {"common.yaml": COMMON, **entry.get("files", {})}.items():
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(text, encoding="utf-8")
        if entry["write"] is not None:
            Path("my.yaml").write_text(entry["write"], encoding="utf-8")
        try:
            paths = ["my.yaml"] if entry.get("alone") else ["common.yaml", "my.yaml"]
            settings, sources = plan(read_files(paths), "my.yaml", ROOT / "resources")
        except InputError as error:
            return str(error)
        try:
            tell_size(settings, len(sources), "results")
        except InputError as error:
            return f"my.yaml: {error}"
    return ""


def reason(name: str, text: str) -> str:
    """Why a structure file is refused, as catalog.csv has it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_text(text, encoding="utf-8")
        [row] = check_sources([Source("a", "user", str(path), name)], StructuresSettings(), 1)[1]
    return row["reason"] and f"{name}: {row['reason']}"


def page() -> str:
    """The page's text."""
    table = yaml.safe_load((ROOT / "docs" / "mistakes.yaml").read_text(encoding="utf-8"))
    return HEAD + "".join(section(kind, entries) for kind, entries in table.items())


def section(kind: str, entries: list[dict]) -> str:
    """A heading, and a row a mistake: what it is, what was written, what is said."""
    rows = "".join(
        f"| {entry['mistake']} | {cell(written(entry))} | {cell(told(entry))} |\n"
        for entry in entries
    )
    return f"\n## {kind}\n\n| Mistake | Written | Message |\n|---|---|---|\n{rows}"


def written(entry: dict) -> str:
    """What a mistake is, in a few lines; of a structure file its atoms or the end of its text."""
    text = entry["write"] or ""
    return "\n".join(text.splitlines()[-3:]) if "structure" in entry else text


def told(entry: dict) -> str:
    """The answer, without what another machine would say otherwise."""
    return re.sub(r"[\d.]+ [kMGT]?B free", "… free", answer(entry))


def cell(text: str) -> str:
    """Lines of code for a cell of a table."""
    lines = [line.replace("|", "\\|").replace("\t", "→") for line in text.splitlines()]
    return "<br>".join(f"`` {line} ``" for line in lines)


def main() -> None:
    (ROOT / "docs" / "messages.md").write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
