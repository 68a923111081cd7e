"""A damaged scan or mask archive ends its job in one line that names it, and never hangs it."""

import os
import shutil
import signal
import time
import zipfile

import h5py
import numpy as np
import pytest
from tests.tomography.scan_files import COLUMNS, ROWS, frames, line_integrals, write_nxtomo

from synthscope.core.errors import InputError
from synthscope.tomography.scans import guarded
from synthscope.tomography.scans.read import open_scan
from synthscope.tomography.stripes.mask_archive import append_mask, mask_rows

TRUTH = line_integrals()
SHAPE = (6, 4, 9)


def scan_file(path):
    return write_nxtomo(path, *frames(TRUTH))


def read(path):
    """All rows of a scan."""
    with open_scan(path) as scan:
        return list(scan.sinograms(0, scan.rows, 2))


def reason(path, run):
    with pytest.raises(InputError) as error:
        run()
    line = str(error.value)
    assert line.startswith(f"{path}: ") and "\n" not in line and "Traceback" not in line
    return line


def test_a_scan_that_was_never_written_is_no_scan(tmp_path):
    path = scan_file(tmp_path / "1.nxs")
    with h5py.File(path, "a") as file:
        del file["entry/instrument/detector/data"]
        shape = (15, ROWS, COLUMNS)
        file.create_dataset("entry/instrument/detector/data", shape, "u2", chunks=(1, 2, 8))
    assert "was never written" in reason(path, lambda: read(path))


def test_a_row_above_the_memory_is_refused_with_the_number_that_would_do(tmp_path):
    path = scan_file(tmp_path / "1.nxs")
    with open_scan(path) as scan:
        assert scan.block_rows(243, memory_MB=1) == 243
        with pytest.raises(InputError, match=r"takes 0 MB; tomography\.memory_MB is 0\.0001"):
            scan.block_rows(243, memory_MB=1e-4)


@pytest.mark.parametrize("how", ["crash", "hang", "fill"])
def test_whatever_hdf5_does_with_a_file_its_job_ends_in_one_line(tmp_path, monkeypatch, how):
    def harm(*_):
        if how == "crash":
            os.kill(os.getpid(), signal.SIGKILL)
        np.ones(10**10) if how == "fill" else time.sleep(60)

    path = scan_file(tmp_path / "1.nxs")
    monkeypatch.setattr(guarded, "ROW_SECONDS", 1)
    monkeypatch.setattr(h5py.Dataset, "read_direct", harm)
    line = reason(path, lambda: read(path))
    assert {"crash": "SIGKILL", "hang": "not read after 1 s", "fill": "memory"}[how] in line


def damaged(content, rng):
    """Some bytes altered, or the end cut off."""
    data = bytearray(content)
    match rng.integers(4):
        case 0:
            return data[: rng.integers(len(data))]
        case 1:
            at = rng.integers(len(data))
            data[at : at + 8] = bytes([255] * 8)
        case _:
            for at in rng.integers(len(data), size=rng.integers(1, 9)):
                data[at] = rng.integers(256)
    return data


def test_a_damaged_scan_is_read_or_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(guarded, "OPENING_SECONDS", 20)
    monkeypatch.setattr(guarded, "ROW_SECONDS", 20)
    content = scan_file(tmp_path / "good.nxs").read_bytes()
    rng = np.random.default_rng(1)
    path = tmp_path / "1.nxs"
    for _ in range(60):
        path.write_bytes(damaged(content, rng))
        try:
            rows = read(path)
        except InputError as error:
            assert str(path) in str(error) and "\n" not in str(error)
        else:
            assert all(row.dtype == np.float32 for row in rows)


@pytest.fixture
def archive(tmp_path):
    path = tmp_path / "masks.npz"
    planes = np.random.default_rng(1).random(SHAPE) > 0.7
    append_mask(path, "m1", planes, SHAPE)
    return path


def test_a_damaged_mask_archive_is_read_or_refused(archive, tmp_path):
    content = archive.read_bytes()
    rng = np.random.default_rng(2)
    path = tmp_path / "damaged.npz"
    for _ in range(100):
        path.write_bytes(damaged(content, rng))
        try:
            rows = list(mask_rows(path, "m1", SHAPE, 0, SHAPE[1]))
        except InputError as error:
            assert str(path) in str(error) and "\n" not in str(error)
        else:
            assert len(rows) == SHAPE[1]


@pytest.mark.parametrize("packing", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_masks_packed_otherwise_and_damaged_are_refused(archive, tmp_path, packing):
    with zipfile.ZipFile(archive) as file:
        entry = file.read("m1.npy")
    path = tmp_path / "packed.npz"
    with zipfile.ZipFile(path, "w", packing) as file:
        file.writestr("m1.npy", entry)
    data = bytearray(path.read_bytes())
    data[60:70] = b"\x00" * 10
    path.write_bytes(data)
    reason(path, lambda: list(mask_rows(path, "m1", SHAPE, 0, SHAPE[1])))


def test_reading_elsewhere_gives_the_same_rows(tmp_path):
    path = scan_file(tmp_path / "1.nxs")
    moved = shutil.copy(path, tmp_path / "2.nxs")
    here = [row.tobytes() for row in read(path)]
    assert here == [row.tobytes() for row in read(moved)]
    np.testing.assert_allclose(np.swapaxes(read(path), 0, 1), TRUTH, atol=1e-5)
