"""Recorded patterns stand beside the clean ones, in their layout, with the camera's noise."""

import tracemalloc
import warnings
from dataclasses import replace

import h5py
import numpy as np
import pytest
from tests.cbed import crystals
from tests.cbed.stemdl import load

from synthscope.cbed.detection import Detection, recording_mb
from synthscope.cbed.exposure import FOLDER, camera_pixels, expose_batch, record
from synthscope.cbed.settings import CbedSettings, Positions
from synthscope.cbed.shard import write_batch
from synthscope.cbed.sheet import sheet_of
from synthscope.cbed.told import told
from synthscope.cbed.usid import package_cbed, package_name
from synthscope.core.files import sha256
from synthscope.optics.aberrations import Aberrations
from synthscope.optics.camera.settings import (
    Amplifier,
    BeamStop,
    DeadTime,
    PixelFaults,
    PointSpread,
    Projection,
)
from synthscope.settings.load import checked

SETTINGS = checked(
    CbedSettings,
    {
        "size_px": 96,
        "k_step_per_A": 0.02,
        "band_limit_per_A": 1.0,
        "thicknesses_A": [20, 40],
        "slice_A": 2,
        "motion": {"kind": "static"},
        "directions": {"planes": [[1, 1, 0]], "axes": [[0, 0, 1]]},
        "semiangle": "fixed",
        "semiangle_mrad": 4.0,
    },
)
BEAM = (Aberrations(), Positions())
SHARED = {"seed": 7, "config_hash": "abcdef", "code_hash": "fedcba"}
COUNTING = Detection(electrons=3e6)
INTEGRATING = Detection(
    electrons=1e6,
    kind="integrating",
    bits=16,
    efficiency=0.8,
    amplifier=Amplifier(gain=5.0, offset=50.0, read_noise=3.0),
    projection=Projection(offset_px=(6.0, -4.0)),
    stop=BeamStop(5.0, (20.0, 10.0)),
)
WIDE = Detection(dead_time=DeadTime(), point_spread=PointSpread(tail=0.2, tail_px=200))


def clean_batch(folder, number, *which):
    return write_batch(which, number, SETTINGS, {"train": 1.0}, SHARED, folder)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The folder, the clean rows with their bytes' hash, and the rows of two conditions."""
    folder = tmp_path_factory.mktemp("data")
    clean = clean_batch(folder, 5, crystals.silicon(), crystals.gold())
    before = sha256(folder / clean[0]["filename"])
    rows = {
        name: expose_batch(clean, 5, name, detection, BEAM, SHARED, folder)
        for name, detection in (("ideal", COUNTING), ("ccd", INTEGRATING))
    }
    assert sha256(folder / clean[0]["filename"]) == before
    return folder, clean, rows


def stacks(folder, row):
    with h5py.File(folder / row["filename"]) as file:
        return {name: (s["cbed_stack"][()], dict(s.attrs)) for name, s in file.items()}


def test_stemdl_loaders_read_the_recorded_batches_as_they_read_the_clean_ones(made):
    folder, _, _ = made
    clean, labels = load(folder / "cbed", "train")
    for name in ("ideal", "ccd"):
        seen, their_labels = load(folder / FOLDER / name, "train")
        assert their_labels == labels and len(labels) == 4
        assert [image.shape for image in seen] == [image.shape for image in clean]
        assert all(np.isfinite(image).all() for image in seen)


def test_the_labels_of_the_clean_patterns_stay_and_the_cameras_numbers_come(made):
    folder, clean, rows = made
    before, after = stacks(folder, clean[0]), stacks(folder, rows["ccd"][0])
    assert list(before) == list(after)
    for name, (_, labels) in before.items():
        told_now = after[name][1]
        assert labels.keys() <= told_now.keys()
        for label in labels.keys() - {"unit", "config_hash", "code_hash"}:
            np.testing.assert_array_equal(told_now[label], labels[label])
        assert told_now["unit"] == "ADU" and told_now["condition"] == "ccd"
        assert told_now["camera.amplifier.gain"] == 5.0
        assert told_now["camera.stop.radius_px"] == 5.0
        assert told_now["electrons"].tolist() == [1e6, 1e6]
        assert told_now["direct_beam_px"].tolist() == [54.0, 44.0]


