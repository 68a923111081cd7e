"""The library's rooms stand in an order: each imports only from those below it."""

import ast
import re
from pathlib import Path

import pytest

LIBRARY = Path(__file__).resolve().parents[1] / "scripts" / "synthscope"

# From below to above. Rooms of one level, the products among them, import nothing of each other.
LEVELS = (
    {"core"},
    {"structures", "optics", "formats"},
    {"specimens", "multislice", "dataset"},
    {"gaussian", "haadf", "cbed", "stem4d", "tomography"},
    {"settings", "registry"},
    {"figures"},
)
LEVEL = {room: level for level, rooms in enumerate(LEVELS) for room in rooms}


def imported_rooms(code: str, package: list[str]) -> set[str]:
    """The rooms that a module imports from, inside functions too.

    `package` is the dotted name of the package that the module stands in, as a list.
    """
    names = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            names += [alias.name.split(".") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = above + (node.module.split(".") if node.module else [])
            names += [[*base, alias.name] for alias in node.names]
    return {name[1] for name in names if name[0] == "synthscope" and len(name) > 1}


def misplaced_imports(path: Path, code: str) -> list[str]:
    """What a module of the library imports although it does not stand below the module's room."""
    room = path.parts[0]
    found = imported_rooms(code, ["synthscope", *path.parent.parts]) - {room}
    return [f"{path}: {other}" for other in sorted(found) if LEVEL[other] >= LEVEL[room]]


def test_every_folder_of_the_library_is_a_room_with_a_level():
    rooms = {path.name for path in LIBRARY.iterdir() if path.is_dir()} - {"__pycache__"}
    assert rooms == set(LEVEL)
    assert [path.name for path in LIBRARY.glob("*.py")] == ["__init__.py"]


@pytest.mark.parametrize("room", sorted(LEVEL))
def test_a_room_imports_only_from_the_rooms_below_it(room):
    modules = sorted((LIBRARY / room).rglob("*.py"))
    assert modules
    found = []
    for path in modules:
        found += misplaced_imports(path.relative_to(LIBRARY), path.read_text(encoding="utf-8"))
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        "from synthscope.cbed.simulate import simulate",
        "from synthscope.cbed import simulate",
        "from synthscope import cbed",
        "import synthscope.cbed.simulate as cbed",
        "def late():\n    from ..cbed import simulate",
    ],
)
def test_a_product_that_imports_another_is_found(code):
    assert misplaced_imports(Path("haadf/image.py"), code) == ["haadf/image.py: cbed"]
    assert misplaced_imports(Path("cbed/pattern.py"), code) == []


def test_an_import_from_above_is_found():
    code = "from synthscope.figures import sheets\nfrom synthscope.core.files import replacing"
    assert misplaced_imports(Path("haadf/image.py"), code) == ["haadf/image.py: figures"]


def imported_modules(path: Path) -> set[Path]:
    """Modules of the library that a module imports, inside functions too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("synthscope"):
            place = LIBRARY.parent.joinpath(*node.module.split("."))
            found |= {place.with_suffix(".py"), *(place / f"{one.name}.py" for one in node.names)}
        elif isinstance(node, ast.Import):
            names = [alias.name.split(".") for alias in node.names]
            found |= {LIBRARY.parent.joinpath(*name).with_suffix(".py") for name in names}
    return {module for module in found if module.is_file()}


def test_no_modules_import_each_other_in_a_circle():
    imports = {path: imported_modules(path) for path in LIBRARY.rglob("*.py")}
    assert sum(map(len, imports.values())) > len(imports)
    free = [Path()]
    while free:  # of what imports none of the others, or is imported by none
        imported = set().union(*imports.values())
        free = [path for path in imports if path not in imported or not imports[path] & {*imports}]
        imports = {path: imports[path] for path in imports if path not in free}
    assert sorted(path.relative_to(LIBRARY).as_posix() for path in imports) == []


NAMED = re.compile(r"^(?:def (\w+)\(|((?:\w+, *)*\w+) =(?!=))", re.MULTILINE)
IMPORT = re.compile(r"^(?:from \S+ )?import (?:\([^)]*\)|.*)", re.MULTILINE)


def given_names(file: str, code: str) -> set[tuple[str, str]]:
    """Each name that a file of the workflow gives to something, with what that is."""
    found = {name.strip() for pair in NAMED.findall(code) for name in "".join(pair).split(",")}
    names = {(name, file) for name in found}
    for node in ast.parse("\n".join(IMPORT.findall(code))).body:
        for one in node.names:
            module = [node.module] if isinstance(node, ast.ImportFrom) else []
            names.add((one.asname or one.name, ".".join([*module, one.name])))
    return names


def test_names_of_imports_definitions_and_assignments_are_given():
    code = (
        "import a\nfrom b import (\n    c,\n    d as e,\n)\n\ndef f(x):\n    y = x\n\nG, H = f(1)\n"
    )
    assert given_names("x.smk", code) == {
        *(("a", "a"), ("c", "b.c"), ("e", "b.d")),
        *(("f", "x.smk"), ("G", "x.smk"), ("H", "x.smk")),
    }


def test_no_two_files_of_the_workflow_give_one_name_to_different_things():
    """They share one namespace: the second would silently replace the first."""
    project = LIBRARY.parents[1]
    given: dict[str, set[str]] = {}
    for path in [project / "Snakefile", *sorted((project / "rules").glob("*.smk"))]:
        for name, thing in given_names(path.name, path.read_text(encoding="utf-8")):
            given.setdefault(name, set()).add(thing)
    assert len(given) > 100
    assert {name: things for name, things in given.items() if len(things) > 1} == {}


def test_scripts_are_thin():
    """They read, call and write; what they call stands in a room."""
    scripts = sorted(LIBRARY.parent.glob("*.py"))
    lines = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in scripts}
    assert lines and {name: count for name, count in lines.items() if count > 40} == {}


def test_files_are_short_enough_for_one_idea():
    project = LIBRARY.parents[1]
    places = ("scripts", "rules", "tools", "benchmarks", "tests")
    files = [path for place in places for path in (project / place).rglob("*.*")]
    code = [path for path in files if path.suffix in (".py", ".smk")]
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in code}
    assert lines
    long = {path.relative_to(project).as_posix(): n for path, n in lines.items() if n >= 300}
    assert long == {}
