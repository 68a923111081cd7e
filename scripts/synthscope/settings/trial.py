"""Making a subset of a data set, to measure what its jobs take; nothing of it stays."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synthscope.core.errors import InputError
from synthscope.core.usage import FOLDER, Usage, read_usages
from synthscope.dataset.key.columns import Row
from synthscope.dataset.key.table import read_table

FIRST = 3  # structures


@dataclass(frozen=True)
class Run:
    """How a subset is made.

    Attributes
    ----------
    config
        The whole configuration as it was read.
    snakefile
        Of this workflow.
    dataset
        A name for the subset that no data set has; what stands under it is removed.
    deployment
        What makes the software of jobs, as `--sdm` takes it: conda, or nothing.
    """

    config: Mapping[str, Any]
    snakefile: Path
    dataset: str
    deployment: Sequence[str] = ()


@dataclass(frozen=True)
class Trial:
    """A subset that was made: how many structures it has, its jobs and its key."""

    structures: int
    usages: Sequence[Usage]
    rows: Sequence[Row]

    @property
    def core_s(self) -> float:
        return sum(job.start_s + job.work_s for job in self.usages)


def measure(run: Run, structures: int, seconds: float) -> Trial:
    """Make a few structures, and then as many as `seconds` of processor time suffice for.

    Parameters
    ----------
    structures
        How many the data set has.

    Raises
    ------
    InputError
        The subset could not be made; with the last lines of what Snakemake said.
    """
    count = min(FIRST, structures) or 1
    trial = _made(run, count)
    each = sum(job.work_s for job in trial.usages if job.wildcards) / count
    more = min(int((seconds - trial.core_s) / each), structures) if each else count
    if more <= count:
        return trial
    return _made(run, more)


def _made(run: Run, count: int) -> Trial:
    changed = {"dataset": run.dataset, "subset": count, "shard_size": 100_000, "take_over": True}
    with tempfile.TemporaryDirectory() as folder:
        configfile = Path(folder) / "config.json"
        configfile.write_text(json.dumps({**run.config, **changed}), encoding="utf-8")
        usages = Path(folder) / "usage"
        usages.mkdir()
        command = [sys.executable, "-m", "snakemake", "--snakefile", str(run.snakefile)]
        command += ["--configfile", str(configfile), "--cores", "1", "--nolock", "--forceall"]
        command += ["--sdm", *run.deployment] if run.deployment else []
        done = subprocess.run(
            command,
            env={**os.environ, FOLDER: str(usages)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        results = Path("results") / run.dataset
        try:
            if done.returncode:
                said = [line for line in done.stdout.splitlines() if line.strip()][-8:]
                raise InputError(f"{count} structures could not be made: " + " | ".join(said))
            return Trial(count, read_usages(usages), read_table(results / "key.csv"))
        finally:
            for place in (results, Path("logs") / run.dataset):
                shutil.rmtree(place, ignore_errors=True)
