"""A run does what is missing or changed, and nothing else."""

import os

import pytest

from synthscope.core.fingerprint import code_files

# Without the provenance.
DATA = ["results/small/SHA256SUMS"]


def rules_that_import(project, module: str) -> set[str]:
    scripts = project.root / "scripts"
    return {
        script.stem
        for script in scripts.glob("*.py")
        if scripts / "synthscope" / module in code_files(script, scripts)
    }


def test_a_second_run_does_nothing(finished):
    assert "Nothing to be done" in finished.snakemake()


def test_a_new_checkout_with_other_times_does_nothing(copy_of_finished):
    for path in (copy_of_finished.root / "scripts").rglob("*.py"):
        os.utime(path)
    assert copy_of_finished.plan() == ({}, set())


@pytest.mark.parametrize(
    "module", ["gaussian/render.py", "structures/symmetry/views.py", "dataset/key/columns.py"]
)
def test_an_edited_module_runs_again_what_imports_it_and_nothing_else(copy_of_finished, module):
    path = copy_of_finished.root / "scripts" / "synthscope" / module
    path.write_text(path.read_text() + "\nEDITED = True\n")
    importing = rules_that_import(copy_of_finished, module)
    assert importing
    jobs, changed = copy_of_finished.plan()
    changed -= {"write_rocrate"}  # it keeps a copy of the code, so it depends on all of it
    assert changed and changed <= importing
    used = {path.stem for path in (copy_of_finished.root / "logs" / "small").iterdir()}
    assert importing & used <= set(jobs)


def test_an_edited_comment_runs_nothing_again(copy_of_finished):
    path = copy_of_finished.root / "scripts" / "synthscope" / "gaussian" / "render.py"
    path.write_text(path.read_text() + "\n# a remark\n")
    assert copy_of_finished.plan(*DATA) == ({}, set())


def test_another_setting_runs_again_only_the_rules_that_read_it(copy_of_finished):
    copy_of_finished.configure(gaussian={"rotations": 2})
    assert copy_of_finished.plan(*DATA)[1] == {"render_gaussian", "write_configuration"}


def test_a_setting_changed_and_changed_back_gives_the_same_bytes(copy_of_finished):
    """Although jobs that were cut up otherwise have written over the images of the first."""
    before = copy_of_finished.files()
    copy_of_finished.configure(gaussian={"sigma_A": 0.7}, shard_size=100)
    copy_of_finished.snakemake("--", *DATA)
    assert copy_of_finished.files() != before
    copy_of_finished.configure()
    copy_of_finished.snakemake("--", *DATA)
    assert copy_of_finished.files() == before


def test_an_added_structure_leaves_the_others_alone(copy_of_finished):
    copy_of_finished.configure(structures={"ase": ["Au55", "NaCl rocksalt a=5.64", "Cu fcc"]})
    jobs, _ = copy_of_finished.plan()
    assert jobs["check_structures"] == jobs["list_views"] == jobs["render_gaussian"] == 1


def test_an_added_structure_reaches_the_tables_of_all_structures(copy_of_finished):
    copy_of_finished.configure(structures={"ase": ["Au55", "NaCl rocksalt a=5.64", "Cu fcc"]})
    jobs, _ = copy_of_finished.plan()
    assert {"build_catalog", "assign_splits", "write_key", "write_card"} <= jobs.keys()


def test_an_added_structure_does_not_hide_another_setting(copy_of_finished):
    rendered = len(list((copy_of_finished.results / "gaussian/shards").iterdir()))
    copy_of_finished.configure(
        structures={"ase": ["Au55", "NaCl rocksalt a=5.64", "Cu fcc"]}, gaussian={"rotations": 2}
    )
    assert copy_of_finished.plan()[0]["render_gaussian"] == rendered + 1
