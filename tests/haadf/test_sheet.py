"""The contact sheet shows views with their labels in the right places."""

import h5py
import numpy as np
import pytest

from synthscope.haadf.described import described
from synthscope.haadf.sheet import sheet_of

RANDOM = np.random.default_rng(3)


def view(path, conditions):
    with h5py.File(path, "w") as file:
        raw = RANDOM.random((16, 16))
        file["haadf/raw"] = raw
        for condition, specimen in conditions.items():
            file[f"haadf/stem00-{condition}"] = raw.astype("f4")
            file[f"haadf/stem00-{condition}"].attrs["specimen"] = specimen
        for name, column in (("clean", 9), ("dfct1", 8)):
            peaks = np.zeros((16, 16), bool)
            peaks[4, column] = True
            file[f"haadf/peak_map_{name}"] = peaks
        atoms = np.array([[9.0, 4.0], [9.0, 4.0], [2.0, 3.0]], "f4")
        file["projection/full_coords"] = atoms
        file["projection/dlo_coords"] = atoms[1:]
        missing = raw.copy()
        missing[4, 9] -= 0.5
        file["simulation/raw_L1"] = missing


def test_every_condition_has_the_labels_of_its_own_specimen(tmp_path):
    view(tmp_path / "a.h5", {"clean": "perfect", "blbk1": "perfect"})
    view(tmp_path / "b.h5", {"clean": "perfect", "blbk1": "perfect", "dfct1": "L1"})
    rows = [
        {"filename": f"{n}.h5", "structure_id": n, "n_images": k, "product": "haadf",
         "chemical_formula_structural": "O3 Sr Ti", "uvw_orient": "(0, -1, 1)", "pixel_size_A": 0.1}
        for n, k in (("a", 3), ("b", 4))
    ]  # fmt: skip
    full, other = sheet_of(rows, tmp_path, 4)  # the view with most conditions first
    assert list(full.tiles) == ["raw", "blbk1", "clean", "dfct1"]
    assert list(other.tiles) == ["raw", "blbk1", "clean"]
    assert [full.label, other.label] == ["SrTiO₃ b [0-11]", "SrTiO₃ a [0-11]"]
    assert [full.about, other.about] == rows[::-1]
    raw, *_, defective = full.tiles.values()
    assert raw.pixel == (pytest.approx(0.01), "nm")
    columns, peaks = raw.marks
    np.testing.assert_array_equal(peaks.points, [[9, 4]])  # column, row
    assert len(columns.points) == 2
    _, peaks, defect = defective.marks
    np.testing.assert_array_equal(peaks.points, [[8, 4]])
    np.testing.assert_array_equal(defect.points, [[9, 4]])  # where it changes the image


def test_each_detector_and_thickness_of_an_acquisition_has_a_row(tmp_path):
    rows = []
    for suffix, detector in (("-HAADF", "HAADF"), ("-HAADF-t12.5", "HAADF"), ("-BF", "BF")):
        view(tmp_path / f"a{suffix}.h5", {"clean": "perfect"})
        about = {"structure_id": "a", "ref_id": "a.000001", "uvw_orient": "(0, 0, 1)"}
        rows.append(about | {"filename": f"a{suffix}.h5", "detector": detector, "n_images": 2})
    labels = [example.label for example in sheet_of(rows, tmp_path, 3)]
    assert labels == ["a [001] HAADF", "a [001] HAADF 1.25 nm", "a [001] BF"]


def test_a_condition_says_what_it_does_in_words():
    told = {"specimen": "L2", "counts": 100, "dose_e_per_A2": 909400.3, "blur_px": 2.8, "dark": 0.0}
    assert described("comb2", told) == "defect L2, 100 electrons a pixel, 909,400 e/Å², blur 2.8 px"
    assert described("raw", {}) == "fraction of the beam, no noise"
