"""A data set's folder holds what its configuration makes, and what the user put there."""


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
