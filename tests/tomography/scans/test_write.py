"""NXtomo files: what the nxtomo library and our own reader make of a simulated scan."""

from dataclasses import replace

import h5py
import numpy as np
import pytest
from nxtomo.application.nxtomo import NXtomo

from synthscope.core.seeds import generator
from synthscope.tomography.scans.read import open_scan
from synthscope.tomography.scans.write import writing
from synthscope.tomography.settings import BeamSettings
from synthscope.tomography.simulation.beamline import Beamline
from synthscope.tomography.simulation.geometry import Geometry
from synthscope.tomography.simulation.phantom import random_spheres
from synthscope.tomography.simulation.scans import write_scans

SETTINGS = BeamSettings(shifts=2, flats_number=5)
GEOMETRY = replace(Geometry.of_size(24), rows=37)  # rows that do not fill the last chunk


@pytest.fixture(scope="module")
def beam():
    return Beamline(random_spheres(generator(1, "x"), 30), GEOMETRY, SETTINGS, 1, 0)


@pytest.fixture(scope="module")
def scans(beam, tmp_path_factory):
    folder = tmp_path_factory.mktemp("scans")
    paths = [folder / "1000.nxs", folder / "1001.nxs"]
    write_scans(beam, paths, 2e-6)
    return paths


def test_the_nxtomo_library_reads_what_was_simulated(scans, beam):
    tomo = NXtomo().load(str(scans[0]), "entry", detector_data_as="as_numpy_array")
    key = np.array([k.value for k in tomo.instrument.detector.image_key])
    assert key.tolist() == [1] * 5 + [0] * GEOMETRY.angles
    assert tomo.instrument.detector.data.shape == (5 + GEOMETRY.angles, 37, GEOMETRY.columns)
    angles = tomo.sample.rotation_angle.to("degree").magnitude
    np.testing.assert_allclose(angles[5:], GEOMETRY.angles_deg, atol=1e-4)
    assert tomo.instrument.detector.x_pixel_size.to("meter").magnitude == 2e-6
    counts = next(beam.views([0])).counts
    assert np.array_equal(tomo.instrument.detector.data[5:, 0], counts)


@pytest.mark.parametrize("shift", [0, 1])
def test_a_simulated_scan_gives_back_its_sinograms(scans, beam, shift):
    expected = [beam.sinogram(seen.row, seen.counts, shift) for seen in beam.views([shift])]
    with open_scan(scans[shift]) as scan:
        found = list(scan.sinograms(0, scan.rows, 8))
    np.testing.assert_allclose(np.array(found) * beam.densest, expected, atol=1e-4)


def test_the_file_holds_these_values_in_these_units_and_nothing_else(scans):
    flats, frames = 5, 5 + GEOMETRY.angles
    key = [1] * flats + [0] * GEOMETRY.angles
    angles = [0.0] * flats + GEOMETRY.angles_deg.tolist()
    counts = "instrument/detector/data"
    values, units = contents(scans[0])
    stack = values.pop(f"entry/{counts}")
    assert stack.dtype == np.uint16 and stack.shape == (frames, 37, GEOMETRY.columns)
    assert np.array_equal(values.pop("entry/data/data"), stack)
    assert {name: np.asarray(value).tolist() for name, value in values.items()} == {
        "entry/definition": b"NXtomo",
        "entry/title": b"sample 0000 shift 00",
        "entry/instrument/source/type": b"simulated",
        "entry/instrument/detector/image_key": key,
        "entry/instrument/detector/image_key_control": key,
        "entry/instrument/detector/x_pixel_size": 2e-6,
        "entry/instrument/detector/y_pixel_size": 2e-6,
        "entry/sample/name": b"sample 0000 shift 00",
        "entry/sample/rotation_angle": angles,
        "entry/data/rotation_angle": angles,
        "entry/data/image_key": key,
    }
    assert angles[flats] == 0 and 90 < angles[-1] <= 180
    assert units == {
        "entry/instrument/detector/x_pixel_size": "m",
        "entry/instrument/detector/y_pixel_size": "m",
        "entry/sample/rotation_angle": "degree",
        "entry/data/rotation_angle": "degree",
    }


def contents(path):
    """The values of all datasets, and their units; no other attribute but those of NeXus."""
    values, units = {}, {}
    known = {"NX_class", "default", "signal"}

    def visit(name, item):
        assert set(item.attrs) <= (known if isinstance(item, h5py.Group) else {"units"}), name
        if isinstance(item, h5py.Dataset):
            values[name] = item[()]
            if "units" in item.attrs:
                units[name] = item.attrs["units"]

    with h5py.File(path) as file:
        assert set(file.attrs) <= known
        file.visititems_links(lambda name, _: visit(name, file[name]))
    return values, units


def test_our_reader_takes_the_angles_in_the_unit_that_the_file_states(scans):
    with open_scan(scans[0]) as scan:
        np.testing.assert_allclose(scan.angles_deg, GEOMETRY.angles_deg)
        assert not any("angles" in note for note in scan.notes)


def test_equal_scans_have_equal_bytes_without_a_time(scans, beam, tmp_path):
    again = [tmp_path / "other name.nxs", tmp_path / "b.nxs"]
    write_scans(beam, again, 2e-6)
    for first, second in zip(scans, again):
        assert first.read_bytes() == second.read_bytes()


def test_the_file_says_what_it_is(scans):
    with h5py.File(scans[0]) as file:
        assert file["entry/definition"][()] == b"NXtomo"
        assert file["entry"].attrs["NX_class"] == "NXentry"
        assert file["entry/data"].attrs["signal"] == "data"
        assert file["entry/data/data"] == file["entry/instrument/detector/data"]
        assert file["entry/instrument/detector/data"].chunks == (42, 16, GEOMETRY.columns)


def test_a_scan_that_lacks_rows_is_not_left_behind(tmp_path):
    path = tmp_path / "half.nxs"
    with pytest.raises(ValueError, match="not all of 3 detector rows"):
        with writing(path, 3, 4, np.zeros(2), (1, 0), 1e-6, "half") as writer:
            writer.append(np.ones((1, 4)), np.ones((2, 4)))
    assert not list(tmp_path.iterdir())
