"""The same data set on a Slurm cluster: the small one that tests/slurm/start.sh starts here.

Never on another: this machine may be the door to a real one, whose nodes see nothing of the tests.
"""

import re
import subprocess

import pytest


def small_cluster_answers() -> bool:
    asked = ["scontrol", "show", "config"]
    try:
        told = subprocess.run(asked, capture_output=True, text=True, timeout=60).stdout
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return False
    return re.search(r"^ClusterName\s*= test$", told, flags=re.M) is not None


@pytest.mark.slurm
@pytest.mark.skipif(not small_cluster_answers(), reason="tests/slurm/start.sh was not run here")
def test_slurm_gives_the_checksums_of_a_local_run(everything, new_project):
    project = new_project()
    project.configure("everything", shard_size=5)
    printed = project.snakemake(
        "--profile", "slurm", "--slurm-init-seconds-before-status-checks", "2"
    )
    assert "submitted with SLURM jobid" in printed
    assert project.checksums() == everything.checksums()
