"""Scans in the layouts of other beamlines and programs, and by paths that are named."""

import h5py
import numpy as np
import pytest
from tests.tomography.scan_files import (
    COLUMNS,
    ROWS,
    frames,
    line_integrals,
    write_dls,
    write_nxtomo,
)

from synthscope.core.errors import InputError
from synthscope.tomography.scans.read import open_scan
from synthscope.tomography.scans.reading_settings import ReadingSettings

TRUTH = line_integrals()
STACK, KEY = frames(TRUTH)
TURN = np.linspace(0, 165, len(TRUTH))
DATA = "entry/instrument/detector/data"


def read(path, flat_file=None, dark_file=None, **settings):
    """The sinograms (angles, rows, columns), angles and notes of a file."""
    with open_scan(path, flat_file, dark_file, ReadingSettings(**settings)) as scan:
        volume = np.stack(list(scan.sinograms(0, scan.rows, 2)), axis=1)
        return volume, scan.angles_deg, scan.notes


def assert_read(path, truth=TRUTH, turned=None, **given):
    volume, found, notes = read(path, **given)
    np.testing.assert_allclose(volume, truth, atol=1e-5)
    if turned is not None:
        np.testing.assert_allclose(found, turned, atol=1e-9)
    return notes


def refused(path, **given):
    with pytest.raises(InputError) as caught:
        read(path, **given)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_an_image_key_of_floats_is_read(tmp_path):
    assert_read(write_dls(tmp_path / "1.nxs", STACK, KEY.astype(float)))
    assert_read(write_nxtomo(tmp_path / "2.nxs", STACK, KEY.astype("f4")))
    assert "fractions" in refused(write_dls(tmp_path / "3.nxs", STACK, KEY + 0.5))


def write_exchange(path, theta=TURN):
    with h5py.File(path, "w") as file:
        file["implements"] = "exchange:measurement"
        file["exchange/data"] = STACK[KEY == 0]
        file["exchange/data_white"] = STACK[KEY == 1]
        file["exchange/data_dark"] = STACK[KEY == 2]
        file["exchange/theta"] = theta
    return path


def test_the_data_exchange_layout_of_the_aps_is_known(tmp_path):
    assert assert_read(write_exchange(tmp_path / "dx.h5"), turned=TURN) == []


def test_exports_of_txrm_with_a_group_a_kind_of_frame_are_known(tmp_path):
    path = tmp_path / "txrm.hdf5"
    with h5py.File(path, "w") as file:
        for name, kind in (("sample", 0), ("bright_field", 1), ("dark_field", 2)):
            file[f"NXtomo/instrument/{name}/data"] = STACK[KEY == kind]
        file["NXtomo/sample/rotation_angle"] = TURN
    assert_read(path, turned=TURN)


def write_odd(path):
    with h5py.File(path, "w") as file:
        file["run/images"] = STACK[KEY == 0]
        file["run/white"], file["run/black"] = STACK[KEY == 1], STACK[KEY == 2]
        file["run/theta"] = TURN
        file["all/images"], file["all/kind"] = STACK, KEY
    return path


def test_any_other_layout_is_read_by_the_paths_that_are_named(tmp_path):
    path = write_odd(tmp_path / "odd.h5")
    assert "the path that tomography.reading.data names" in refused(path)
    named = {"data": "images", "flats": "white", "darks": "/run/black", "angles": "theta"}
    assert_read(path, turned=TURN, entry="run", **named)
    assert_read(path, data="all/images", image_key="all/kind")
    message = refused(path, data="all/pictures")
    assert "no dataset all/pictures, which tomography.reading.data names" in message


def test_darks_may_stand_in_a_third_file(tmp_path):
    scan = write_nxtomo(tmp_path / "1.nxs", STACK[KEY == 0], None)
    flats = write_nxtomo(tmp_path / "flats.nxs", STACK[KEY == 1], None)
    darks = write_nxtomo(tmp_path / "darks.nxs", STACK[KEY == 2], None)
    assert_read(scan, flat_file=flats, dark_file=darks)
    keyed = write_nxtomo(tmp_path / "none.nxs", STACK[KEY != 2], KEY[KEY != 2])
    assert "there are no dark fields in it" in refused(scan, flat_file=flats, dark_file=keyed)


def test_a_broken_link_in_a_group_that_is_not_needed_does_no_harm(tmp_path):
    path = write_nxtomo(tmp_path / "1.nxs", STACK, KEY)
    with h5py.File(path, "a") as file:
        aux = file.create_group("diagnostics/instrument/aux")
        for name, kind in (("", "NXentry"), ("/instrument", "NXinstrument")):
            file[f"diagnostics{name}"].attrs["NX_class"] = kind
        aux.attrs["NX_class"] = "NXdetector"
        aux["data"] = h5py.ExternalLink("gone.h5", "/x")
        file["entry/data/data"] = h5py.SoftLink("/nowhere")
    assert_read(path)


def test_a_broken_link_to_the_frames_or_to_the_key_is_named(tmp_path):
    path = write_nxtomo(tmp_path / "1.nxs", STACK, None)
    with h5py.File(path, "a") as file:
        file["entry/instrument/detector/image_key"] = h5py.ExternalLink("gone.h5", "/x")
    assert "image_key links to gone.h5, which is not there" in refused(path)
    with h5py.File(path, "a") as file:
        del file[DATA]
        file[DATA] = h5py.ExternalLink("away.h5", "/x")
    assert "detector/data links to away.h5, which is not there" in refused(path)


def with_source(tmp_path, folder, name="frames.h5"):
    """A scan whose frames stand in another file."""
    path = write_nxtomo(tmp_path / "scan" / "1.nxs", STACK, KEY)
    folder.mkdir(exist_ok=True)
    with h5py.File(folder / name, "w") as file:
        file["frames"] = STACK
    with h5py.File(path, "a") as file:
        del file[DATA]
    return path, folder / name


