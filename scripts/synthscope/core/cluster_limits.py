"""Why a cluster ended a job: the limit that it went over, and the setting that raises it."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

_SIGNS = {
    "mem_mb": re.compile(
        r"exceeded (job )?memory limit|oom[_-]kill|out of memory", flags=re.IGNORECASE
    ),
    "runtime": re.compile(r"due to time limit", flags=re.IGNORECASE),
}
"""By Snakemake's names of the resources, what Slurm writes into a job's log when it ends it for
going over one: `jobacct_gather` and `task/cgroup` for memory, slurmd for time."""

_UNITS = {"mem_mb": "MB of memory", "runtime": "minutes"}


def exceeded(log: str) -> str | None:
    """The resource (`mem_mb` or `runtime`) that a job's Slurm log says it went over, or None."""
    return next((name for name, sign in _SIGNS.items() if sign.search(log)), None)


def newest_log(logs: Path, rule: str, wildcards: Iterable[str]) -> str:
    """The text of a job's newest log in Snakemake's folder of Slurm's logs, "" without one."""
    folder = logs / f"rule_{rule}" / "_".join(wildcards).replace("/", "_")
    found = sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime_ns)
    return found[-1].read_text(encoding="utf-8", errors="replace") if found else ""


def limit_line(job: str, rule: str, attempts: int, limits: Mapping[str, int], log: str) -> str:
    """One line: which job, which limit, and what raises it; "" where none was the cause.

    Parameters
    ----------
    job
        As it is known to the user.
    rule
        The name that `--set-resources` knows it by.
    attempts
        How often it was tried.
    limits
        Of the last attempt, by resource.
    log
        What Slurm wrote about this attempt.
    """
    name = exceeded(log)
    if name is None:
        return ""
    limit = limits[name]
    tried = "" if attempts == 1 else f" in attempt {attempts}"
    return (
        f"{job}: the cluster ended it at its limit of {limit} {_UNITS[name]}{tried}; run again "
        f"with --set-resources {rule}:{name}={2 * limit}, or state that in slurm/profile.yaml"
    )
