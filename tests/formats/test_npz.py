import zipfile

import numpy as np
import pytest

from synthscope.formats.npz import NpzStack, _fast, npz_stack

ARRAYS = {
    "images": np.random.default_rng(1).integers(0, 9, (20, 16, 16)).astype("u1"),
    "wide": np.random.default_rng(2).integers(0, 60000, (20, 5)).astype("<u2"),
    "flags": np.random.default_rng(3).random((20, 7, 7)) > 0.9,
    "numbers": np.arange(12.0).reshape(3, 4),
    "empty": np.zeros((0, 3)),
    "scalar": np.array(3.5),
}


def write(path, chunk=20, compression="fast"):
    with npz_stack(path, compression) as npz:
        for name in ("images", "wide", "flags"):
            with npz.member(name, ARRAYS[name].shape, ARRAYS[name].dtype) as member:
                for k in range(0, 20, chunk):
                    member.append(ARRAYS[name][k : k + chunk])
        for name in ("numbers", "empty", "scalar"):
            npz.add(name, ARRAYS[name])


@pytest.mark.parametrize("compression", ["fast", "small"])
def test_numpy_reads_what_was_written_without_pickle(tmp_path, compression):
    write(tmp_path / "a.npz", compression=compression)
    with np.load(tmp_path / "a.npz", allow_pickle=False) as npz:
        assert set(npz.files) == set(ARRAYS)
        for name, array in ARRAYS.items():
            assert npz[name].dtype == array.dtype
            assert npz[name].shape == array.shape
            assert (npz[name] == array).all()
    assert zipfile.ZipFile(tmp_path / "a.npz").testzip() is None


def test_equal_arrays_give_equal_bytes_however_they_were_cut(tmp_path):
    for k, chunk in enumerate((1, 3, 20)):
        write(tmp_path / f"{k}.npz", chunk)
    assert len({(tmp_path / f"{k}.npz").read_bytes() for k in range(3)}) == 1
    dates = {entry.date_time for entry in zipfile.ZipFile(tmp_path / "0.npz").infolist()}
    assert dates == {(1980, 1, 1, 0, 0, 0)}


def test_rows_of_another_shape_type_or_number_are_refused_and_leave_no_file(tmp_path):
    for rows, match in (
        (np.zeros((2, 4), "u1"), "rows are uint8"),
        (np.zeros((2, 3), "u2"), "rows are uint16"),
        (np.zeros((1, 3), "u1"), "1 rows came, declared were 2"),
    ):
        with pytest.raises(ValueError, match=match), npz_stack(tmp_path / "a.npz") as npz:
            with npz.member("a", (2, 3), "u1") as member:
                member.append(rows)
        assert list(tmp_path.iterdir()) == []


def test_arrays_beyond_four_gigabytes_are_read_too(tmp_path):
    zeros = np.zeros((64, 1 << 20), "u1")
    with npz_stack(tmp_path / "a.npz") as npz:
        with npz.member("large", (4160, 1 << 20), "u1") as member:
            for _ in range(65):
                member.append(zeros)
        npz.add("after", np.arange(5))
    with zipfile.ZipFile(tmp_path / "a.npz") as file:
        assert file.getinfo("large.npy").file_size == (4160 << 20) + 128
    with np.load(tmp_path / "a.npz") as npz:
        assert npz["after"].tolist() == [0, 1, 2, 3, 4]


def test_arrays_behind_the_fourth_gigabyte_of_a_file_are_read_too(tmp_path):
    with open(tmp_path / "a.npz", "wb") as file:
        npz = NpzStack(file, _fast)
        npz.add("first", np.arange(3))
        file.seek(5 << 30)  # a hole takes no room
        npz.add("second", np.arange(5))
        npz.finish()
    with np.load(tmp_path / "a.npz") as npz:
        assert npz["first"].tolist() == [0, 1, 2]
        assert npz["second"].tolist() == [0, 1, 2, 3, 4]