def test_a_pattern_has_the_electrons_of_its_dose(made):
    folder, clean, rows = made
    clean, seen = stacks(folder, clean[0]), stacks(folder, rows["ideal"][0])
    assert rows["ideal"][0]["electrons_per_image"] == 3e6
    for name, (counts, _) in seen.items():
        assert counts.dtype == np.uint32
        lit = clean[name][0].sum(axis=(1, 2))
        np.testing.assert_allclose(counts.sum(axis=(1, 2)), 3e6 * lit, rtol=0.01)


def test_the_noise_of_patterns_is_poisson_and_differs_from_pattern_to_pattern(made):
    folder, clean, rows = made
    clean, seen = stacks(folder, clean[0]), stacks(folder, rows["ideal"][0])
    residues = []
    for name, (counts, _) in seen.items():
        mean = 3e6 * clean[name][0].astype(float)
        lit = mean > 20
        residue = np.where(lit, (counts - mean) / np.sqrt(np.where(lit, mean, 1)), 0)
        assert residue[lit].var() == pytest.approx(1, abs=0.12)
        residues += [one.ravel() for one in residue]
    matrix = np.corrcoef(residues) - np.eye(len(residues))
    assert np.abs(matrix).max() < 0.15


def test_the_pattern_and_the_stop_are_where_the_settings_say(made):
    folder, clean, rows = made
    clean, seen = stacks(folder, clean[0]), stacks(folder, rows["ccd"][0])
    y, x = np.mgrid[:96, :96]
    for name, (stored, labels) in seen.items():
        electrons = (stored.astype(float) - 50) / 5 / 0.8
        for pattern, image in zip(clean[name][0], electrons):
            column, row = labels["direct_beam_px"].astype(int)
            disc = image[row - 4 : row + 5, column - 4 : column + 5]
            expected = 1e6 * pattern[44:53, 44:53]
            np.testing.assert_allclose(disc.sum(), expected.sum(), rtol=0.01)
        assert stored[:, np.hypot(x - 68, y - 58) < 4].max() < 50 + 6 * 3


def test_a_pattern_does_not_depend_on_the_batch_that_its_structure_stands_in(made, tmp_path):
    folder, _, rows = made
    alone = clean_batch(tmp_path, 9, crystals.gold())
    (row,) = expose_batch(alone, 9, "ideal", COUNTING, BEAM, SHARED, tmp_path)
    before, after = stacks(folder, rows["ideal"][0]), stacks(tmp_path, row)
    for condition in (0, 1):
        np.testing.assert_array_equal(
            after[f"sample_0_{condition}"][0], before[f"sample_1_{condition}"][0]
        )


def test_equal_settings_give_equal_bytes(made):
    folder, clean, rows = made
    before = sha256(folder / rows["ccd"][0]["filename"])
    (again,) = expose_batch(clean, 5, "ccd", INTEGRATING, BEAM, SHARED, folder)
    assert again["sha256"] == before


def test_pixels_are_those_of_the_condition_in_all_patterns():
    faulty = replace(COUNTING, faults=PixelFaults(dead=0.05))
    one, same, other = (
        camera_pixels(seed, name, faulty, (64, 64)).response == 0
        for seed, name in ((7, "a"), (7, "a"), (7, "b"))
    )
    assert one.any() and (one == same).all() and (one != other).any()


@pytest.mark.parametrize("detection", [INTEGRATING, WIDE], ids=["narrow", "wide"])
def test_recording_takes_the_memory_that_is_asked_for(detection, tmp_path):
    with h5py.File(tmp_path / "x.h5", "w") as file:
        sample = file.create_group("sample")
        sample["cbed_stack"] = np.full((6, 512, 512), 1 / 512**2, np.float32)
        labels = {"energy_keV": 200, "material": "x", "thickness_A": 10.0}
        sample.attrs.update(labels | {"semi_angles_rad": np.full(6, 0.003)})
        tracemalloc.start()
        record(sample, "x", detection, BEAM, 1)
        peak = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
    asked = recording_mb(detection, 512, 6) - 300
    assert asked / 3 < peak < asked


