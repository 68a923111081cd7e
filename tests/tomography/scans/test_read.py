"""Real scans: every layout gives the right line integrals, every bad file a one-line reason."""

import h5py
import hdf5plugin
import numpy as np
import pytest
from tests.tomography.scan_files import (
    COLUMNS,
    ROWS,
    frames,
    line_integrals,
    refused,
    sinograms,
    write_dls,
    write_nxtomo,
)

from synthscope.tomography.scans.read import open_scan

TRUTH = line_integrals()


@pytest.mark.parametrize("first, last, darks, ignored", [(2, 0, 1, 0), (0, 3, 2, 0), (1, 2, 0, 2)])
def test_flats_may_lead_or_trail_and_darks_and_ignored_frames_may_be_anywhere(
    tmp_path, first, last, darks, ignored
):
    stack, key = frames(TRUTH, first, last, darks, ignored, dark=100 if darks else 0)
    found = sinograms(write_nxtomo(tmp_path / "1.nxs", stack, key))
    assert found.shape == TRUTH.shape
    np.testing.assert_allclose(found, TRUTH, atol=1e-5)


def test_flats_between_projections_are_left_out(tmp_path):
    stack, key = frames(TRUTH)
    stack = np.insert(stack, 8, stack[0], axis=0)
    found = sinograms(write_nxtomo(tmp_path / "1.nxs", stack, np.insert(key, 8, 1)))
    np.testing.assert_allclose(found, TRUTH, atol=1e-5)


def test_missing_darks_are_taken_as_zero_and_said(tmp_path):
    path = write_nxtomo(tmp_path / "1.nxs", *frames(TRUTH, darks=0, dark=0))
    with open_scan(path) as scan:
        assert scan.darks is None
        assert any("no dark fields" in note for note in scan.notes)


def test_the_layout_of_diamond_is_known(tmp_path):
    found = sinograms(write_dls(tmp_path / "119617.nxs", *frames(TRUTH)))
    np.testing.assert_allclose(found, TRUTH, atol=1e-5)


def test_the_entry_is_found_by_its_class_whatever_its_name(tmp_path):
    stack, key = frames(TRUTH)
    path = write_nxtomo(tmp_path / "1.nxs", stack, key, entry="scan_0007/tomo")
    with h5py.File(path, "a") as file:
        file.create_group("a_first_entry").attrs["NX_class"] = "NXentry"
    np.testing.assert_allclose(sinograms(path), TRUTH, atol=1e-5)


def test_a_file_written_by_the_nxtomo_library_is_read(tmp_path):
    from nxtomo.application.nxtomo import NXtomo
    from pint import get_application_registry

    unit = get_application_registry()
    stack, key = frames(TRUTH, 1, 1)
    tomo = NXtomo()
    tomo.instrument.detector.data = stack.astype(np.float32)
    tomo.instrument.detector.image_key_control = key
    tomo.sample.rotation_angle = np.linspace(0, 170, len(stack)) * unit.degree
    tomo.instrument.detector.x_pixel_size = tomo.instrument.detector.y_pixel_size = (
        1e-6 * unit.meter
    )
    path = tmp_path / "written.nxs"
    tomo.save(str(path), data_path="entry0000")
    np.testing.assert_allclose(sinograms(path), TRUTH, atol=1e-4)
    with open_scan(path) as scan:
        expected = np.linspace(0, 170, len(stack))[key == 0]
        np.testing.assert_allclose(scan.angles_deg, expected, atol=1e-4)


def test_angles_in_radians_become_degrees_and_missing_ones_half_a_turn(tmp_path):
    stack, key = frames(TRUTH)
    turn = np.linspace(0, np.pi, len(stack))
    with open_scan(write_nxtomo(tmp_path / "1.nxs", stack, key, turn, "rad")) as scan:
        np.testing.assert_allclose(scan.angles_deg, np.degrees(turn)[key == 0])
    with open_scan(write_nxtomo(tmp_path / "2.nxs", stack, key)) as scan:
        assert (scan.angles_deg[0], scan.angles_deg[-1]) == (0, 180)
        assert any("half a turn" in note for note in scan.notes)


def test_flats_and_darks_may_stand_in_another_file(tmp_path):
    stack, key = frames(TRUTH)
    scan = write_nxtomo(tmp_path / "1.nxs", stack[key == 0], None)
    beside = write_nxtomo(tmp_path / "flats.nxs", stack[key != 0], key[key != 0])
    np.testing.assert_allclose(sinograms(scan, beside), TRUTH, atol=1e-5)
    nothing_but_flats = write_nxtomo(tmp_path / "only.nxs", stack[key == 1] - 100, None)
    without_dark = write_nxtomo(tmp_path / "2.nxs", stack[key == 0] - 100, None)
    np.testing.assert_allclose(sinograms(without_dark, nothing_but_flats), TRUTH, atol=1e-5)


@pytest.mark.parametrize("rows", [1, 40])
def test_scans_of_one_row_and_of_forty_are_read(tmp_path, rows):
    truth = line_integrals(rows=rows) * 0.2
    found = sinograms(write_nxtomo(tmp_path / "1.nxs", *frames(truth)), block=243)
    np.testing.assert_allclose(found, truth, atol=1e-5)


@pytest.mark.parametrize("block", [1, 3, 5, 100])
def test_the_number_of_rows_read_at_once_does_not_matter(tmp_path, block):
    path = write_nxtomo(tmp_path / "1.nxs", *frames(TRUTH, 2, 2))
    whole = sinograms(path, block=ROWS)
    assert np.array_equal(sinograms(path, block=block), whole)
    assert np.array_equal(sinograms(path, first=2, stop=4, block=block), whole[:, 2:4])


