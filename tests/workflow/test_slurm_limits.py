"""A job that needs more memory or time than it may use on a cluster fails with what raises it."""

from tests.workflow.small_cluster import ON_SLURM, needs_small_cluster

MADE = ["results/small/gaussian/shards/ase-Au55.csv", "results/small/views/ase-Au55.csv"]
# Python reads a module of this name at its start: the jobs' code stays as it is.
GREEDY = """
import os, sys, time
script = sys.orig_argv[-1]
if script.endswith("render_gaussian.py"):
    held = b"1" * 2_000_000_000
    time.sleep(8)
    del held
if script.endswith("list_views.py"):
    time.sleep(float(os.environ["SECONDS_OF_VIEWS"]))
"""

pytestmark = needs_small_cluster


def test_a_job_over_its_memory_or_time_is_told_with_the_limit_and_a_rerun_goes_on(
    finished, copy_of_finished, tmp_path_factory
):
    project = copy_of_finished
    images = [f"gaussian/Au55/{path.name}" for path in project.results.glob("gaussian/Au55/*")]
    files = [*images, *(path.removeprefix("results/small/") for path in MADE)]
    for name in files:
        (project.results / name).unlink()
    place = tmp_path_factory.mktemp("greedy")
    (place / "sitecustomize.py").write_text(GREEDY)
    greedy = {"PYTHONPATH": str(place), "SECONDS_OF_VIEWS": "300"}
    short = ("--retries", "0", "--set-resources", "list_views:runtime=1")
    printed = project.snakemake(*ON_SLURM, *short, "--", *MADE, fails=True, **greedy)
    told = [line for line in printed.splitlines() if "the cluster ended it at its limit" in line]
    assert sorted(told) == [
        "list_views ase-Au55: the cluster ended it at its limit of 1 minutes; run again with "
        "--set-resources list_views:runtime=2, or state that in slurm/profile.yaml",
        "render_gaussian ase-Au55: the cluster ended it at its limit of 1500 MB of memory; run "
        "again with --set-resources render_gaussian:mem_mb=3000, or state that in "
        "slurm/profile.yaml",
    ]
    greedy["SECONDS_OF_VIEWS"] = "0"
    # As the profile has it, but once: the second attempt gets twice the memory.
    printed = project.snakemake(*ON_SLURM, "--retries", "1", "--", *MADE, **greedy)
    assert "Trying to restart job" in printed
    for name in files:
        assert (project.results / name).read_bytes() == (finished.results / name).read_bytes()
