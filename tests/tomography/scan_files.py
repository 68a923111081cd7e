"""Small scans with known values, written in the layouts that beamlines use."""

import h5py
import numpy as np
import pytest

from synthscope.core.errors import InputError
from synthscope.tomography.scans.read import open_scan

ANGLES, ROWS, COLUMNS = 12, 5, 8
BEAM, DARK = 1000, 100


def line_integrals(angles=ANGLES, rows=ROWS, columns=COLUMNS):
    """What the scan should give back: (angles, rows, columns)."""
    k, j, i = np.indices((angles, rows, columns))
    return 0.1 + 0.02 * k + 0.05 * j + 0.03 * i


def frames(truth, flats_first=2, flats_last=0, darks=1, ignored=0, dark=DARK):
    """Counts and image key of a scan: flats before and after, darks, and frames to ignore."""
    shape = truth.shape[1:]
    flat = np.full(shape, BEAM + dark, float)
    stack = [flat] * flats_first + [np.full(shape, dark, float)] * darks
    key = [1] * flats_first + [2] * darks
    stack += list(BEAM * np.exp(-truth) + dark)
    key += [0] * len(truth)
    stack += [np.full(shape, 7.0)] * ignored + [flat] * flats_last
    key += [3] * ignored + [1] * flats_last
    return np.array(stack), np.array(key)


def write_nxtomo(path, stack, key, angles=None, units="deg", entry="entry"):
    """The application definition: classes, detector, sample."""
    with h5py.File(path, "w") as file:
        top = file.create_group(entry)
        top.attrs["NX_class"] = "NXentry"
        top["definition"] = "NXtomo"
        detector = top.create_group("instrument/detector")
        top["instrument"].attrs["NX_class"] = "NXinstrument"
        detector.attrs["NX_class"] = "NXdetector"
        detector["data"] = stack
        if key is not None:
            detector["image_key"] = key
        sample = top.create_group("sample")
        sample.attrs["NX_class"] = "NXsample"
        if angles is not None:
            sample["rotation_angle"] = angles
            sample["rotation_angle"].attrs["units"] = units
    return path


def write_dls(path, stack, key):
    """Diamond's layout: entry1/tomo_entry, without classes."""
    with h5py.File(path, "w") as file:
        file["entry1/tomo_entry/data/data"] = stack
        file["entry1/tomo_entry/data/rotation_angle"] = np.linspace(0, 180, len(stack))
        if key is not None:
            file["entry1/tomo_entry/instrument/detector/image_key"] = key
    return path


def sinograms(path, flats=None, first=0, stop=None, block=2):
    """(angles, rows, columns) as read from a file."""
    with open_scan(path, flats) as scan:
        stop = scan.rows if stop is None else stop
        return np.stack(list(scan.sinograms(first, stop, block)), axis=1)


def refused(path, flats=None):
    """The one line with which a file is refused."""
    with pytest.raises(InputError) as caught:
        sinograms(path, flats)
    message = str(caught.value)
    assert "\n" not in message and len(message) < 400
    return message
