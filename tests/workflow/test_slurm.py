"""The same data set on a Slurm cluster as on one machine."""

from tests.workflow.small_cluster import ON_SLURM, needs_small_cluster

pytestmark = needs_small_cluster


def test_slurm_gives_the_checksums_of_a_local_run(everything, new_project):
    project = new_project()
    project.configure("everything", shard_size=5)
    printed = project.snakemake(*ON_SLURM)
    assert "submitted with SLURM jobid" in printed
    assert project.checksums() == everything.checksums()
