"""What a data set will take is told beforehand, and a part of it can be looked at."""

import json
import re


def test_an_estimate_says_what_the_run_then_makes_and_leaves_nothing_behind(new_project, finished):
    project = new_project()
    project.configure(estimate_s=1)
    printed = project.snakemake("estimate")
    assert "measured: 3 of 4 structures\n" in printed
    told = re.search(r"^gaussian +([\d,]+) +([\d,]+) +([\d.]+) (\w+)", printed, flags=re.M)
    patterns = ["gaussian/*/*.npz", "usid/gaussian/*.h5"]
    made = [path for pattern in patterns for path in finished.results.glob(pattern)]
    assert int(told[1]) == 12  # four structures, three rotations
    assert int(told[2]) == len(made) == 8
    size = float(told[3]) * {"kB": 1e3, "MB": 1e6}[told[4]]
    assert 0.7 < size / sum(path.stat().st_size for path in made) < 1.3
    assert not list((project.root / "results").iterdir())
    assert [path.name for path in (project.root / "logs").iterdir()] == ["small"]
    notes = project.root / ".snakemake"
    assert not list((notes / "data_sets").iterdir()) and not list((notes / "metadata").iterdir())


def test_a_subset_has_the_files_that_its_structures_have_in_the_whole(new_project, finished):
    project = new_project()
    project.configure(subset=2)
    project.snakemake()
    images = {name: made for name, made in project.files().items() if name.startswith("gaussian/")}
    stacks = {name.split("/")[1] for name in images if not name.startswith("gaussian/shards")}
    assert len(stacks) == 2
    whole = finished.files()
    assert all(whole[name] == made for name, made in images.items())


def test_what_files_of_a_subset_say_of_the_settings_is_what_was_asked_for(new_project):
    scans = {"modes": ["simple"], "samples": 2, "size": 32, "objects": 10}
    table = "results/small/tomography/simple/shards/0000.csv"
    made = []
    for subset in (None, 1):
        project = new_project()
        project.configure(products=["tomography"], tomography=scans, subset=subset)
        project.snakemake("--", table, "results/small/configuration.json")
        made.append((project.root / table).read_text())
    assert made[0] == made[1]
    told = json.loads((project.results / "configuration.json").read_text())
    assert told["tomography"]["samples"] == 2 and told["subset"] == 1
