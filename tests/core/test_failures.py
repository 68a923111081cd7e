"""Why a job failed is told in one line, after all else."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from synthscope.core.failures import MOST_TOLD, failure_line

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
MENDED = "write_key: a.csv: cut off at line 3; remove it"
FAULT = 'Traceback (most recent call last):\n  File "x.py", line 1\nValueError: no   room\n'


@pytest.mark.parametrize(
    ("log", "line"),
    [
        (f"3 images\n{MENDED}\n", MENDED),
        (FAULT, "write_key Au55: ValueError: no room (all of it: {log})"),
        ("\n", "write_key Au55: ended without a word, as jobs do that were killed"),
    ],
)
def test_what_a_log_says_last_is_told(tmp_path, log, line):
    path = tmp_path / "a.log"
    path.write_text(log)
    told = failure_line("write_key", "Au55", path, time.time())
    assert told.startswith(line.format(log=path)) and "\n" not in told


def test_the_log_of_another_run_is_not_told(tmp_path):
    path = tmp_path / "a.log"
    path.write_text(f"{MENDED}\n")
    os.utime(path, (1e9, 1e9))
    for log in (path, tmp_path / "none.log", None):
        assert "ended without a word" in failure_line("write_key", "", log, time.time())


def told_at_the_end(lines: list[str]) -> list[str]:
    """What a program prints that has these lines told and then says something itself."""
    code = (
        "from synthscope.core.failures import tell_last\n"
        f"tell_last({lines!r}, 'logs/x')\n"
        "import sys; print('At least one job did not complete', file=sys.stderr)"
    )
    environment = os.environ | {"PYTHONPATH": str(SCRIPTS)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True)
    return done.stderr.decode().splitlines()


def test_lines_come_after_all_else_and_each_once():
    assert told_at_the_end([MENDED, MENDED])[-3:] == [
        "At least one job did not complete",
        "",
        MENDED,
    ]
    assert told_at_the_end([]) == ["At least one job did not complete"]


def test_of_many_failures_the_first_are_told_and_the_rest_are_counted():
    told = told_at_the_end([f"a: {k}" for k in range(MOST_TOLD + 5)])
    assert len(told) == 3 + MOST_TOLD
    assert told[-1] == "and 5 more jobs failed; their logs stand in logs/x"
