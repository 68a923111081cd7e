"""NXtomo files: what the nxtomo library and our own reader make of a simulated scan."""

from dataclasses import replace

import h5py
import numpy as np
import pytest
from nxtomo.application.nxtomo import NXtomo

from synthscope.core.seeds import generator
from synthscope.tomography.scans.read import open_scan
from synthscope.tomography.scans.write import writing
from synthscope.tomography.simulation.beamline import Beamline, BeamSettings
from synthscope.tomography.simulation.geometry import Geometry
from synthscope.tomography.simulation.phantom import random_spheres
from synthscope.tomography.simulation.scans import write_scans

SETTINGS = BeamSettings(shifts=2, flats=5)
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
    _, counts, _ = next(beam.views([0]))
    assert np.array_equal(tomo.instrument.detector.data[5:, 0], counts[0])


@pytest.mark.parametrize("shift", [0, 1])
def test_a_simulated_scan_gives_back_its_sinograms(scans, beam, shift):
    expected = [sinograms[0] for _, _, sinograms in beam.views([shift])]
    with open_scan(scans[shift]) as scan:
        found = list(scan.sinograms(0, scan.rows, 8))
    np.testing.assert_allclose(np.array(found) * beam.densest, expected, atol=1e-4)


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
        with writing(path, 3, 4, np.zeros(2), 1, 1e-6, "half") as writer:
            writer.append(np.ones((1, 4)), np.ones((2, 4)))
    assert not list(tmp_path.iterdir())
