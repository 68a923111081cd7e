"""A file that a job's table lists is missed when it is gone."""

import pytest

from synthscope.dataset.key.table import write_table
from synthscope.dataset.lost import lost_files


@pytest.fixture
def folder(tmp_path):
    """Two jobs with files in one folder, and a job whose table is not yet there."""
    for job, names in (("a", ("one.npz", "more/two.npz")), ("b", ("three.npz",))):
        names = [f"gaussian/{name}" for name in names]
        for name in names:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).touch()
        write_table([{"filename": name} for name in names], tmp_path / f"gaussian/shards/{job}.csv")
    return tmp_path


@pytest.fixture
def tables(folder):
    return [f"{folder}/gaussian/shards/{job}.csv" for job in "abc"]


def test_nothing_is_lost_of_a_finished_data_set(folder, tables):
    assert lost_files(folder, tables) == {}


def test_lost_files_are_told_with_the_table_of_their_job(folder, tables):
    (folder / "gaussian/more/two.npz").unlink()
    assert lost_files(folder, tables) == {tables[0]: ["gaussian/more/two.npz"]}


def test_a_lost_folder_is_told_by_its_files(folder, tables):
    (folder / "gaussian/more/two.npz").unlink()
    (folder / "gaussian/more").rmdir()
    assert lost_files(folder, tables) == {tables[0]: ["gaussian/more/two.npz"]}


@pytest.mark.parametrize("text", ["", "product,id\n", "id,filename\n1\n", "\x00\xff"])
def test_a_table_that_cannot_be_read_stands_for_itself(folder, tables, text):
    (folder / "gaussian/shards/b.csv").write_text(text, encoding="latin-1")
    assert lost_files(folder, tables) == {tables[1]: ["gaussian/shards/b.csv"]}
