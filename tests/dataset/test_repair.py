"""What differs from what jobs made is named, and its jobs run again."""

import io

import pytest

from synthscope.core.errors import InputError
from synthscope.core.files import sha256
from synthscope.dataset.aside import write_aside_checksums
from synthscope.dataset.checksums import list_files, write_checksums
from synthscope.dataset.key.table import write_table
from synthscope.dataset.repair import outputs_to_remake
from synthscope.dataset.verify import verify

ASIDE = ["provenance", "structures", "*/shards"]
SUMS = ["SHA256SUMS", "provenance/SHA256SUMS"]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A data set with an image, the table of its job, a card, and what was made on the way."""
    monkeypatch.chdir(tmp_path)
    for name in ("gaussian/a.npz", "README.md", "structures/a.json", "provenance/workflow/x"):
        path = tmp_path / "set" / name
        path.parent.mkdir(parents=True) if not path.parent.exists() else None
        path.write_text(name)
    write_table([{"filename": "gaussian/a.npz"}], "set/gaussian/shards/a.csv")
    names = list_files("set", ASIDE)
    write_checksums("set", {name: sha256(f"set/{name}") for name in names})
    write_aside_checksums("set", ASIDE)
    return tmp_path / "set"


def told(folder):
    stream = io.StringIO()
    with pytest.raises(InputError, match="repair"):
        verify(folder, ASIDE, stream)
    return stream.getvalue().splitlines()


def remade(folder):
    outputs = outputs_to_remake(
        "set", ["set/gaussian/shards/a.csv", "set/gaussian/shards/b.csv"], ASIDE
    )
    return [output.removeprefix("set/") for output in outputs]


def test_nothing_is_told_and_made_of_a_folder_in_order(folder):
    stream = io.StringIO()
    verify(folder, ASIDE, stream)
    assert stream.getvalue() == ""
    assert remade(folder) == []


def test_what_was_made_on_the_way_may_be_deleted(folder):
    (folder / "structures/a.json").unlink()
    verify(folder, ASIDE, io.StringIO())
    assert remade(folder) == []


@pytest.mark.parametrize(
    ("name", "outputs"),
    [
        ("gaussian/a.npz", {"gaussian/shards/a.csv"}),
        ("README.md", {"README.md"}),
        ("structures/a.json", {"structures", "structures/a.json"}),
        ("provenance/workflow/x", {"provenance", "provenance/workflow", "provenance/workflow/x"}),
        ("gaussian/shards/a.csv", {"gaussian", "gaussian/shards", "gaussian/shards/a.csv"}),
    ],
)
def test_an_altered_file_is_named_and_made_by_its_job(folder, name, outputs):
    (folder / name).write_text("other")
    assert told(folder) == [f"altered: {name}"]
    assert set(remade(folder)) == outputs | set(SUMS)


def test_missing_and_unknown_files_are_named(folder):
    (folder / "README.md").rename(folder / "notes.txt")
    assert told(folder) == ["missing: README.md", "unknown: notes.txt"]
    assert remade(folder) == sorted(["README.md", *SUMS])


@pytest.mark.parametrize("name", SUMS)
def test_checksums_with_a_foreign_line_are_named_and_the_others_still_compared(folder, name):
    with open(folder / name, "ab") as file:
        file.write(b"nonsense\xff\n")
    (folder / "README.md").write_text("other")
    assert told(folder) == sorted(["altered: README.md", f"altered: {name}"])
    assert {"README.md", *SUMS} <= set(remade(folder))


def test_where_the_checksums_lost_lines_all_that_they_miss_is_made_again(folder):
    (folder / "SHA256SUMS").write_text("")
    assert told(folder) == [
        "altered: SHA256SUMS",
        "unknown: README.md",
        "unknown: gaussian/a.npz",
    ]
    assert {"README.md", "gaussian/shards/a.csv", *SUMS} <= set(remade(folder))


def test_an_unfinished_data_set_is_told(folder):
    (folder / "SHA256SUMS").unlink()
    with pytest.raises(InputError, match="not finished"):
        verify(folder, ASIDE, io.StringIO())
    assert remade(folder) == []
