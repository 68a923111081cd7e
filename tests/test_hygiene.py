"""What holds for every file of the project: format, lint, and nothing of one machine in it."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = ROOT / "scripts"
BIN = Path(sys.executable).parent
TEXT = {".py", ".smk", ".yaml", ".yml", ".md", ".toml", ".txt", ".in", ".cff", ".json", ".sh", ""}


def tracked() -> list[Path]:
    """The project's files as git knows them."""
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    # Whoever the checkout belongs to: git refuses another user's, as a mounted one often is.
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    names = subprocess.run(
        command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    ).stdout.split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def run(*command: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [str(BIN / command[0]), *command[1:]],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        ("snakefmt", "--check", "Snakefile", "rules"),
        ("snakemake", "--lint"),
    ],
    ids=" ".join,
)
def test_formatters_and_linters_have_nothing_to_say(command):
    done = run(*command)
    assert done.returncode == 0, done.stdout


def test_no_file_holds_a_path_of_a_machine_or_the_address_of_an_index():
    private = re.compile(
        r"(?<![\w.}\])])/(?:home|root|work|Users|opt|mnt)/\w|\bindex-" + "url|find-" + "links"
        r"|trusted-" + "host|file:" + "//"
    )
    found = []
    for path in tracked():
        if path.suffix in TEXT:
            lines = path.read_text(encoding="utf-8").splitlines()
            found += [f"{path.relative_to(ROOT)}: {x}" for x in lines if private.search(x)]
    assert found == []


def test_no_tracked_file_is_larger_than_two_megabytes():
    assert [path.name for path in tracked() if path.stat().st_size > 2 * 2**20] == []


def test_nothing_made_by_a_run_is_tracked():
    made = ("results", "logs", ".snakemake", ".venv", "benchmarks/results")
    names = [path.relative_to(ROOT).as_posix() for path in tracked()]
    assert [name for name in names if name.startswith(tuple(f"{m}/" for m in made))] == []


def test_every_pinned_package_is_locked_with_hashes_and_both_locks_agree():
    locks = []
    for name in (
        "requirements.txt",
        *map("requirements-{}.txt".format, ("test", "docs", "py4dstem")),
    ):
        text = (ROOT / name).read_text()
        entries = re.split(r"\n(?=[a-zA-Z])", re.sub(r"^#.*\n", "", text, flags=re.M))
        assert all("--hash=sha256:" in entry for entry in entries)
        locks.append({entry.split(" \\")[0] for entry in entries})
    assert locks[0] <= locks[1]


def zips_written(code: str) -> int:
    """How many calls of `zipfile.ZipFile` open for anything but reading, or of `numpy.savez`."""
    calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    names = [getattr(call.func, "attr", getattr(call.func, "id", "")) for call in calls]
    opened = [call for name, call in zip(names, calls) if name == "ZipFile"]
    writing = [call for call in opened if len(call.args) > 1 or call.keywords]
    return len(writing) + sum(name.startswith("savez") for name in names)


def test_zip_files_are_written_by_the_library_whose_bytes_are_those_of_every_python():
    """The headers that Python's own module writes changed between two releases of 3.11."""
    assert zips_written("zipfile.ZipFile(path, 'a')\nnp.savez(path, a=a)\nZipFile(path)") == 2
    code = [path for path in tracked() if path.suffix == ".py" and path.is_relative_to(SCRIPTS)]
    assert code and not [str(path) for path in code if zips_written(path.read_text())]
