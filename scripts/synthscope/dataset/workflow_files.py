"""The workflow's own files, as a run's provenance keeps them."""

import ast
import hashlib
import shutil
from collections.abc import Iterable
from pathlib import Path

_FOLDERS = {
    "rules": "*.smk",
    "envs": "*.yaml",
    "scripts": "*.py",
    "report": "*.rst",
    "resources": "*",
}
_TOP = ("Snakefile", "requirements.txt", "LICENSE", "CITATION.cff", "README.md")


def workflow_files(root: Path) -> list[str]:
    """Paths of the workflow's files from its root, sorted, without its configuration."""
    found = [name for name in _TOP if (root / name).is_file()]
    for folder, pattern in _FOLDERS.items():
        found += [
            path.relative_to(root).as_posix()
            for path in (root / folder).rglob(pattern)
            if path.is_file()
            and not any(part.startswith((".", "__")) for part in path.parts[-2:-1])
        ]
    return sorted(name for name in found if not Path(name).name.startswith("."))


def keep_workflow(root: Path, kept: Path) -> None:
    """Copy the workflow's files into a folder."""
    for name in workflow_files(root):
        (kept / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / name, kept / name)


def purposes(root: Path, rules: Iterable[str]) -> dict[str, str]:
    """What each rule does: the first sentence of its script's docstring."""
    found = {}
    for rule in rules:
        code = (root / "scripts" / f"{rule}.py").read_text(encoding="utf-8")
        text = ast.get_docstring(ast.parse(code)) or rule
        found[rule] = " ".join(text.split("\n\n")[0].split())
    return found


def workflow_hash(root: Path) -> str:
    """Twelve hexadecimal digits that change with any of the workflow's files."""
    return _hash(root, workflow_files(root))


def rules_hash(root: Path) -> str:
    """Twelve hexadecimal digits that change with the Snakefile or any of its rules."""
    return _hash(root, [name for name in workflow_files(root) if _says_rules(name)])


def _says_rules(name: str) -> bool:
    return name == "Snakefile" or name.endswith(".smk")


def _hash(root: Path, names: list[str]) -> str:
    digest = hashlib.sha256()
    for name in names:
        content = hashlib.sha256((root / name).read_bytes()).hexdigest()
        digest.update(f"{content} {name}\n".encode())
    return digest.hexdigest()[:12]
