"""SHA256SUMS is what sha256sum reads, and finds what is missing, altered or unknown."""

import shutil
import subprocess

import pytest

from synthscope.core.errors import InputError
from synthscope.core.files import sha256
from synthscope.dataset import checksums

ASIDE = ["provenance", "*/shards"]


@pytest.fixture
def folder(tmp_path):
    for name in (
        "key.csv",
        "haadf/a b.png",
        "haadf/ü.png",
        "provenance/dag.svg",
        "haadf/shards/x.csv",
        ".part",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    names = checksums.list_files(tmp_path, aside=ASIDE)
    checksums.write_checksums(tmp_path, {name: sha256(tmp_path / name) for name in names})
    return tmp_path


def test_every_file_is_covered_but_what_is_set_aside_and_itself(folder):
    assert list(checksums.read_checksums(folder)) == ["haadf/a b.png", "haadf/ü.png", "key.csv"]
    assert not checksums.compare(folder, aside=ASIDE)


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="needs sha256sum")
def test_sha256sum_checks_it_and_notices_a_changed_byte(folder):
    command = ["sha256sum", "--check", "--strict", "--quiet", checksums.NAME]
    assert subprocess.run(command, cwd=folder).returncode == 0
    (folder / "haadf/a b.png").write_text("other")
    assert subprocess.run(command, cwd=folder, capture_output=True).returncode == 1


def test_missing_altered_and_unknown_files_are_told_apart(folder):
    (folder / "key.csv").unlink()
    (folder / "haadf/ü.png").write_text("other")
    (folder / "haadf/new.png").write_text("new")
    difference = checksums.compare(folder, aside=ASIDE)
    assert difference == checksums.Difference(["key.csv"], ["haadf/ü.png"], ["haadf/new.png"])
    assert difference


def test_a_file_that_should_be_there_is_named_when_it_is_not(folder):
    with pytest.raises(InputError, match=r"gone\.png.*missing; run again"):
        checksums.refuse_missing(folder, ["key.csv", "gone.png"])


@pytest.mark.parametrize("line", ["abc  key.csv", "0" * 64 + "  ../x", "0" * 64 + "  /etc/passwd"])
def test_foreign_lines_and_paths_outside_are_refused(folder, line):
    (folder / checksums.NAME).write_text(line + "\n")
    with pytest.raises(InputError, match="line 1"):
        checksums.read_checksums(folder)
