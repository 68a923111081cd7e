"""Links inside a scan's folder are followed, and none leads out of it."""

import h5py
import numpy as np
import pytest
from tests.tomography.scan_files import (
    COLUMNS,
    ROWS,
    frames,
    line_integrals,
    refused,
    sinograms,
    write_nxtomo,
)

TRUTH = line_integrals()


def test_a_link_to_a_file_in_the_same_folder_is_followed(tmp_path):
    stack, key = frames(TRUTH)
    path = write_nxtomo(tmp_path / "1.nxs", stack, key)
    (tmp_path / "raw").mkdir()
    with h5py.File(tmp_path / "raw" / "detector.h5", "w") as file:
        file["frames"] = stack
    with h5py.File(path, "a") as file:
        del file["entry/instrument/detector/data"]
        file["entry/instrument/detector/data"] = h5py.ExternalLink("raw/detector.h5", "/frames")
        file["entry/data/data"] = h5py.SoftLink("/entry/instrument/detector/data")
    np.testing.assert_allclose(sinograms(path), TRUTH, atol=1e-5)


@pytest.mark.parametrize("target", ["../secret.h5", "{absolute}", "raw/../../secret.h5"])
def test_a_link_out_of_the_folder_is_refused(tmp_path, target):
    folder = tmp_path / "scans"
    (folder / "raw").mkdir(parents=True)
    stack, key = frames(TRUTH)
    with h5py.File(tmp_path / "secret.h5", "w") as file:
        file["frames"] = stack
    path = write_nxtomo(folder / "1.nxs", stack, key)
    with h5py.File(path, "a") as file:
        del file["entry/instrument/detector/data"]
        file["entry/instrument/detector/data"] = h5py.ExternalLink(
            target.format(absolute=tmp_path / "secret.h5"), "/frames"
        )
    assert "links to a file outside its folder; put the linked file beside the scan" in refused(
        path
    )


def test_a_symbolic_link_does_not_lead_out_of_the_folder(tmp_path):
    folder = tmp_path / "scans"
    folder.mkdir()
    stack, key = frames(TRUTH)
    with h5py.File(tmp_path / "secret.h5", "w") as file:
        file["frames"] = stack
    (folder / "beside.h5").symlink_to(tmp_path / "secret.h5")
    path = write_nxtomo(folder / "1.nxs", stack, key)
    with h5py.File(path, "a") as file:
        del file["entry/instrument/detector/data"]
        file["entry/instrument/detector/data"] = h5py.ExternalLink("beside.h5", "/frames")
    assert "outside its folder" in refused(path)


def test_links_that_go_round_are_refused(tmp_path):
    path = write_nxtomo(tmp_path / "1.nxs", *frames(TRUTH))
    with h5py.File(path, "a") as file:
        del file["entry/instrument/detector/data"]
        file["entry/instrument/detector/data"] = h5py.SoftLink("/entry/a")
        file["entry/a"] = h5py.SoftLink("/entry/instrument/detector/data")
    assert "do not end" in refused(path)


def test_external_raw_storage_is_refused(tmp_path):
    secret = tmp_path / "secret.bin"
    secret.write_bytes(bytes(15 * ROWS * COLUMNS))
    stack, key = frames(TRUTH)
    path = write_nxtomo(tmp_path / "1.nxs", stack, key)
    with h5py.File(path, "a") as file:
        del file["entry/instrument/detector/data"]
        file.create_dataset(
            "entry/instrument/detector/data",
            (15, ROWS, COLUMNS),
            "u1",
            external=[(str(secret), 0, 15 * ROWS * COLUMNS)],
        )
    assert "keeps its values in another file" in refused(path)
    with h5py.File(path, "a") as file:
        del file["entry/instrument/detector/data"]