def test_a_dose_is_of_the_illuminated_area(made):
    """Airy's disc at 100 keV and 4 mrad: 0.61 · 0.0370 Å / 4e-3 = 5.645 Å."""
    folder, clean, _ = made
    dosed = Detection(dose_e_per_A2=1e4)
    (row,) = expose_batch(clean, 5, "dosed", dosed, BEAM, SHARED, folder)
    area = np.pi * 5.645**2
    assert row["electrons_per_image"] == pytest.approx(1e4 * area, rel=1e-3)
    assert row["dose_e_per_A2"] == pytest.approx(1e4)
    raster = (Aberrations(), Positions(kind="raster", raster_edge_A=20.0))
    (row,) = expose_batch(clean, 5, "dosed", dosed, raster, SHARED, folder)
    swept = 20.0**2 + 4 * 20 * 5.645 + area
    assert row["electrons_per_image"] == pytest.approx(1e4 * swept, rel=1e-3)
    own = replace(dosed, area_A2=50.0)
    (row,) = expose_batch(clean, 5, "dosed", own, BEAM, SHARED, folder)
    assert row["electrons_per_image"] == pytest.approx(5e5)
    (folder / row["filename"]).unlink()


def test_a_row_tells_dose_and_camera(made):
    _, clean, rows = made
    row = rows["ccd"][0]
    assert row["filename"] == "cbed/detected/ccd/train/batch_train_5.h5"
    assert row["condition"] == "ccd" and clean[0]["condition"] == "batch"
    assert row["zone_axes"] == "silicon: (110) [001]; gold: (110) [001]"
    assert (row["camera"], row["gain_adu"], row["offset_adu"]) == ("integrating", 5, 50)
    assert (row["read_noise_adu"], row["bit_depth"]) == (3, 16)
    assert "stop.centre_px 20 10" in row["camera_settings"]
    assert row["counts_per_px"] == pytest.approx(0.8 * 1e6 / 96**2, rel=0.1)
    assert rows["ideal"][0]["bit_depth"] == 32 and rows["ideal"][0]["gain_adu"] is None


def test_sheet_and_card_name_directions_and_conditions(made):
    folder, clean, rows = made
    every = [*clean, *rows["ideal"], *rows["ccd"]]
    (first, *_) = sheet_of(every, folder, 1)
    assert list(first.tiles) == [
        *("(110)", "[001]", "(110) ideal", "[001] ideal", "(110) ccd", "[001] ccd"),
    ]
    assert first.tiles["[001] ccd"].low == 50
    assert first.tiles["[001] ccd"].label == "100 keV, 2 nm, 1e+06 e"
    assert first.tiles["[001] ccd"].high > 1000
    said = told(every)
    assert "(110) 2, [001] 2." in said[0]
    assert said[1].startswith("Condition `ccd`: a camera of kind integrating (efficiency 0.8;")
    assert len(said) == 3


def test_usid_packages_of_recorded_patterns_open_in_pyusid_and_hyperspy(made, tmp_path):
    pyusid = pytest.importorskip("pyUSID")
    hs = pytest.importorskip("hyperspy.api")
    folder, clean, rows = made
    (row,) = rows["ccd"]
    assert package_name(row) == "ccd-batch_train_5" and package_name(clean[0]) == "batch_train_5"
    path = tmp_path / "ccd.h5"
    assert package_cbed(path, [folder / row["filename"]], {}) == 8
    expected = stacks(folder, row)["sample_0_0"][0]
    with h5py.File(path) as file:
        main = pyusid.hdf_utils.get_all_main(file)[0]
        np.testing.assert_array_equal(main.get_n_dim_form(), expected)
        assert main.dtype == np.uint16
        assert (main.attrs["quantity"], main.attrs["units"]) == ("Counts", "ADU")
        assert main.parent.attrs["zone_axes"] == "(110), [001]"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        signals = hs.load(str(path), reader="usid_hdf5")
    first = signals[0] if isinstance(signals, list) else signals
    np.testing.assert_array_equal(np.squeeze(first.data), expected)