def virtual(path, sources, shape=STACK.shape):
    """Write the frames as a virtual dataset of (file, dataset, first frame, frames)."""
    layout = h5py.VirtualLayout(shape, STACK.dtype)
    for name, dataset, first, count in sources:
        layout[first : first + count] = h5py.VirtualSource(name, dataset, (count, *shape[1:]))
    with h5py.File(path, "a") as file:
        file.create_virtual_dataset(DATA, layout)


@pytest.fixture
def scan_folder(tmp_path):
    (tmp_path / "scan").mkdir()
    return tmp_path / "scan"


def test_virtual_datasets_of_files_beside_the_scan_are_read(tmp_path, scan_folder):
    path, source = with_source(tmp_path, scan_folder / "raw")
    with h5py.File(source, "a") as file:
        file["first"], file["rest"] = STACK[:6], STACK[6:]
    virtual(path, [("raw/frames.h5", "first", 0, 6), ("raw/frames.h5", "rest", 6, 9)])
    assert_read(path)


@pytest.mark.parametrize("kind", ["link", "virtual"])
def test_files_in_a_sibling_folder_are_opened_where_the_folder_is_listed(
    tmp_path, scan_folder, kind
):
    path, _ = with_source(tmp_path, tmp_path / "raw")
    if kind == "link":
        with h5py.File(path, "a") as file:
            file[DATA] = h5py.ExternalLink("../raw/frames.h5", "/frames")
    else:
        virtual(path, [("../raw/frames.h5", "frames", 0, 15)])
    message = refused(path)
    assert "links to a file outside its folder" in message
    assert "tomography.reading.folders" in message
    assert "outside its folder" in refused(path, folders=(str(tmp_path / "other"),))
    assert_read(path, folders=(str(tmp_path / "raw"),))


def test_a_virtual_dataset_that_is_not_filled_is_refused(tmp_path, scan_folder):
    path, _ = with_source(tmp_path, scan_folder)
    virtual(path, [("frames.h5", "frames", 0, 10)])
    assert "600 values of which its files give 400" in refused(path)


def test_a_virtual_dataset_whose_file_is_missing_or_keeps_values_elsewhere_is_refused(
    tmp_path, scan_folder
):
    path, _ = with_source(tmp_path, scan_folder)
    virtual(path, [("gone.h5", "frames", 0, 15)])
    assert "links to gone.h5, which is not there" in refused(path)
    (scan_folder / "secret.bin").write_bytes(bytes(STACK.nbytes))
    with h5py.File(scan_folder / "gone.h5", "w") as file:
        file.create_dataset(
            "frames",
            STACK.shape,
            STACK.dtype,
            external=[(str(scan_folder / "secret.bin"), 0, STACK.nbytes)],
        )
    assert "keeps its values in another file" in refused(path)


def test_projections_that_were_never_written_are_left_out_and_said(tmp_path):
    stack = STACK.copy()
    stack[-3:] = 0
    angles = np.concatenate([np.zeros(3), TURN])
    path = write_nxtomo(tmp_path / "1.nxs", stack, KEY, angles)
    notes = assert_read(path, TRUTH[:-3], TURN[:-3])
    assert "the last 3 of 12 projections are all zero" in notes[0]


def test_a_scan_that_was_stopped_is_read_where_it_is_asked_for(tmp_path):
    angles = np.concatenate([np.zeros(3), TURN])
    path = write_nxtomo(tmp_path / "1.nxs", STACK[:-4], KEY, angles)
    message = refused(path)
    assert "15 entries for 11 frames; tomography.reading.cut: true takes the first" in message
    assert_read(path, TRUTH[:-4], TURN[:-4], cut=True)


def test_of_two_scans_in_a_file_the_first_is_taken_and_said_and_the_other_can_be_named(tmp_path):
    path = write_nxtomo(tmp_path / "1.nxs", STACK, KEY, entry="entry0000")
    other = write_nxtomo(tmp_path / "2.nxs", *frames(TRUTH / 2), entry="entry0001")
    with h5py.File(path, "a") as file, h5py.File(other) as second:
        second.copy("entry0001", file)
    notes = assert_read(path)
    assert "scans in /entry0000, /entry0001: the first is taken" in notes[0]
    assert_read(path, TRUTH / 2, entry="entry0001")
    assert "no entry entry7; there are /entry0000, /entry0001" in refused(path, entry="entry7")


@pytest.mark.parametrize("unit", ["rad", "radians", "mrad", "", "deg", "°"])
def test_angles_are_read_in_their_unit_and_without_one_as_what_they_must_be(tmp_path, unit):
    scale = {"rad": np.pi / 180, "radians": np.pi / 180, "": np.pi / 180, "mrad": np.pi / 0.18}
    angles = np.concatenate([np.zeros(3), TURN]) * scale.get(unit, 1)
    path = write_nxtomo(tmp_path / "1.nxs", STACK, KEY, angles, unit)
    notes = assert_read(path, turned=TURN)
    assert ["taken as radians" in note for note in notes] == ([True] if not unit else [])


def test_the_size_of_a_pixel_is_read_in_its_unit(tmp_path):
    path = write_nxtomo(tmp_path / "1.nxs", STACK, KEY)
    with h5py.File(path, "a") as file:
        file["entry/instrument/detector/x_pixel_size"] = 6.5
        file["entry/instrument/detector/x_pixel_size"].attrs["units"] = "um"
    with open_scan(path) as scan:
        assert scan.pixel_size_m == pytest.approx(6.5e-6)
    assert scan.rows == ROWS and scan.columns == COLUMNS
