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


def code_hash(script: Path, root: Path) -> str:
    """Twelve hexadecimal digits that change when the code behind a script does.

    The digest is over each module's syntax tree without its docstrings, so that comments,
    docstrings and layout may change without a data set being made again.
    """
    digest = hashlib.sha256()
    for path in code_files(Path(script), Path(root)):
        digest.update(f"{path.relative_to(root).as_posix()} {_meaning(path)}\n".encode())
    return digest.hexdigest()[:12]


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_bytes(), filename=str(path))


@cache
def _meaning(path: Path) -> str:
    tree = ast.parse(path.read_bytes(), filename=str(path))
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and _is_docstring(body[0]):
            del body[0]
    return hashlib.sha256(_canonical(tree).encode()).hexdigest()


def _canonical(node: object) -> str:
    """A text of the tree that is the same under every version of Python (`ast.dump` is not)."""
    if isinstance(node, ast.AST):
        fields = ((name, getattr(node, name, None)) for name in node._fields)
        inside = (
            f"{name}={_canonical(value)}" for name, value in fields if value not in (None, [])
        )
        return f"{type(node).__name__}({','.join(inside)})"
    if isinstance(node, list):
        return f"[{','.join(map(_canonical, node))}]"
    return repr(node)


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
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join([*above, *([node.module] if node.module else [])])
            names = [base, *(f"{base}.{alias.name}" for alias in node.names)]
        else:
            continue
        for name in names:
            modules.update(_module_files(name.split("."), root))
    return tuple(sorted(modules))


def _module_files(parts: list[str], root: Path) -> list[Path]:
    """The file of a module below `root`, and the `__init__.py` of each package above it."""
    place = root.joinpath(*parts)
    candidates = [place.with_suffix(".py"), place / "__init__.py"]
    candidates += [root.joinpath(*parts[:n], "__init__.py") for n in range(1, len(parts))]
    return [path for path in candidates if path.is_file()]
