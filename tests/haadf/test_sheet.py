"""The contact sheet shows views with their labels in the right places."""

import h5py
import numpy as np

from synthscope.haadf.sheet import sheet_of

RANDOM = np.random.default_rng(3)


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


def test_it_has_a_column_a_condition_and_labels_over_raw(tmp_path):
    view(tmp_path / "a.h5", ["clean", "blbk1"])
    view(tmp_path / "b.h5", ["clean", "blbk1", "scan1"])
    rows = [
        {"filename": f"{n}.h5", "structure_id": n, "ref_id": n, "n_images": k, "product": "haadf"}
        for n, k in (("a", 3), ("b", 4))
    ]
    sheet = sheet_of(rows, tmp_path, 4)
    assert sheet.column_labels == ["raw", "labels", "blbk1", "clean", "scan1"]
    assert [row[-1] is None for row in sheet.rows] == [False, True]  # the fullest view first
    columns, peaks = sheet.rows[0][1].marks
    np.testing.assert_array_equal(peaks.points, [[9, 4]])  # column, row
    assert len(columns.points) == 2


def test_many_conditions_are_folded_into_lines_with_their_names_below(tmp_path):
    names = [f"c{k:02d}" for k in range(15)]
    view(tmp_path / "a.h5", names)
    row = {"filename": "a.h5", "structure_id": "a", "ref_id": "a", "n_images": 16}
    sheet = sheet_of([row], tmp_path, 4)
    assert sheet.column_labels == []
    assert [len(line) for line in sheet.rows] == [9, 8]
    labels = [tile.label.split()[0] for line in sheet.rows for tile in line]
    assert labels == ["raw", "labels", *names]
    assert sheet.row_labels[1] == ""
