"""Data sets of two machines are compared within what machines differ by."""

import io
import shutil

import h5py
import numpy as np
import pytest
from PIL import Image

from synthscope.core.errors import InputError
from synthscope.core.files import sha256
from synthscope.dataset.agreement import agreement, refuse_different
from synthscope.dataset.checksums import list_files, write_checksums
from synthscope.formats.mrc import writing_mrc

MEMORY_MB = 1000


def sums(folder):
    write_checksums(folder, {name: sha256(folder / name) for name in list_files(folder)})
    return folder


@pytest.fixture
def ours(tmp_path):
    rng = np.random.default_rng(1)
    folder = tmp_path / "ours"
    folder.mkdir()
    few = {"mask": np.eye(9, dtype="u1"), "endless": [np.inf, 1, 2, 3], "names": ["Au"]}
    np.savez(folder / "stack.npz", stack=rng.random((64, 64)), labels=np.arange(5), **few)
    Image.fromarray(rng.integers(0, 65535, (40, 40), np.uint16)).save(folder / "sino.tif")
    with h5py.File(folder / "image.h5", "w") as file:
        file["image"] = rng.random((40, 40)).astype("f4")
        file["image"].attrs.update(error=0.0125, unit="fraction", counts=np.arange(3))
    (folder / "key.csv").write_text("filename,error,sha256\nstack.npz,0.0100,abc\n")
    (folder / "README.md").write_text("sha256 abc")
    (folder / "key.parquet").write_bytes(b"sha256 abc")
    (folder / "neighbours.csv").write_text("filename,nearest_filename\na.png,b.png\n")
    (folder / "baselines_algotom.csv").write_text("sample,ssim\n0,0.898\n")
    return sums(folder)


@pytest.fixture
def theirs(ours, tmp_path):
    return shutil.copytree(ours, tmp_path / "theirs")


def change(folder, name="stack", by=lambda a: a * (1 + 1e-9)):
    with np.load(folder / "stack.npz") as file:
        arrays = dict(file)
    np.savez(folder / "stack.npz", **arrays | {name: by(arrays[name])})
    return sums(folder)


def test_equal_data_sets_are_equal(ours, theirs):
    found = agreement(ours, theirs, MEMORY_MB)
    assert len(found.equal) == 8 and not (found.within or found.described or found.different)


def test_last_bits_one_grey_level_and_rough_estimates_are_within_the_tolerance(ours, theirs):
    grey = np.array(Image.open(theirs / "sino.tif")) ^ 1
    Image.fromarray(grey).save(theirs / "sino.tif")
    with h5py.File(theirs / "image.h5", "r+") as file:
        file["image"].attrs["error"] = 0.0125001
        file["image"][3, 3] = 0.5  # one of 1,600: a count that was drawn anew
    (theirs / "key.csv").write_text("filename,error,sha256\nstack.npz,0.01000001,def\n")
    (theirs / "README.md").write_text("sha256 def")
    (theirs / "key.parquet").write_bytes(b"sha256 def")
    (theirs / "neighbours.csv").write_text("filename,nearest_filename\na.png,c.png\n")
    (theirs / "baselines_algotom.csv").write_text("sample,ssim\n0,0.909\n")
    found = agreement(ours, change(theirs), MEMORY_MB)
    assert found.within == [
        *("baselines_algotom.csv", "image.h5", "key.csv", "sino.tif", "stack.npz"),
    ]
    assert found.described == ["README.md", "key.parquet", "neighbours.csv"] and not (
        found.equal or found.different
    )


@pytest.mark.parametrize(
    ("name", "by", "told"),
    [
        ("stack", lambda a: a + 0.01, "stack: 100.00% of the values differ, by 0.01"),
        ("stack", lambda a: a[:32], "differ, by inf"),
        ("labels", lambda a: a + 2, "labels: 100.00% of the values differ, by 0.5"),
        ("stack", lambda a: np.where(a > 0.5, np.nan, a), "of the values differ, by nan"),
        ("more", None, "only one has more"),
        ("mask", lambda a: a ^ 1, "mask: 100.00% of the values differ"),
        ("endless", lambda a: np.add(a, [0, 1, 1, 1]), "endless: 75.00% of the values differ"),
        ("names", lambda a: np.array(["Ag"]), "names: Au, Ag there"),
    ],
)
def test_other_values_and_shapes_are_different(ours, theirs, name, by, told):
    if by is None:
        np.savez(theirs / "stack.npz", **np.load(ours / "stack.npz"), more=[1])
        sums(theirs)
    else:
        change(theirs, name, by)
    assert told in agreement(ours, theirs, MEMORY_MB).different["stack.npz"]


