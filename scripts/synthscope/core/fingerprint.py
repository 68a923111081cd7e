"""What a script's results depend on besides its inputs: its own code and the library's.

Snakemake runs a job again when its script has changed but does not look at what the script
imports. A digest over the script and every module of the library that it reaches, given to the
rule as a parameter, closes that gap: editing a module runs again what uses it and nothing else.
"""

import ast
import hashlib
from functools import cache
from pathlib import Path


def code_files(script: Path, root: Path) -> list[Path]:
    """The script and all modules below `root` that it imports, directly or not, sorted by path.

    Imports inside functions count as well. A package's `__init__.py` counts when anything in the
    package is imported, because Python runs it.

    Raises
    ------
    FileNotFoundError
        There is no such script.
    """
    found: set[Path] = set()
    waiting = [script]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += _imported(path, root)
    return sorted(found)


def code_hash(script: Path, root: Path, *tables: Path) -> str:
    """Twelve hexadecimal digits that change when the code behind a script does.

    The folders of `tables` hold data that the code reads: all their files but texts for people
    (.md) count, byte by byte.

    The digest is over each module's syntax tree without its docstrings, those of fields among
    them, so that comments, docstrings and layout may change without a data set being made again.
    """
    digest = hashlib.sha256()
    for path in code_files(Path(script), Path(root)):
        digest.update(f"{path.relative_to(root).as_posix()} {_read(path)[0]}\n".encode())
    for folder in tables:
        for path in sorted(folder.iterdir()):
            if path.suffix != ".md":
                content = hashlib.sha256(path.read_bytes()).hexdigest()
                digest.update(f"{folder.name}/{path.name} {content}\n".encode())
    return digest.hexdigest()[:12]


@cache
def _read(path: Path) -> tuple[str, list[ast.stmt]]:
    """The digest of what a module means, and its import statements."""
    parts: list[str] = []
    imports: list[ast.stmt] = []
    _canonical(ast.parse(path.read_bytes(), filename=str(path)), parts, imports)
    return hashlib.sha256(" ".join(parts).encode()).hexdigest(), imports


def _canonical(node: object, parts: list[str], imports: list[ast.stmt]) -> None:
    """Write the tree as text that is the same under every version of Python (`ast.dump` is not).

    One pass does both: every start of Snakemake reads the whole library.
    """
    if isinstance(node, list):
        parts.append("[")
        for item in node:
            _canonical(item, parts, imports)
        parts.append("]")
    elif isinstance(node, ast.AST):
        if isinstance(node, ast.Import | ast.ImportFrom):
            imports.append(node)
        parts.append(f"{type(node).__name__}(")
        for name in node._fields:
            value = getattr(node, name, None)
            if value is None or value == [] or name == "ctx":  # ctx follows from the place
                continue
            if name == "body" and isinstance(value, list):
                value = [item for item in value if not _is_docstring(item)]
            parts.append(name)
            _canonical(value, parts, imports)
        parts.append(")")
    else:
        parts.append(repr(node))


def _is_docstring(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


@cache
def _imported(path: Path, root: Path) -> tuple[Path, ...]:
    package = path.relative_to(root).parent.parts
    modules: set[Path] = set()
    for node in _read(path)[1]:
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join([*above, *([node.module] if node.module else [])])
            names = [base, *(f"{base}.{alias.name}" for alias in node.names)]
        for name in names:
            modules.update(_module_files(name.split("."), root))
    return tuple(sorted(modules))


def _module_files(parts: list[str], root: Path) -> list[Path]:
    """The file of a module below `root`, and the `__init__.py` of each package above it."""
    place = root.joinpath(*parts)
    candidates = [place.with_suffix(".py"), place / "__init__.py"]
    candidates += [root.joinpath(*parts[:n], "__init__.py") for n in range(1, len(parts))]
    return [path for path in candidates if path.is_file()]
