"""A job that a cluster ended at a limit is told with the limit and what raises it."""

import os

import pytest

from synthscope.core.cluster_limits import exceeded, limit_line, newest_log

# As Slurm 22.05 and 23.11 wrote them.
LOGS = {
    "slurmstepd-n1: error: StepId=5.batch exceeded memory limit (17 > 15), being killed": "mem_mb",
    "slurmstepd: error: Exceeded job memory limit": "mem_mb",
    "slurmstepd: error: Detected 1 oom_kill event in StepId=7.0. Some of the step tasks have been "
    "OOM Killed.": "mem_mb",
    "slurmstepd: error: *** JOB 1 ON n1 CANCELLED AT 2026-11-27 DUE TO TIME LIMIT ***": "runtime",
    "slurmstepd-n1: error: *** JOB 12 ON n1 CANCELLED AT 2026-11-27 ***": None,
    "render_gaussian: a.cif: no room": None,
    "": None,
}


@pytest.mark.parametrize("log", LOGS)
def test_the_limit_is_read_off_the_log(log):
    assert exceeded(f"building\n{log}\n") == LOGS[log]


def test_the_line_names_job_limit_and_setting():
    limits = {"mem_mb": 3000, "runtime": 60}
    line = limit_line("render Au55", "render", 2, limits, "Exceeded job memory limit\n")
    assert line == (
        "render Au55: the cluster ended it at its limit of 3000 MB of memory in attempt 2; run "
        "again with --set-resources render:mem_mb=6000, or state that in slurm/profile.yaml"
    )
    assert "60 minutes; run" in limit_line("x", "x", 1, limits, "CANCELLED DUE TO TIME LIMIT")
    assert limit_line("x", "x", 1, limits, "KeyError") == ""


def test_the_newest_log_of_the_job_counts(tmp_path):
    assert newest_log(tmp_path, "render", ["a/b", "c"]) == ""
    folder = tmp_path / "rule_render" / "a_b_c"
    folder.mkdir(parents=True)
    for number, name in enumerate(("10.log", "9.log")):
        (folder / name).write_text(name)
        os.utime(folder / name, (number, number))
    assert newest_log(tmp_path, "render", ["a/b", "c"]) == "9.log"