def test_nan_pixels_are_interpolated(tmp_path):
    stack, key = frames(TRUTH)
    stack[6, 2, 3] = np.nan
    stack[0, 1, 1] = np.nan  # one of two flats
    found = sinograms(write_nxtomo(tmp_path / "1.nxs", stack, key))
    assert np.isfinite(found).all()
    np.testing.assert_allclose(found, TRUTH, atol=5e-3)


@pytest.mark.parametrize("blind", [np.s_[:2], np.s_[2]], ids=["flats", "dark"])
def test_a_pixel_that_no_flat_or_dark_field_knows_is_interpolated(tmp_path, blind):
    stack, key = frames(TRUTH)
    stack[blind, :, 3] = np.nan
    found = sinograms(write_nxtomo(tmp_path / "1.nxs", stack, key))
    np.testing.assert_allclose(found, TRUTH, atol=5e-3)


def test_integer_counts_are_read_as_they_are(tmp_path):
    stack, key = frames(TRUTH)
    found = sinograms(write_nxtomo(tmp_path / "1.nxs", np.rint(stack).astype(np.uint16), key))
    np.testing.assert_allclose(found, TRUTH, atol=3e-3)


def test_frames_packed_by_a_detector_are_read(tmp_path):
    stack, key = frames(TRUTH)
    path = write_nxtomo(tmp_path / "1.nxs", stack, key)
    with h5py.File(path, "a") as file:
        del file["entry/instrument/detector/data"]
        file.create_dataset(
            "entry/instrument/detector/data",
            data=np.rint(stack).astype(np.uint16),
            chunks=(1, ROWS, COLUMNS),
            **hdf5plugin.Bitshuffle(),
        )
    np.testing.assert_allclose(sinograms(path), TRUTH, atol=3e-3)


def test_a_shape_that_is_not_stored_is_refused_before_it_is_allocated(tmp_path):
    path = write_nxtomo(tmp_path / "1.nxs", *frames(TRUTH))
    with h5py.File(path, "a") as file:
        del file["entry/instrument/detector/data"]
        file.create_dataset(
            "entry/instrument/detector/data", (15, 1_000_000, 1_000_000), "f4", chunks=(1, 64, 64)
        )
    assert path.stat().st_size < 20_000
    assert "declares 60,000,000,000,000 bytes and stores 0" in refused(path)


def test_other_files_and_layouts_are_refused_with_what_is_needed(tmp_path):
    path = tmp_path / "unknown.h5"
    with h5py.File(path, "w") as file:
        file["some/where/images"] = np.zeros((3, 4, 5))
    assert "no tomography data found" in refused(path) and "entry1/tomo_entry" in refused(path)
    text = tmp_path / "text.nxs"
    text.write_text("no HDF5")
    assert "cannot be read as HDF5" in refused(text)
    assert "there is no such file" in refused(tmp_path / "missing.nxs")
    other = tmp_path / "scan.tif"
    other.write_bytes(b"")
    assert "not a NeXus file" in refused(other)


def test_a_scan_without_flats_or_with_other_ones_is_refused(tmp_path):
    stack, key = frames(TRUTH, 0, 0)
    path = write_nxtomo(tmp_path / "1.nxs", stack, key)
    assert "there are no flat fields; name a file that has them as flats" in refused(path)
    narrow = write_nxtomo(tmp_path / "2.nxs", *frames(line_integrals(columns=4)))
    assert "its detector is (5, 4), that of 1.nxs is (5, 8)" in refused(path, narrow)


def test_a_key_that_does_not_fit_or_has_no_projections_is_refused(tmp_path):
    stack, key = frames(TRUTH)
    assert "14 entries for 15 frames" in refused(write_nxtomo(tmp_path / "1.nxs", stack, key[1:]))
    none = write_nxtomo(tmp_path / "2.nxs", stack, np.maximum(key, 1))
    assert "there are no projections" in refused(none)


@pytest.mark.parametrize("shape", [(40,), (15, 1), ()])
def test_a_key_of_another_shape_does_not_make_projections_of_flats(tmp_path, shape):
    path = write_nxtomo(tmp_path / "1.nxs", *frames(TRUTH))
    with h5py.File(path, "a") as file:
        del file["entry/instrument/detector/image_key"]
        file["entry/instrument/detector/image_key"] = np.zeros(shape, int)
    assert "entries for 15 frames" in refused(path, path)


def test_a_key_that_is_not_of_whole_numbers_is_refused(tmp_path):
    stack, key = frames(TRUTH)
    path = write_nxtomo(tmp_path / "1.nxs", stack, np.where(key == 1, np.nan, key))
    assert "whole numbers are needed" in refused(path)


@pytest.mark.parametrize("angles", [np.full(15, np.nan), np.zeros((15, 2)), np.zeros(99)])
def test_angles_that_do_not_fit_are_said_and_taken_as_half_a_turn(tmp_path, angles):
    path = write_nxtomo(tmp_path / "1.nxs", *frames(TRUTH), angles=angles)
    with open_scan(path) as scan:
        np.testing.assert_allclose(scan.angles_deg, np.linspace(0, 180, len(TRUTH)))
        assert any("no usable angles" in note for note in scan.notes)


def test_a_flat_image_in_the_place_of_a_scan_is_refused(tmp_path):
    path = write_nxtomo(tmp_path / "1.nxs", np.zeros((0, 4, 4)), np.zeros(0, int))
    assert "has the shape (0, 4, 4)" in refused(path)
