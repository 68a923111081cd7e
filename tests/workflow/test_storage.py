"""Without a shared file system the same data set comes together where Snakemake was started."""

import shutil

import pytest

pytest.importorskip("snakemake_storage_plugin_fs")
if not shutil.which("rsync"):
    pytest.skip("the storage plugin copies with rsync", allow_module_level=True)


@pytest.fixture(scope="module")
def project(new_project):
    return new_project()


@pytest.fixture
def run(project):
    """Runs Snakemake with a storage beside the project."""
    storage = ["--shared-fs-usage", "none", "--default-storage-provider", "fs"]
    storage += ["--default-storage-prefix", str(project.root.parent / "storage")]
    return lambda *arguments, **more: project.snakemake(*storage, *arguments, **more)


def test_images_travel_with_their_jobs_and_the_bytes_are_the_same(project, run, finished):
    # As if the jobs of each stage ran on a machine of their own.
    for rule in ("render_gaussian", "package_usid"):
        run("--until", rule)
        shutil.rmtree(project.results, ignore_errors=True)
    run()
    assert project.checksums() == finished.checksums()
    made, expected = project.files(), finished.files()
    unbrought = expected.keys() - made.keys()
    assert {name.split("/")[0] for name in unbrought} == {"structures", "views", "provenance"}
    assert made == {name: expected[name] for name in made}
    run("verify")


def test_what_is_missing_is_brought_again_and_made_where_it_is_gone(project, run):
    before = project.files()
    assert "Nothing to be done" in run()
    (image,) = project.results.glob("gaussian/Au55/*.npz")
    image.unlink()
    assert "render_gaussian" not in run("-n")
    (project.root.parent / "storage/results/small/gaussian/shards/ase-Au55.tar").unlink()
    assert "render_gaussian" in run("-n")
    run()
    assert project.files() == before


def test_repair_mends_what_was_brought(project, run):
    before = project.files()
    (project.results / "key.csv").write_text("altered")
    assert "altered: key.csv" in run("verify", fails=True)
    run("repair")
    assert project.files() == before
