"""The small Slurm cluster that tests/slurm/start.sh starts here, and how tests use it.

Never another: this machine may be the door to a real one, whose nodes see nothing of the tests.
"""

import re
import subprocess

import pytest


def _small_cluster_answers() -> bool:
    asked = ["scontrol", "show", "config"]
    try:
        told = subprocess.run(asked, capture_output=True, text=True, timeout=60).stdout
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return False
    return re.search(r"^ClusterName\s*= test$", told, flags=re.M) is not None


ON_SLURM = ("--profile", "slurm", "--slurm-init-seconds-before-status-checks", "2")

needs_small_cluster = [
    pytest.mark.slurm,
    pytest.mark.skipif(
        not _small_cluster_answers(), reason="tests/slurm/start.sh was not run here"
    ),
]
