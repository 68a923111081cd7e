"""Large data sets are planned when the workflow is read, without opening their files."""

import os

NUMBER = 70_000


def test_seventy_thousand_structures_are_planned_as_hundreds_of_jobs(new_project):
    project = new_project()
    folder = project.root / "mine"
    folder.mkdir()
    for thousand in range(NUMBER // 1000):
        first = folder / f"{thousand:03}000.cif"
        first.write_text("data_a\n")
        for number in range(1, 1000):  # links: faster to make than files
            os.link(first, folder / f"{thousand:03}{number:03}.cif")
    project.configure(structures={"ase": [], "aflow": [], "folder": "mine"}, shard_size=500)
    jobs, _ = project.plan()
    assert NUMBER / 1000 <= jobs["check_structures"] <= NUMBER / 250
    assert sum(jobs.values()) < 10 * jobs["check_structures"]


def test_tomopy_is_asked_for_by_a_setting_alone_and_nothing_checksummed_depends_on_it(new_project):
    project = new_project()
    project.configure("everything")
    assert "compare_tomopy" not in project.plan()[0]
    project.configure("everything", tomography={"baselines_tomopy": True})
    assert project.plan()[0]["compare_tomopy"] == 1
    jobs, _ = project.plan("results/small/SHA256SUMS")
    assert jobs["compare_baselines"] == 1 and "compare_tomopy" not in jobs
