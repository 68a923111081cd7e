"""Nothing half-written is ever seen under its final name."""

import hashlib

import pytest

from synthscope.core.files import remove_unfinished, replacing, sha256


def test_a_file_appears_whole_or_not_at_all(tmp_path):
    target = tmp_path / "deep" / "image.h5"
    with replacing(target) as path:
        path.write_bytes(b"half")
        assert not target.exists()
        path.write_bytes(b"whole")
    assert target.read_bytes() == b"whole"


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path):
    target = tmp_path / "table.csv"
    target.write_text("old")
    with pytest.raises(OSError, match="disk full"), replacing(target) as path:
        path.write_text("new but not fini")
        raise OSError("disk full")
    assert [p.name for p in tmp_path.iterdir()] == ["table.csv"]
    assert target.read_text() == "old"


def test_the_temporary_name_is_hidden_and_keeps_the_ending_that_writers_go_by(tmp_path):
    with replacing(tmp_path / "image.tif") as path:
        path.touch()
        assert path.suffix == ".tif" and path.name.startswith(".") and path.parent == tmp_path


def test_writing_nothing_is_an_error_and_makes_no_file(tmp_path):
    with pytest.raises(FileNotFoundError), replacing(tmp_path / "never.png"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_sha256_is_that_of_the_bytes(tmp_path):
    (tmp_path / "file").write_bytes(b"bytes" * 100_000)
    assert sha256(tmp_path / "file") == hashlib.sha256(b"bytes" * 100_000).hexdigest()


def test_what_killed_jobs_left_is_removed_and_nothing_else(tmp_path):
    with replacing(tmp_path / "sub" / "image.v2.h5") as left:
        left.write_bytes(b"half")
        kept = [tmp_path / "sub" / name for name in (".notes.part.txt", "a.1.part.h5", ".hidden")]
        for path in kept:
            path.write_text("the user's own")
        assert remove_unfinished(tmp_path) == [left]
        left.write_bytes(b"whole")  # for the block's end
    assert all(path.exists() for path in kept)
    assert remove_unfinished(tmp_path) == []
