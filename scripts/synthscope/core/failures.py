"""Why jobs of a run failed, in a line each, as the last that stands on the terminal."""

import atexit
import sys
from collections.abc import Sequence
from pathlib import Path

from synthscope.core.errors import one_line

MOST_TOLD = 10
SKEW_S = 60
"""Clocks of a cluster's machines and of its disks differ; a log is not older for that."""


def failure_line(rule: str, name: str, log: Path | None, since: float) -> str:
    """What a job that failed has said last.

    Parameters
    ----------
    rule
        Of the job.
    name
        Of its part of the data set; "" where the rule has one job.
    log
        In which it says what goes wrong, by `core.jobs.job`; it begins with the rule where the
        user can mend it.
    since
        When the run began, s since 1970: an older log is of another one.
    """
    job = f"{rule} {name}".rstrip()
    try:
        old = log is None or log.stat().st_mtime < since - SKEW_S
        lines = [] if old else log.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError:
        lines = []
    said = [line for line in lines if line.strip()]
    if not said:
        return f"{job}: ended without a word, as jobs do that were killed or did not start"
    if said[-1].startswith(f"{rule}: "):
        return one_line(said[-1], 1000)
    return f"{job}: {one_line(said[-1], 1000)} (all of it: {log})"


def tell_last(lines: Sequence[str], logs: str) -> None:
    """Write lines when the program ends, after all that Snakemake still has to say.

    `logs` is the folder with the logs of those jobs of which there are too many to be told.
    """
    different = list(dict.fromkeys(lines))
    told = different[:MOST_TOLD]
    if more := len(different) - len(told):
        told.append(f"and {more} more jobs failed; their logs stand in {logs}")
    text = "".join(f"{line}\n" for line in ("", *told)) if told else ""
    atexit.register(sys.stderr.write, text)
