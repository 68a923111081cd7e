"""Scans as bliss, the ESRF's control system, writes them: an entry a series of frames."""

import h5py
import numpy as np
from tests.tomography.scan_files import frames, line_integrals

from synthscope.tomography.scans.read import open_scan

TRUTH = line_integrals()
STACK, KEY = frames(TRUTH)
TURN = np.linspace(0, 165, len(TRUTH))


def read(path):
    """The sinograms (angles, rows, columns), angles and notes of a file."""
    with open_scan(path) as scan:
        volume = np.stack(list(scan.sinograms(0, scan.rows, 2)), axis=1)
        return volume, scan.angles_deg, scan.notes


def write_bliss(path):
    """As the ESRF's control system writes: an entry a scan, told apart by its title."""
    titles = {"1.1": "fullturn tomo", "2.1": "dark images", "3.1": "reference images 0"}
    with h5py.File(path, "w") as file:
        for name, title, kind in (
            *((n, t, {"2.1": 2, "3.1": 1}.get(n)) for n, t in titles.items()),
            ("4.1", "projections 0 - 11", 0),
        ):
            entry = file.create_group(name)
            entry.attrs["NX_class"] = "NXentry"
            entry["title"] = title
            entry.create_group("instrument").attrs["NX_class"] = "NXinstrument"
            detector = entry["instrument"].create_group("pcolinux")
            detector.attrs["NX_class"] = "NXdetector"
            if kind is not None:
                detector["data"] = STACK[KEY == kind]
            entry["measurement/hrsrot"] = TURN
            entry["measurement/hrsrot"].attrs["units"] = "degree"
    return path


def test_the_scans_of_bliss_are_told_apart_by_their_titles(tmp_path):
    volume, angles, notes = read(write_bliss(tmp_path / "raw.h5"))
    np.testing.assert_allclose(volume, TRUTH, atol=1e-5)
    np.testing.assert_allclose(angles, TURN, atol=1e-9)
    assert notes == []


def test_flat_fields_before_and_after_are_interpolated_by_time(tmp_path):
    """The beam fades; what each projection was divided by follows it, as the ESRF's nabu does."""
    path = tmp_path / "raw.h5"
    projections, flats, darks = (STACK[KEY == kind].astype(float) for kind in (0, 1, 2))
    dark, count = darks.mean(axis=0), len(projections)
    time = (np.arange(count) + 0.5) / count
    faded = (projections - dark) * (1 - 0.4 * time[:, None, None]) + dark
    series = [
        ("2.1", "dark images", darks),
        ("3.1", "reference images 0", 3 * flats),  # of an alignment before
        ("9.1", "reference images 0", flats),
        ("10.1", "projections 0 - 11", faded),
        ("11.1", "reference images 12", 0.6 * (flats - dark) + dark),
    ]
    with h5py.File(path, "w") as file:
        for name, title, data in series:
            entry = file.create_group(name)
            entry.attrs["NX_class"] = "NXentry"
            entry["title"] = title
            entry["instrument/camera/data"] = data
            entry["instrument"].attrs["NX_class"] = "NXinstrument"
            entry["instrument/camera"].attrs["NX_class"] = "NXdetector"
            entry["measurement/hrsrot"] = TURN
            entry["measurement/hrsrot"].attrs["units"] = "degree"
    volume, _, notes = read(path)
    np.testing.assert_allclose(volume, TRUTH, atol=1e-5)
    assert notes == ["raw.h5: 3 series of flats: 2 taken, nearest to /10.1"]
    with h5py.File(path, "a") as file:
        del file["11.1"], file["3.1"]
    volume, _, notes = read(path)  # by the flats before alone
    fading = -np.log(1 - 0.4 * time)[:, None, None]
    np.testing.assert_allclose(volume, TRUTH + fading, atol=1e-5)
    assert notes == []
