"""Each conda environment lists what the scripts of its rules import, and nothing else."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from synthscope.core.fingerprint import code_files

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = ROOT / "scripts"
ENVIRONMENTS = sorted((ROOT / "envs").glob("*.yaml"))

# Import names whose package has another name on conda-forge.
CONDA_NAMES = {
    "snakemake": "snakemake-minimal",
    "array_api_compat": "array-api-compat",
    "PIL": "pillow",
    "matplotlib": "matplotlib-base",
    "isal": "python-isal",
    "markdown_it": "markdown-it-py",
    "skimage": "scikit-image",
    "yaml": "pyyaml",
}
# One of these is imported where a GPU is asked for; their environments have the first.
GPU = {"torch", "cupy"}
GPU_ENVIRONMENTS, GPU_PACKAGE = {"cbed-cuda", "multislice-cuda"}, "pytorch-gpu"
# Held back by tomopy, which conda-forge has for older ones only; no data set depends on it.
HELD_BACK = {("tomopy", "scikit-image")}


def rules() -> dict[str, tuple[list[str], str]]:
    """The environment files that each rule chooses from, and its script, as it declares them."""
    text = "".join(path.read_text() for path in [ROOT / "Snakefile", *(ROOT / "rules").glob("*")])
    found = {}
    for block in re.split(r"^(?=(?:rule|checkpoint) )", text, flags=re.M)[1:]:
        name = re.match(r"\w+ (\w+)", block)[1]
        conda = re.search(r"^    conda:\s*(.+)", block, flags=re.M)
        environments = re.findall(r'"\.\./envs/([^"]+)"', conda[1] if conda else "")
        script = re.search(r'^    script:\s*"\.\./scripts/(.+)"', block, flags=re.M)
        if script:
            found[name] = (environments, script[1])
    return found


def imported_packages(script: Path) -> set[str]:
    """conda-forge's names of what a script and the library behind it import from elsewhere.

    Packages whose data files are looked up, and those that are started as programs, count too.
    """
    names = set()
    for path in code_files(script, SCRIPTS):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names.add(node.module.split(".")[0])
            elif isinstance(node, ast.Call):
                names |= looked_up(node)
            elif isinstance(node, ast.List):
                names |= started(node)
    foreign = names - set(sys.stdlib_module_names) - {"synthscope"} - GPU
    needed = {CONDA_NAMES.get(name, name.lower()) for name in foreign}
    return needed | workflow_packages() if "snakemake" in foreign else needed


def looked_up(call: ast.Call) -> set[str]:
    """The package of a call such as `find_spec("pymatgen")`."""
    function = getattr(call.func, "attr", getattr(call.func, "id", ""))
    found = function in {"find_spec", "import_module"} and call.args
    return {call.args[0].value} if found and isinstance(call.args[0], ast.Constant) else set()


def started(command: ast.List) -> set[str]:
    """The module of a command such as `[sys.executable, "-m", "snakemake"]`."""
    words = [item.value if isinstance(item, ast.Constant) else None for item in command.elts]
    return {words[words.index("-m") + 1]} if "-m" in words[:-1] else set()


def workflow_packages() -> set[str]:
    """What reading the Snakefile itself takes, besides Snakemake: of what the library may import,
    what it has imported by then."""
    text = "".join(path.read_text() for path in [ROOT / "Snakefile", *(ROOT / "rules").glob("*")])
    modules = set(re.findall(r"^from (synthscope\S*) import", text, flags=re.M))
    program = f"import sys, {', '.join(sorted(modules))}; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", program], cwd=SCRIPTS, check=True, stdout=subprocess.PIPE, text=True
    ).stdout.split()
    files = [SCRIPTS.joinpath(*module.split(".")).with_suffix(".py") for module in modules]
    needed = set().union(*map(imported_packages, filter(Path.is_file, files)))
    return needed & {CONDA_NAMES.get(name, name.lower()) for name in loaded}


def listed(environment: str) -> dict[str, str]:
    """The packages of an environment file and the versions asked for."""
    dependencies = yaml.safe_load((ROOT / "envs" / environment).read_text())["dependencies"]
    return dict(re.fullmatch(r"([\w.-]+)\s*(.*)", item).groups() for item in dependencies)


@pytest.mark.parametrize("rule", rules())
def test_every_rule_has_an_environment_and_a_script_of_its_own_name(rule):
    environments, script = rules()[rule]
    assert script == f"{rule}.py"
    assert environments and all((ROOT / "envs" / name).is_file() for name in environments)


@pytest.mark.parametrize("path", ENVIRONMENTS, ids=lambda path: path.stem)
def test_environment_lists_exactly_what_its_rules_import(path):
    scripts = [script for environments, script in rules().values() if path.name in environments]
    assert scripts, "no rule uses this environment"
    needed = set().union(*(imported_packages(SCRIPTS / script) for script in scripts))
    if path.stem in GPU_ENVIRONMENTS:
        needed.add(GPU_PACKAGE)
    assert set(listed(path.name)) - {"python"} == needed


@pytest.mark.parametrize("path", ENVIRONMENTS, ids=lambda path: path.stem)
def test_environment_comes_from_conda_forge_with_every_minor_version_pinned(path):
    # Snakemake itself is on bioconda.
    more = ["bioconda"] if "snakemake-minimal" in listed(path.name) else []
    channels = yaml.safe_load(path.read_text())["channels"]
    assert channels == ["conda-forge", *more, "nodefaults"]
    loose = {n: v for n, v in listed(path.name).items() if not re.fullmatch(r"=\d+\.\d+", v)}
    assert loose == {}


@pytest.mark.parametrize("path", ENVIRONMENTS, ids=lambda path: path.stem)
def test_environment_agrees_with_the_locked_versions(path):
    lock = (ROOT / "requirements.txt").read_text()
    pypi = {
        "matplotlib-base": "matplotlib",
        "python-isal": "isal",
        "snakemake-minimal": "snakemake",
    }
    for name, version in listed(path.name).items():
        if (path.stem, name) in HELD_BACK:
            continue
        locked = re.findall(rf"^{re.escape(pypi.get(name, name))}==(\S+)", lock, flags=re.M)
        assert all(f"{v}.".startswith(version.lstrip("=") + ".") for v in locked), (name, locked)
