"""What code reads of its settings, found in its syntax tree.

A word that stands somewhere is no read, nor is the attribute of another class. A read is `x.key`
where `x` is known to be of the section's class, in code that the product's rules reach.
"""

import ast
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from synthscope.core.fingerprint import code_files
from synthscope.core.settings import Section

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "scripts"
LIBRARY = SCRIPTS / "synthscope"


def reachable(rule_files: Iterable[str]) -> list[Path]:
    """The scripts of these rule files and the library behind both, but for its configuration."""
    text = rules_text(rule_files)
    starts = [SCRIPTS / name for name in re.findall(r'"\.\./scripts/(.+)"', text)]
    for module in re.findall(r"^from (synthscope\S*) import", text, flags=re.M):
        starts.append(SCRIPTS.joinpath(*module.split(".")).with_suffix(".py"))
    found = {path for start in starts for path in code_files(start, SCRIPTS)}
    return sorted(path for path in found if LIBRARY / "settings" not in path.parents)


def rules_text(rule_files: Iterable[str]) -> str:
    return "".join((ROOT / "rules" / name).read_text(encoding="utf-8") for name in rule_files)


@cache
def _nodes(code: str) -> list[ast.AST]:
    return list(ast.walk(ast.parse(code)))


def _last_name(node: ast.expr) -> str:
    return getattr(node, "id", "") or _attribute(node)


def _attribute(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else ""


@cache
def fields_read(kind: type, modules: tuple[str, ...]) -> set[str]:
    """The fields that code reads of a section, by whatever class that has them it knows it by.

    Of `self` in the class, checks aside; of names that are annotated as the class, or assigned from
    it or from a function that is said to return it.
    """
    found = set()
    for base in kind.__mro__:
        if base not in (object, Section):
            reads = (
                _read_by_name(one, modules) for one in _with_subclasses(base.__name__, modules)
            )
            found |= set(base.__annotations__) & set().union(*reads)
    return found


def _with_subclasses(kind: str, modules: tuple[str, ...]) -> set[str]:
    classes = (n for code in modules for n in _nodes(code) if isinstance(n, ast.ClassDef))
    below = [one.name for one in classes if kind in map(_last_name, one.bases)]
    return {kind}.union(*(_with_subclasses(one, modules) for one in below))


@cache
def _read_by_name(kind: str, modules: tuple[str, ...]) -> set[str]:
    trees = [_nodes(code)[0] for code in modules]
    makers = {kind} | {
        node.name
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and _names_class(node.returns, kind)
    }
    held = set().union(*(_annotated_fields(tree, kind) for tree in trees))
    found = set()
    for tree in trees:
        own = _local_names(tree, kind, makers, held)
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name == kind:
                inside = [n for n in node.body if getattr(n, "name", "") != "__post_init__"]
                loads = [load for item in inside for load in _loads(item)]
                found |= {n.attr for n in loads if _last_name(n.value) == "self"}
        for node in _loads(tree):
            owner = node.value
            if (isinstance(owner, ast.Name) and owner.id in own) or _attribute(owner) in held:
                found.add(node.attr)
    return found


def _loads(tree: ast.AST) -> list[ast.Attribute]:
    nodes = ast.walk(tree)
    return [n for n in nodes if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Load)]


def _annotated_fields(tree: ast.AST, kind: str) -> set[str]:
    """Fields of other classes that hold one."""
    found = set()
    for owner in (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
        for node in ast.walk(owner):
            if isinstance(node, ast.AnnAssign) and _names_class(node.annotation, kind):
                found.add(_last_name(node.target))
            elif isinstance(node, ast.FunctionDef) and node.name == "__init__":
                own = _local_names(node, kind, set(), set())
                for target, value in _assigned(node):  # self.settings = settings
                    if _last_name(value) in own and isinstance(target, ast.Attribute):
                        found.add(target.attr)
    return found


def _local_names(tree: ast.AST, kind: str, makers: set[str], held: set[str]) -> set[str]:
    nodes = ast.walk(tree)
    found = {n.arg for n in nodes if isinstance(n, ast.arg) and _names_class(n.annotation, kind)}
    for target, value in _assigned(tree):
        made = value.func if isinstance(value, ast.Call) else None
        of_class = made and {_last_name(made), _last_name(getattr(made, "value", made))} & makers
        if isinstance(target, ast.Name) and (of_class or _attribute(value) in held):
            found.add(target.id)
    return found


def _assigned(tree: ast.AST) -> list[tuple[ast.expr, ast.expr]]:
    """Targets and values of all assignments, those of tuples one by one."""
    found = []
    for node in (n for n in ast.walk(tree) if isinstance(n, ast.Assign)):
        for target in node.targets:
            both = isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
            found += zip(target.elts, node.value.elts) if both else [(target, node.value)]
    return found


def _names_class(annotation: ast.expr | None, kind: str) -> bool:
    """Whether an annotation is the class, perhaps or None."""
    words = re.findall(r"\w+", ast.unparse(annotation)) if annotation else []
    return kind in words and set(words) <= {kind, "None"}
