"""A job that runs on a GPU asks Slurm for one, and conda for what drives it."""

import os
import sys
from pathlib import Path

import pytest

SIMULATED = {
    "haadf": "results/small/haadf/simulations/aflow-000001.h5",
    "cbed": "results/small/cbed/shards/aflow-000001.csv",
    "stem4d": "results/small/stem4d/shards/aflow-000001.csv",
}
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


@pytest.mark.parametrize("product", SIMULATED)
def test_slurm_and_conda_are_asked_for_a_gpu_where_one_is_chosen_and_only_there(
    new_project, cluster, product
):
    project = new_project()
    for device in ("cpu", "cuda"):
        project.configure(
            products=[product],
            structures={"ase": [], "aflow": ["1"]},
            **{product: {"device": device}},
        )
        planned = project.snakemake("-n", "--sdm", "conda", "--", SIMULATED[product], PATH=cluster)
        cuda = "cbed-cuda" if product == "cbed" else "multislice-cuda"
        assert (f"envs/{cuda}.yaml will be created" in planned) == (device == "cuda")
        assert (f"envs/{product}.yaml will be created" in planned) == (device == "cpu")
        project.snakemake("--", *NEEDED)
        slurm = ("--profile", "slurm", "--slurm-no-account", "--retries", "0")
        soon = ("--slurm-init-seconds-before-status-checks", "1")
        refused = project.snakemake(
            *slurm, *soon, "--", SIMULATED[product], PATH=cluster, fails=True
        )
        calls = [line for line in refused.splitlines() if line.strip().startswith("sbatch --")]
        assert calls and all(f"rule_simulate_{product}" in call for call in calls)
        assert all(("--gpus=1" in call) == (device == "cuda") for call in calls)