@pytest.mark.parametrize("factor, agree", [(1 + 2e-7, True), (1.01, False)])
def test_tilt_series_are_looked_into(ours, theirs, factor, agree):
    series = np.random.default_rng(3).random((2, 8, 8), np.float32)
    for folder, by in ((ours, 1), (theirs, np.float32(factor))):
        with writing_mrc(folder / "tilts.mrc", series.shape, "f4", 1, "") as file:
            for image in series * by:
                file.append(image)
        np.savetxt(folder / "tilts.rawtlt", np.array([-60, 0, 60]) * by)
        sums(folder)
    found = agreement(ours, theirs, MEMORY_MB)
    assert sorted(found.within if agree else found.different) == ["tilts.mrc", "tilts.rawtlt"]


def test_other_attributes_and_cells_are_different(ours, theirs):
    with h5py.File(theirs / "image.h5", "r+") as file:
        file["image"].attrs["counts"] = [0, 1, 3]
    (theirs / "baselines_algotom.csv").write_text("sample,ssim,more\n0,0.898,1\n")
    (theirs / "key.csv").write_text("filename,error,sha256\nstack.npz,0.02,abc\n")
    assert agreement(ours, sums(theirs), MEMORY_MB).different == {
        "baselines_algotom.csv": "line 2, more: None, 1 there",
        "image.h5": "image@counts[2]: 2, 3 there",
        "key.csv": "line 2, error: 0.0100, 0.02 there",
    }


def test_missing_and_damaged_files_are_named_and_stop_nothing(ours, theirs):
    change(theirs)
    (theirs / "stack.npz").unlink()
    (theirs / "image.h5").write_bytes(b"\x89HDF\r\n\x1a\n" + b"x" * 100)
    (theirs / "extra.npz").write_bytes(b"x")
    names = [*list_files(theirs), "stack.npz"]
    digests = {n: sha256(theirs / n) if (theirs / n).is_file() else "0" * 64 for n in names}
    digests.pop("sino.tif")
    write_checksums(theirs, digests)
    found = agreement(ours, theirs, MEMORY_MB).different
    assert sorted(found) == ["extra.npz", "image.h5", "sino.tif", "stack.npz"]
    assert found["sino.tif"] == f"only in {ours}" and found["extra.npz"] == f"only in {theirs}"
    assert "is not there to compare with" in found["stack.npz"]
    assert "cannot be read: OSError" in found["image.h5"]


def test_files_that_need_more_memory_than_the_job_has_count_as_different(ours, theirs):
    for folder, value in ((ours, 1.0), (theirs, 1 + 1e-9)):
        # 80 MB, which no allocator takes from what was freed before.
        np.savez_compressed(folder / "stack.npz", stack=np.full(10**7, value))
        sums(folder)
    assert agreement(ours, theirs, MEMORY_MB).within == ["stack.npz"]
    assert "more than 30 MB" in agreement(ours, theirs, 30).different["stack.npz"]


def test_what_differs_is_written_and_refused(ours, theirs):
    told = io.StringIO()
    refuse_different(ours, change(theirs), MEMORY_MB, told)
    assert told.getvalue() == (
        "within tolerance: stack.npz\n7 files are equal byte for byte, 1 within tolerance, "
        "0 describe others, 0 differ\n"
    )
    with pytest.raises(InputError, match=r"1 files differ .* such as stack\.npz: stack: 100"):
        refuse_different(ours, change(theirs, by=lambda a: a + 1), MEMORY_MB, told)
    assert "different: stack.npz: stack: 100.00%" in told.getvalue()


def test_a_folder_without_checksums_is_refused(ours, tmp_path):
    with pytest.raises(InputError, match="no SHA256SUMS"):
        agreement(ours, tmp_path, MEMORY_MB)
