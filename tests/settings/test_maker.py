"""A second configuration does not write over the data set of the first unasked."""

import pytest

from synthscope.core.errors import InputError
from synthscope.settings.maker import refuse_other_configuration, remember_configuration


@pytest.fixture(autouse=True)
def made(tmp_path, monkeypatch):
    """A data set that a.yaml made."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "results" / "x").mkdir(parents=True)
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).touch()
    remember_configuration("x", [str(tmp_path / "a.yaml")], "settings")
    return tmp_path


def test_another_file_that_means_something_else_is_refused():
    with pytest.raises(InputError) as error:
        refuse_other_configuration("x", ["b.yaml"], "others")
    told = str(error.value)
    assert told.startswith("results/x was made by a.yaml; b.yaml would write over it")
    assert "another `dataset`" in told and "take_over=true" in told and "\n" not in told
    with pytest.raises(InputError, match=r"a\.yaml and b\.yaml would"):
        refuse_other_configuration("x", ["a.yaml", "b.yaml"], "others")


def test_the_same_file_edited_a_copy_and_a_renamed_file_go_on(made):
    refuse_other_configuration("x", ["a.yaml"], "others")
    refuse_other_configuration("x", [str(made / "a.yaml")], "others")
    (made / "here").symlink_to(made)
    refuse_other_configuration("x", ["here/a.yaml"], "others")
    refuse_other_configuration("x", ["b.yaml"], "settings")
    refuse_other_configuration("y", ["b.yaml"], "others")
    (made / "a.yaml").unlink()
    refuse_other_configuration("x", ["b.yaml"], "others")


def test_without_results_or_notes_there_is_nothing_to_lose(made):
    (made / "results" / "x").rmdir()
    refuse_other_configuration("x", ["b.yaml"], "others")
    (made / "results" / "x").mkdir()
    (made / ".snakemake" / "data_sets" / "x.json").write_text("{")
    refuse_other_configuration("x", ["b.yaml"], "others")
