"""Every rule runs in an environment of what its file lists, and of nothing else."""

import os
import sys
from pathlib import Path

import pytest

CLIENT = Path(__file__).parents[1] / "conda" / "bin"
PATH = os.pathsep.join([str(CLIENT), str(Path(sys.executable).parent), os.environ["PATH"]])


@pytest.mark.slow
def test_conda_environments_suffice_and_give_the_same_checksums(everything, new_project):
    project = new_project()
    project.configure("everything", shard_size=5)
    printed = project.snakemake("--sdm", "conda", PATH=PATH)
    assert "Activating conda environment" in printed
    assert project.checksums() == everything.checksums()


@pytest.mark.slow
def test_a_job_that_imports_what_its_environment_lacks_fails(new_project):
    project = new_project()
    script = project.root / "scripts" / "build_catalog.py"
    script.write_text(
        script.read_text() + "\ntry:\n    import pulp\nexcept ImportError:\n    pass\n"
    )
    catalog = "results/small/catalog.csv"
    printed = project.snakemake("--sdm", "conda", "--", catalog, PATH=PATH, fails=True)
    assert "not declared in this rule's environment: pulp" in printed
