"""Files travel in an archive unchanged, and none lands outside its folder."""

import tarfile

import pytest

from synthscope.core.archive import pack, unpack
from synthscope.core.errors import InputError


def test_files_come_back_as_they_were_and_the_archive_has_always_the_same_bytes(tmp_path):
    for name in ("b.png", "more/a.npz"):
        (tmp_path / "here" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "here" / name).write_bytes(name.encode() * 1000)
    pack(tmp_path / "here", ["more/a.npz", "b.png"], tmp_path / "1.tar")
    pack(tmp_path / "here", ["b.png", "more/a.npz"], tmp_path / "2.tar")
    assert (tmp_path / "1.tar").read_bytes() == (tmp_path / "2.tar").read_bytes()
    unpack(tmp_path / "1.tar", tmp_path / "there")
    assert (tmp_path / "there/more/a.npz").read_bytes() == b"more/a.npz" * 1000
    assert sorted(p.name for p in (tmp_path / "there").rglob("*.*")) == ["a.npz", "b.png"]


@pytest.mark.parametrize("name", ["../x", "/tmp/x", "link"])
def test_what_would_stand_outside_is_refused(tmp_path, name):
    with tarfile.open(tmp_path / "a.tar", "w") as tar:
        entry = tarfile.TarInfo(name)
        if name == "link":
            entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(entry)
    with pytest.raises(InputError, match="no plain file inside"):
        unpack(tmp_path / "a.tar", tmp_path / "there")
