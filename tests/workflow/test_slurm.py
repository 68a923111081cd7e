"""The same data set on a Slurm cluster; tests/slurm/start.sh starts a small one."""

import shutil
import subprocess

import pytest


def slurm_answers() -> bool:
    if not shutil.which("sinfo"):
        return False
    return subprocess.run(["sinfo"], capture_output=True, timeout=60).returncode == 0


@pytest.mark.slurm
@pytest.mark.skipif(not slurm_answers(), reason="no Slurm cluster answers here")
def test_slurm_gives_the_checksums_of_a_local_run(everything, new_project):
    project = new_project()
    project.configure("everything", shard_size=5)
    printed = project.snakemake(
        "--profile", "slurm", "--slurm-init-seconds-before-status-checks", "2"
    )
    assert "submitted with SLURM jobid" in printed
    assert project.checksums() == everything.checksums()
