"""What make says where it cannot go on, before it installs anything."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parents[2]
PRETENDING = """#!/bin/sh
[ "$1" = -c ] || exec touch "{harm}"
exec "{python}" -c 'import sys; sys.version_info = {info}; sys.version = "{version} (main)"
exec(sys.argv[1])' "$2"
"""


@pytest.fixture
def make_with(tmp_path):
    """Run make in a copy of its files with a Python that says it is of this version."""
    for name in ("Makefile", "requirements.txt"):
        shutil.copy(ROOT / name, tmp_path)
    python, harm = tmp_path / "python", tmp_path / "installing"

    def run(version: str) -> tuple[str, bool]:
        info = tuple(map(int, version.split(".")))
        python.write_text(
            PRETENDING.format(harm=harm, python=sys.executable, info=info, version=version)
        )
        python.chmod(0o755)
        done = subprocess.run(
            ["make", "environment", f"PYTHON={python}"],
            cwd=tmp_path,
            env={k: v for k, v in os.environ.items() if k != "MAKEFLAGS"},  # of an outer make
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        return done.stdout, harm.exists()

    return run


def allowed() -> SpecifierSet:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return SpecifierSet(project["requires-python"])


@pytest.mark.parametrize("version", ["3.10.12", "3.14.0"])
def test_a_python_without_wheels_is_refused_with_what_to_do_before_anything_is_installed(
    make_with, version
):
    printed, installing = make_with(version)
    assert not installing
    assert version not in allowed()
    assert f"this is {version}. Try: make PYTHON=python3." in printed


@pytest.mark.parametrize("version", ["3.11.0", "3.12.4", "3.13.7"])
def test_a_python_that_the_readme_and_the_project_file_name_is_taken(make_with, version):
    assert make_with(version)[1]
    assert version in allowed()
    assert version.rpartition(".")[0] in (ROOT / "README.md").read_text(encoding="utf-8")
