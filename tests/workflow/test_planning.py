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
