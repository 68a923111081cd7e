"""Data sets of two machines are compared within what machines differ by."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from synthscope.core.files import sha256
from synthscope.dataset.checksums import list_files, write_checksums
from synthscope.formats.mrc import writing_mrc

ROOT = Path(__file__).resolve().parents[2]


def make(folder, image=None, error="0.0100"):
    rng = np.random.default_rng(1)
    folder.mkdir()
    drawn = rng.random((64, 64))
    stack = drawn if image is None else image
    np.savez(folder / "stack.npz", stack=stack)
    Image.fromarray(rng.integers(0, 65535, (40, 40), dtype=np.uint16)).save(folder / "sino.tif")
    (folder / "key.csv").write_text(f"filename,error,sha256\nstack.npz,{error},{stack.sum()}\n")
    write_checksums(folder, {name: sha256(folder / name) for name in list_files(folder)})
    return folder


def test_last_bits_agree_and_are_not_called_equal(tool, tmp_path, capsys):
    ours = make(tmp_path / "ours")
    other = np.load(ours / "stack.npz")["stack"] * (1 + 1e-9)
    theirs = make(tmp_path / "theirs", other, "0.01000001")
    assert tool.main([str(ours), str(theirs)]) == 0
    assert capsys.readouterr().out.startswith("1 files are equal byte for byte; 0 differences")


def test_other_values_another_shape_and_missing_files_are_named(tool, tmp_path, capsys):
    ours = make(tmp_path / "ours")
    other = np.load(ours / "stack.npz")["stack"]
    theirs = make(tmp_path / "theirs", other + 0.01, "0.02")
    assert tool.main([str(ours), str(theirs)]) == 1
    printed = capsys.readouterr().out
    assert "stack.npz: stack: 100.00% of the values differ, by 0.01" in printed
    assert "key.csv: line 2, error: 0.0100, 0.02 there" in printed
    cut = make(tmp_path / "cut", other[:32])
    (cut / "sino.tif").unlink()
    write_checksums(cut, {name: sha256(cut / name) for name in list_files(cut)})
    assert tool.main([str(ours), str(cut)]) == 1
    printed = capsys.readouterr().out
    assert "differ, by inf" in printed and f"sino.tif: only in {ours}" in printed


@pytest.mark.parametrize("factor, agree", [(1 + 2e-7, True), (1.01, False)])
def test_tilt_series_are_looked_into(tool, tmp_path, capsys, factor, agree):
    series = np.random.default_rng(3).random((2, 8, 8), np.float32)
    folders = [make(tmp_path / name) for name in ("ours", "theirs")]
    for folder, images in zip(folders, (series, series * np.float32(factor))):
        with writing_mrc(folder / "tilts.mrc", series.shape, "f4", 1, "") as file:
            for image in images:
                file.append(image)
        write_checksums(folder, {name: sha256(folder / name) for name in list_files(folder)})
    assert tool.main(list(map(str, folders))) == (0 if agree else 1)
    printed = capsys.readouterr().out
    assert ("tilts.mrc: data: 100.00%" in printed) != agree and "3 files are equal" in printed


def test_a_folder_without_checksums_is_refused(tool, tmp_path, capsys):
    assert tool.main([str(make(tmp_path / "ours")), str(tmp_path)]) == 2
    assert "SHA256SUMS" in capsys.readouterr().err
