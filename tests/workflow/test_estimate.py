"""What a data set will take is told beforehand, and a part of it can be looked at."""

import re


def test_an_estimate_says_what_the_run_then_makes_and_leaves_nothing_behind(new_project, finished):
    project = new_project()
    project.configure(estimate_s=1)
    printed = project.snakemake("estimate")
    assert "measured: 3 of 4 structures" in printed
    told = re.search(r"^gaussian +([\d,]+) +([\d,]+) +([\d.]+) (\w+)", printed, flags=re.M)
    patterns = ["gaussian/*/*.npz", "usid/gaussian/*.h5"]
    made = [path for pattern in patterns for path in finished.results.glob(pattern)]
    assert int(told[1]) == 12  # four structures, three rotations
    assert int(told[2]) == len(made) == 8
    size = float(told[3]) * {"kB": 1e3, "MB": 1e6}[told[4]]
    assert 0.7 < size / sum(path.stat().st_size for path in made) < 1.3
    assert not list((project.root / "results").iterdir())
    assert [path.name for path in (project.root / "logs").iterdir()] == ["small"]


def test_a_subset_has_the_files_that_its_structures_have_in_the_whole(new_project, finished):
    project = new_project()
    project.configure(subset=2)
    project.snakemake()
    images = {name: made for name, made in project.files().items() if name.startswith("gaussian/")}
    stacks = {name.split("/")[1] for name in images if not name.startswith("gaussian/shards")}
    assert len(stacks) == 2
    whole = finished.files()
    assert all(whole[name] == made for name, made in images.items())
