"""A job that runs on a GPU asks Slurm for one, and conda for what drives it."""

import os
import sys
from pathlib import Path

import pytest

SIMULATED = "results/small/haadf/simulations/aflow-000001.h5"
NEEDED = [
    f"results/small/{name}" for name in ("structures/aflow-000001.json", "views/aflow-000001.csv")
]
# All that the executor may start, so that the test is the same with Slurm here and without.
ANSWERS = {
    "sinfo": "echo 'main*'",
    "scontrol": "printf 'MinJobAge = 300 sec\\nMaxArraySize = 1001\\n'",
    "squeue": "",
    "sacct": "exit 1",
    "sacctmgr": "exit 1",
    "sshare": "exit 1",
    "scancel": "",
    "sbatch": "echo not here >&2; exit 1",
}


@pytest.fixture
def cluster(tmp_path) -> str:
    """A PATH with the programs of a cluster that takes no jobs, and with a stand-in for conda."""
    for name, answer in ANSWERS.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{answer}\n")
        (tmp_path / name).chmod(0o755)
    conda = Path(__file__).parents[1] / "conda" / "bin"
    places = [tmp_path, conda, Path(sys.executable).parent, os.environ["PATH"]]
    return os.pathsep.join(map(str, places))


def test_slurm_and_conda_are_asked_for_a_gpu_where_one_is_chosen_and_only_there(
    new_project, cluster
):
    project = new_project()
    for device in ("cpu", "cuda"):
        project.configure(
            products=["haadf"],
            structures={"ase": [], "aflow": ["1"]},
            haadf={"device": device},
        )
        planned = project.snakemake("-n", "--sdm", "conda", "--", SIMULATED, PATH=cluster)
        assert ("envs/haadf-cuda.yaml will be created" in planned) == (device == "cuda")
        assert ("envs/haadf.yaml will be created" in planned) == (device == "cpu")
        project.snakemake("--", *NEEDED)
        slurm = ("--profile", "slurm", "--slurm-no-account", "--retries", "0")
        soon = ("--slurm-init-seconds-before-status-checks", "1")
        refused = project.snakemake(*slurm, *soon, "--", SIMULATED, PATH=cluster, fails=True)
        calls = [line for line in refused.splitlines() if line.strip().startswith("sbatch --")]
        assert calls and all("rule_simulate_haadf" in call for call in calls)
        assert all(("--gpus=1" in call) == (device == "cuda") for call in calls)
