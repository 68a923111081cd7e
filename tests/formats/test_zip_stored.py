"""ZIP archives are read by Python's own module, whatever their number of files, and are equal."""

import zipfile

import pytest

from synthscope.core.errors import InputError
from synthscope.core.files import sha256
from synthscope.formats.zip_stored import zip_archive


def test_what_was_added_is_read(tmp_path):
    for name in ("a", "b"):
        with zip_archive(tmp_path / name) as archive:
            archive.add("one/1.txt", b"first")
            archive.add("two", b"")
    with zipfile.ZipFile(tmp_path / "a") as found:
        assert found.testzip() is None
        assert found.namelist() == ["one/1.txt", "two"]
        assert found.read("one/1.txt") == b"first" and found.read("two") == b""
    assert sha256(tmp_path / "a") == sha256(tmp_path / "b")


def test_an_archive_may_have_more_files_than_old_directories_count(tmp_path):
    with zip_archive(tmp_path / "many.zip") as archive:
        for number in range(70_000):
            archive.add(f"{number}", b"%d" % number)
    with zipfile.ZipFile(tmp_path / "many.zip") as found:
        assert len(found.namelist()) == 70_000
        assert found.read("69999") == b"69999"


def test_an_archive_of_nothing_is_one(tmp_path):
    with zip_archive(tmp_path / "none.zip"):
        pass
    assert zipfile.ZipFile(tmp_path / "none.zip").namelist() == []


def test_two_files_of_one_name_are_refused(tmp_path):
    with (
        pytest.raises(InputError, match="two files would be called a"),
        zip_archive(tmp_path / "a.zip") as archive,
    ):
        archive.add("a", b"1")
        archive.add("a", b"2")
    assert not list(tmp_path.iterdir())
