"""A data set's folder holds what its configuration makes, and what the user put there."""

import yaml


def files(project):
    return {name for name in project.files() if not name.startswith("provenance/")}


def test_what_a_smaller_configuration_does_not_make_goes_and_comes_back(copy_of_finished):
    project = copy_of_finished
    before = project.files()
    mine = project.results / "gaussian" / "Au55" / "00000099_mine.npz"
    mine.write_text("mine")
    project.configure(structures={"ase": ["Au55"], "aflow": [1]}, gaussian={"rotations": 2})
    printed = project.snakemake()
    assert "files of jobs that this configuration does not have" in printed
    gone = ("aflow-000002", "gaussian/000002", "rocksalt")
    assert [name for name in project.files() if any(one in name for one in gone)] == []
    assert not (project.results / "gaussian" / "Au55" / "00000003.npz").exists()
    assert mine.read_text() == "mine"
    mine.unlink()
    project.configure()
    project.snakemake()
    assert project.files() == before


def test_a_product_that_is_left_out_leaves_nothing_behind(copy_of_finished):
    project = copy_of_finished
    small = {"size": 32, "samples": 1, "objects": 9, "baselines": False}
    project.configure(products=["tomography"], tomography=small)
    project.snakemake()
    left = {name for name in files(project) if "gaussian" in name or "Au55" in name}
    assert left == set()


def test_a_second_configuration_with_the_name_of_the_first_is_refused_unless_it_takes_over(
    copy_of_finished,
):
    project = copy_of_finished
    before = project.files()
    other = yaml.safe_load((project.root / "my.yaml").read_text())
    other["structures"] = {"ase": ["Au55"]}
    (project.root / "other.yaml").write_text(yaml.safe_dump(other))
    told = "results/small was made by my.yaml; other.yaml would write over it"
    for more in ([], ["-n"]):
        assert told in project.snakemake("--configfile", "other.yaml", *more, fails=True)
    assert project.files() == before
    printed = project.snakemake("--configfile", "other.yaml", "--config", "take_over=true")
    assert "files of jobs that this configuration does not have" in printed
    assert "results/small was made by other.yaml" in project.snakemake("-n", fails=True)
