"""The contact sheet shows atoms where they are."""

import numpy as np
import pytest

from synthscope.gaussian.sheet import sheet_of


def test_it_marks_the_brightest_pixel_of_a_lone_atom(tmp_path):
    image = np.zeros((2, 16, 16), np.uint8)
    image[0, 5, 11] = image[1, 5, 11] = 255  # row 5, column 11
    np.savez(
        tmp_path / "a.npz",
        gaussian_2d=image,
        coordinates_px=np.array([[[5.0, 11.0, 3.0]]] * 2),
        pixel_size_A=np.array([0.2, 0.2]),
    )
    rows = [{"filename": "a.npz", "structure_id": "H1", "n_images": 2, "product": "gaussian"}]
    (example,) = sheet_of(rows, tmp_path, 4)
    (tile,) = example.tiles.values()
    assert list(example.tiles) == ["gaussian_2d"]
    ((column, row),) = tile.marks[0].points
    assert tile.image[int(row), int(column)] == 255
    assert tile.pixel == (pytest.approx(0.02), "nm")


def test_what_fills_up_frames_with_fewer_atoms_is_no_label(tmp_path):
    np.savez(
        tmp_path / "a.npz",
        gaussian_2d=np.zeros((1, 16, 16), np.uint8),
        coordinates_px=np.array([[[5.0, 11.0, 3.0], [np.nan] * 3, [-9.0, 4.0, 0.0]]]),
    )
    row = {"filename": "a.npz", "structure_id": "H1", "n_images": 1, "product": "gaussian"}
    (example,) = sheet_of([row], tmp_path, 4)
    np.testing.assert_array_equal(example.tiles["gaussian_2d"].marks[0].points, [[11, 5]])
