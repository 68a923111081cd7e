"""The contact sheets show each product's images with their labels in the right places."""

import h5py
import numpy as np
import pytest
from PIL import Image

from synthscope.figures import sheets

RANDOM = np.random.default_rng(3)


def test_examples_are_spread_over_the_whole_set():
    assert sheets.spread(range(10), 3) == [0, 3, 6]
    assert sheets.spread(range(2), 5) == [0, 1]


def test_gaussian_sheet_marks_the_brightest_pixel_of_a_lone_atom(tmp_path):
    image = np.zeros((2, 16, 16), np.uint8)
    image[0, 5, 11] = image[1, 5, 11] = 255  # row 5, column 11
    np.savez(
        tmp_path / "a.npz",
        gaussian_2d=image,
        coordinates_px=np.array([[[5.0, 11.0, 3.0]]] * 2),
        pixel_size_A=np.array([0.2, 0.2]),
    )
    rows = [{"filename": "a.npz", "structure_id": "H1", "n_images": 2, "product": "gaussian"}]
    sheet = sheets.gaussian(rows, tmp_path, 4)
    assert sheet.column_labels == ["gaussian_2d", "its atoms"]
    ((column, row),) = sheet.rows[0][1].marks[0].points
    assert sheet.rows[0][0].image[int(row), int(column)] == 255
    assert sheet.rows[0][0].pixel_A == pytest.approx(0.2)


def view(path, conditions):
    with h5py.File(path, "w") as file:
        raw = RANDOM.random((16, 16))
        file["haadf/raw"] = raw
        for condition in conditions:
            file[f"haadf/stem00-{condition}"] = raw.astype("f4")
        peaks = np.zeros((16, 16), bool)
        peaks[4, 9] = True
        file["haadf/peak_map_clean"] = peaks
        file["projection/full_coords"] = np.array([[9.0, 4.0], [9.0, 4.0], [2.0, 3.0]], "f4")


def test_haadf_sheet_has_a_column_a_condition_and_labels_over_raw(tmp_path):
    view(tmp_path / "a.h5", ["clean", "blbk1"])
    view(tmp_path / "b.h5", ["clean", "blbk1", "scan1"])
    rows = [
        {"filename": f"{n}.h5", "structure_id": n, "ref_id": n, "n_images": k, "product": "haadf"}
        for n, k in (("a", 3), ("b", 4))
    ]
    sheet = sheets.haadf(rows, tmp_path, 4)
    assert sheet.column_labels == ["raw", "labels", "blbk1", "clean", "scan1"]
    assert [row[-1] is None for row in sheet.rows] == [False, True]  # the fullest view first
    columns, peaks = sheet.rows[0][1].marks
    np.testing.assert_array_equal(peaks.points, [[9, 4]])  # column, row
    assert len(columns.points) == 2


def test_many_conditions_are_folded_into_lines_with_their_names_below(tmp_path):
    names = [f"c{k:02d}" for k in range(15)]
    view(tmp_path / "a.h5", names)
    row = {"filename": "a.h5", "structure_id": "a", "ref_id": "a", "n_images": 16}
    sheet = sheets.haadf([row], tmp_path, 4)
    assert sheet.column_labels == []
    assert [len(line) for line in sheet.rows] == [9, 8]
    labels = [tile.label.split()[0] for line in sheet.rows for tile in line]
    assert labels == ["raw", "labels", *names]
    assert sheet.row_labels[1] == ""


def test_cbed_sheet_shows_the_fourth_root(tmp_path):
    with h5py.File(tmp_path / "batch_train_0.h5", "w") as file:
        for n in range(3):
            sample = file.create_group(f"sample_{n}_0")
            sample["cbed_stack"] = RANDOM.random((3, 8, 8), dtype=np.float32)
            sample.attrs["material"] = np.bytes_(f"mp-{n}")
            sample.attrs["energy_keV"] = 100
            sample.attrs["d_hkls_angstrom"] = [3.3, 3.2, 2.5]
    sheet = sheets.cbed([{"filename": "batch_train_0.h5", "product": "cbed"}], tmp_path, 2)
    assert len(sheet.rows) == 2 and len(sheet.rows[0]) == 3
    assert all(tile.power == 0.25 for row in sheet.rows for tile in row)
    assert "100 keV" in sheet.rows[0][0].label and "3.30" in sheet.rows[0][0].label
    assert sheet.row_labels[0].startswith("mp-0")


def test_tomography_sheet_shows_pairs_and_finds_their_stripes(tmp_path):
    rows = []
    for kind in ("clean", "stripe"):
        sinogram = np.full((12, 10), 1000, np.uint16)
        if kind == "stripe":
            sinogram[:, 4] = 3000
        path = tmp_path / f"tomography/simple/0000/{kind}/0000_{kind}_0007.tif"
        path.parent.mkdir(parents=True)
        Image.fromarray(sinogram).save(path)
        name = path.relative_to(tmp_path).as_posix()
        rows.append({"filename": name, "condition": kind, "product": "tomography"})
    sheet = sheets.tomography(rows, tmp_path, 3)
    clean, stripe, difference, mask = sheet.rows[0]
    np.testing.assert_array_equal(np.flatnonzero(mask.image.any(axis=0)), [4])
    assert difference.image.max() == 2000 and clean.high == stripe.high == 3000
    assert sheet.row_labels == ["simple/0000"] and clean.label == "row 7"
