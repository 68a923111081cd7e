"""A copy of the project to run in, and what may be asked of a run."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
NOT_COPIED = {"results", "logs", "tests", "benchmarks", "dist"}
# What a developer has told Snakemake to do everywhere, such as a profile, is not for tests.
ENVIRONMENT = {k: v for k, v in os.environ.items() if not k.startswith("SNAKEMAKE_")}
ENVIRONMENT.pop("SOURCE_DATE_EPOCH", None)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """These tests share finished runs: one worker takes them all."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.workflow)
            item.add_marker(pytest.mark.xdist_group("workflow"))


@dataclass(frozen=True)
class Project:
    """A clean copy of the project with a configuration of its own."""

    root: Path

    @property
    def results(self) -> Path:
        return self.root / "results" / "small"

    def configure(self, *overlays: str, **changes) -> None:
        """Write my.yaml: the small data set with these overlays and keys over it."""
        settings = {}
        for name in ("small", *overlays):
            overlay = (Path(__file__).parent / f"{name}.yaml").read_text()
            settings = _merged(settings, yaml.safe_load(overlay))
        (self.root / "my.yaml").write_text(yaml.safe_dump(_merged(settings, changes)))

    def command(self, *arguments: str) -> list[str]:
        if "--configfile" not in arguments:
            arguments = ("--configfile", "my.yaml", *arguments)
        return [sys.executable, "-m", "snakemake", *arguments]

    def snakemake(self, *arguments: str, fails: bool = False, **environment: str) -> str:
        """Run Snakemake to its end and give what it printed; by default on two cores."""
        if not {"--cores", "-n", "--unlock"} & set(arguments):
            arguments = ("--cores", "2", *arguments)
        done = subprocess.run(
            self.command(*arguments),
            cwd=self.root,
            env=ENVIRONMENT | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert (done.returncode != 0) == fails, done.stdout[-6000:]
        return done.stdout

    def plan(self, *targets: str) -> tuple[dict[str, int], set[str]]:
        """What a run would do: the number of jobs of each rule, and the rules that changed.

        Changed are the rules whose parameters did, and with them the code behind their scripts;
        the other jobs follow from theirs.
        """
        printed = self.snakemake("-n", "--", *targets)
        table = printed.partition("Job stats:")[2].partition("total")[0]
        jobs = {name: int(n) for name, n in re.findall(r"^(\w+) +(\d+)$", table, flags=re.M)}
        summary = printed.partition("\nReasons:\n")[2]
        names = re.search(r"params have changed since last execution:\n +(.*)", summary)
        return jobs, set(names[1].split(", ")) if names else set()

    def kill_when(self, ready: Callable[[], bool]) -> None:
        """Start a run and end it with all its jobs by signal 9 as soon as `ready()`."""
        run = subprocess.Popen(
            self.command("--cores", "2"),
            cwd=self.root,
            env=ENVIRONMENT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        while not ready() and run.poll() is None:
            time.sleep(0.02)
        finished = run.poll() is not None
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
        assert not finished, "the run ended before it could be killed"

    def checksums(self) -> str:
        return (self.results / "SHA256SUMS").read_text()

    def files(self) -> dict[str, bytes]:
        """All files of the data set; hidden ones are what killed jobs were writing."""
        return {
            path.relative_to(self.results).as_posix(): path.read_bytes()
            for path in sorted(self.results.rglob("*"))
            if path.is_file() and not path.name.startswith(".")
        }


def _merged(settings: dict, changes: dict) -> dict:
    merged = dict(settings)
    for key, value in changes.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _merged(merged[key], value) if both else value
    return merged


@pytest.fixture(scope="session")
def _checkout(tmp_path_factory) -> Path:
    """The project as it is now, without what runs and tests have made of it."""
    target = tmp_path_factory.mktemp("checkout")
    for part in ROOT.iterdir():
        if part.is_dir() and part.name not in NOT_COPIED and not part.name.startswith("."):
            ignore = shutil.ignore_patterns("__pycache__")
            shutil.copytree(part, target / part.name, ignore=ignore)
        elif part.is_file():
            shutil.copy2(part, target / part.name)
    return target


@pytest.fixture(scope="session")
def new_project(_checkout, tmp_path_factory) -> Callable[[], Project]:
    """Gives a clean copy of the project, without results."""

    def copy() -> Project:
        root = tmp_path_factory.mktemp("workflow") / "project"
        project = Project(shutil.copytree(_checkout, root))
        project.configure()
        return project

    return copy


@pytest.fixture(scope="session")
def _finished(new_project) -> Project:
    project = new_project()
    project.snakemake()
    return project


@pytest.fixture
def finished(_finished) -> Project:
    """The small data set, made once for all tests; leave it as it is."""
    before = {path: path.stat().st_mtime_ns for path in _finished.root.rglob("*.py")}
    yield _finished
    assert all(path.stat().st_mtime_ns == time for path, time in before.items())


@pytest.fixture
def copy_of_finished(_finished, tmp_path) -> Project:
    """A copy of the finished small data set to change at will."""
    shutil.copytree(_finished.root, tmp_path / "project", symlinks=True, copy_function=shutil.copy2)
    return Project(tmp_path / "project")


@pytest.fixture(scope="session")
def everything(new_project) -> Project:
    """A data set with every product, made once; leave it as it is."""
    project = new_project()
    project.configure("everything")
    project.snakemake()
    return project
