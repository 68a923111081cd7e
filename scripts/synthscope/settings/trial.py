"""Making a subset of a data set, to measure what its jobs take; nothing of it stays."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synthscope.core.errors import InputError, one_line
from synthscope.core.usage import FOLDER, Usage, read_usages
from synthscope.dataset.key.columns import Row
from synthscope.dataset.key.table import read_table
from synthscope.structures.store import read_crystals

DELIVERED = "labels", "training"  # folders of files that the key does not list
FIRST = 3  # structures
MORE = 4  # times as many, where none of the first can be imaged


@dataclass(frozen=True)
class Run:
    """How a subset is made.

    Attributes
    ----------
    config
        The whole configuration as it was read.
    snakefile
        Of this workflow.
    options
        Of Snakemake, on where jobs find their software.
    """

    config: Mapping[str, Any]
    snakefile: Path
    options: Sequence[str] = ()


@dataclass(frozen=True)
class Trial:
    """A subset that was made.

    Attributes
    ----------
    count
        How many structures, and samples of tomography at most, it has.
    usages, rows
        Its jobs and its key.
    structures
        The ids of those that were accepted.
    delivered
        Bytes of each file of labels or for training.
    """

    count: int
    usages: Sequence[Usage]
    rows: Sequence[Row]
    structures: Sequence[str] = ()
    delivered: Sequence[int] = ()


class _Failed(InputError):
    """A subset could not be made, and how long its jobs took."""

    def __init__(self, said: str, core_s: float):
        super().__init__(said)
        self.core_s = core_s


def measure(run: Run, structures: int, seconds: float) -> list[Trial]:
    """Make a few structures, and then as many as `seconds` of processor time suffice for.

    Parameters
    ----------
    structures
        How many the data set has.

    Returns
    -------
    One or two subsets, the larger one last.

    Raises
    ------
    InputError
        None could be made; with what its jobs said.
    """
    first = _first(run, structures, seconds)
    each = sum(job.work_s for job in first.usages if job.wildcards) / first.count
    count = min(int((seconds - core_s(first.usages)) / each), structures) if each else 0
    if count <= first.count:
        return [first]
    return [first, _made(run, count)]


def _first(run: Run, structures: int, seconds: float) -> Trial:
    """The first structures, or more where nothing can be made of those."""
    count, spent = min(FIRST, structures) or 1, 0.0
    while True:
        try:
            return _made(run, count)
        except _Failed as error:
            spent += error.core_s
            if count >= structures or spent >= seconds:
                raise
            count = min(MORE * count, structures)


def _made(run: Run, count: int) -> Trial:
    with subset_made(run, count) as (folder, usages):
        files = [path for top in DELIVERED for path in (folder / top).rglob("*") if path.is_file()]
        return Trial(
            count,
            usages,
            read_table(folder / "key.csv"),
            tuple(read_crystals(*sorted((folder / "structures").glob("*.json")))),
            tuple(path.stat().st_size for path in files),
        )


@contextmanager
def subset_made(run: Run, count: int, *files: str) -> Iterator[tuple[Path, list[Usage]]]:
    """Make so many structures, or of these only some files; gives their folder, and the jobs."""
    with _place() as name, tempfile.TemporaryDirectory() as folder:
        changed = {"dataset": name, "subset": count, "shard_size": 100_000}
        configfile, usages = Path(folder) / "config.json", Path(folder) / "usage"
        text = json.dumps({**run.config, **changed}, default=str)  # days of YAML
        configfile.write_text(text, encoding="utf-8")
        usages.mkdir()
        command = [sys.executable, "-m", "snakemake", *(f"results/{name}/{one}" for one in files)]
        command += ["--snakefile", str(run.snakefile), "--configfile", str(configfile)]
        command += ["--cores", "1", "--nolock", "--drop-metadata"]
        command += ["--profile", "none", "--workflow-profile", "none", *run.options]
        environment = {k: v for k, v in os.environ.items() if k != "SNAKEMAKE_PROFILE"}
        failed, printed = _run(command, {**environment, FOLDER: str(usages)})
        used = read_usages(usages)
        if failed:
            said = f"{count} structures could not be made: {_reason(printed)}"
            raise _Failed(said, core_s(used))
        yield Path("results") / name, used


def _run(command: Sequence[str], environment: Mapping[str, str]) -> tuple[bool, str]:
    """Whether a program failed, and what it printed; what interrupts this ends it with its jobs."""
    process = subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        printed, _ = process.communicate()
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise
    return process.returncode != 0, printed


@contextmanager
def _place() -> Iterator[str]:
    """A name that no data set has, whose files are removed in the end, also on a signal."""
    os.makedirs("results", exist_ok=True)
    name = os.path.basename(tempfile.mkdtemp(prefix="estimate-", dir="results"))
    before = signal.signal(signal.SIGTERM, lambda *signal: sys.exit("estimate: ended"))
    try:
        yield name
    finally:
        signal.signal(signal.SIGTERM, before)
        for place in ("results", "logs"):
            shutil.rmtree(Path(place) / name, ignore_errors=True)
        (Path(".snakemake") / "data_sets" / f"{name}.json").unlink(missing_ok=True)


def _reason(printed: str) -> str:
    """Of what Snakemake printed, what jobs said of their input; else its last lines."""
    lines = [line for line in printed.splitlines() if line.strip()]
    told = [line for line in lines if re.match(r"[a-z]\w*: ", line)]
    return one_line(" | ".join(dict.fromkeys(told or lines[-3:])), 1000)


def core_s(usages: Sequence[Usage]) -> float:
    """Processor time of jobs."""
    return sum(job.start_s + job.work_s for job in usages)
