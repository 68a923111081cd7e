"""Peak maps mark the maxima that belong to columns, as in the published data set."""

import numpy as np
import pytest

from synthscope.haadf.peaks import local_maxima, peak_map


def spot(row, column, height=1.0, shape=(40, 50)):
    y, x = np.mgrid[: shape[0], : shape[1]]
    return height * np.exp(-((y - row) ** 2 + (x - column) ** 2) / 8)


def test_a_peak_is_the_pixel_next_to_the_column():
    found = peak_map(spot(12.3, 30.8), np.array([[30.8, 12.3]]))
    assert np.argwhere(found).tolist() == [[12, 31]]


def test_a_plateau_is_no_strict_maximum():
    image = np.zeros((9, 9))
    image[4, 4:6] = 1
    assert not local_maxima(image).any()


def test_a_maximum_at_the_border_counts():
    image = np.zeros((5, 5))
    image[0, 4] = 1
    assert np.argwhere(local_maxima(image)).tolist() == [[0, 4]]


@pytest.mark.parametrize("distance, found", [(2.6, True), (2.8, False)])
def test_a_maximum_too_far_from_every_column_is_left_out(distance, found):
    assert peak_map(spot(20, 20), np.array([[20 + distance, 20]])).any() == found


def test_a_faint_column_beside_a_bright_one_has_no_peak():
    image = spot(20, 20) + spot(20, 23, 0.05)
    assert peak_map(image, np.array([[20, 20], [23, 20]])).sum() == 1


def test_no_columns_no_peaks():
    assert not peak_map(spot(20, 20), np.zeros((0, 2))).any()


@pytest.mark.parametrize(
    "name", ["052227.000001", "052227.010101", "391225.000100", "choices/020790.000001"]
)
def test_the_published_maps_come_out(reference, name):
    import h5py

    with h5py.File(reference / f"atomagined/{name}.h5") as file:
        raw, coords = file["haadf/raw"][:], file["projection/full_coords"][:]
        published = file["haadf/peak_map_clean"][:]
    found = peak_map(raw, coords)
    assert (found & published).sum() == published.sum()
    assert (found & published).sum() >= 0.97 * found.sum()
