"""Frames of a series are shifted as its file says, and add up to their image."""

import h5py
import numpy as np
import pytest
from PIL import Image
from pydantic import ValidationError
from skimage.registration import phase_cross_correlation
from tests.haadf.delivered import delivered, off_centre
from tests.haadf.recording.lattices import PIXEL_A, QUIET, lattice
from tests.haadf.test_acquisitions import asked, published, simulated
from tests.haadf.test_scan import SQUARE

from synthscope.core.seeds import generator
from synthscope.haadf import png
from synthscope.haadf.distortion import Distortion
from synthscope.haadf.noise import record
from synthscope.haadf.recording.displacements import draw_frames
from synthscope.haadf.size import expected_size

SERIES = {
    "edges": "reflect", "background": 0, "blur_px": 0.5, "scanline_px": 0.1, "drift_px": 0.5,
    "dose_e_per_A2": 1e8, "series": {"frames": 5, "shift_A": 0.1},
    "scan": {"hum_A": 0.05, "noise_A": 0.1, "dwell_us": 5},
}  # fmt: skip


def recorded(image, seed=4, **changes):
    made = Distortion.of({**QUIET, "dose_e_per_A2": 1e6, **changes})
    streams = lambda what: generator(seed, what)  # noqa: E731
    moved, _ = draw_frames(made, image.shape, PIXEL_A, streams("rows"), streams)
    return made, moved, record(image, made, moved, streams("noise"), PIXEL_A)


def test_frames_are_registered_at_the_shifts_that_are_told():
    image, _ = lattice(160)
    _, moved, made = recorded(image, drift_px=1, series={"frames": 6, "shift_A": 0.15})
    told = np.array([(one.down.mean(), one.right.mean()) for one in moved])
    assert np.abs(told.mean(axis=0)).max() < 1e-9
    assert np.hypot(*(told[-1] - told[0])) > 3
    window = np.outer(np.hanning(160), np.hanning(160))
    for number in range(1, 6):
        one, other = (frame * window for frame in (made.frames[0], made.frames[number]))
        found, *_ = phase_cross_correlation(other, one, upsample_factor=50, normalization=None)
        assert found == pytest.approx(told[number] - told[0], abs=0.15)


def test_frames_add_up_to_the_image_and_so_do_their_electrons():
    image, _ = lattice(96)
    changes = {"background": 0.5, "series": {"frames": 7}, "dark": 0.001}
    made, _, got = recorded(image, **changes)
    np.testing.assert_allclose(got.frames.sum(axis=0), got.image, rtol=1e-5, atol=1e-7)
    electrons = got.frames.sum(axis=(1, 2)) * made.dose_e_per_A2 * PIXEL_A**2
    whole = made.dose_e_per_A2 * (96 * PIXEL_A) ** 2 * image.mean() * 1.5
    assert electrons.sum() == pytest.approx(whole, rel=0.01)
    assert electrons == pytest.approx(np.full(7, whole / 7), rel=0.02)
    quiet = np.full((200, 200), 0.05)
    _, _, dark = recorded(quiet, series={"frames": 7}, dark=0.02)
    noise = 0.05 / (1e6 * PIXEL_A**2)
    assert dark.image.var() == pytest.approx(0.02**2 + noise, rel=0.03)


def test_the_specimen_drifts_on_within_and_between_frames():
    made = Distortion.of({**QUIET, "drift_px": 4, "series": {"frames": 3}})
    streams = lambda what: generator(1, what)  # noqa: E731
    moved, _ = draw_frames(made, (101, 50), PIXEL_A, streams("a"), streams)
    path = np.concatenate([(one.right, one.down) for one in moved], axis=1)
    steps = np.hypot(*np.diff(path, axis=1))
    np.testing.assert_allclose(steps, 4 / 100)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("series")
    settings = asked(2, mine=SERIES, frame={"pixel_size_A": 0.15}, pixels=64, source_size_A=0.7)
    rows = published(simulated(settings, folder)[1], settings, folder)
    return folder, rows


def test_a_file_holds_frames_shifts_and_their_sum(files):
    folder, rows = files
    [first, *_] = [row for row in rows if row["filename"].endswith(".h5")]
    assert first["frames"] is None  # of all its images, raw among them
    [picture, *_] = [row for row in rows if row.get("condition") == "mine"]
    assert (picture["frames"], picture["dwell_us"]) == (5, 5.0)
    with h5py.File(folder / first["filename"]) as file:
        image, frames = file["haadf/stem00-mine"], file["frames/stem00-mine"]
        assert frames.shape == (5, 64, 64) and frames.dtype == np.float32
        np.testing.assert_allclose(frames[()].sum(axis=0), image[()], rtol=1e-4, atol=1e-6)
        scan = file["scan/stem00-mine"]
        rows_px, waves = scan["rows_px"][()], scan["waves_px"][()]
        assert rows_px.shape == (5, 2, 64) and waves.shape == (5, 2, 64, 5)
        assert scan["shift_px"].shape == (5, 2)
        assert scan["labels_px"].shape == (2, 64, 5)
        step = scan.attrs["step_px"]
        about = waves[..., :-1].mean(axis=(2, 3)) + rows_px.mean(axis=2)
        assert step == 16 and scan["shift_px"][()] == pytest.approx(about, abs=0.05)
        told = dict(image.attrs)
        assert told["series.frames"] == 5 and told["scan.hum_A"] == 0.05
        pixel_A = file["simulation"].attrs["pixel_size_A"]
        current = 1.602176634e-19 * 1e8 * pixel_A**2 / 5 / 5e-6
        assert told["beam_current_pA"] == pytest.approx(1e12 * current)
        shown = png.grey(image[()])
    with Image.open(folder / picture["filename"]) as seen:
        np.testing.assert_array_equal(np.asarray(seen)[..., 0], shown)


def test_labels_of_the_sum_lie_on_its_columns(tmp_path):
    made = delivered(SQUARE, tmp_path, conditions={"mine": SERIES})
    off = []
    for one in made.shown():
        [_, image] = one.images
        assert image.waves is not None
        places = image.places(one.labels["perfect"].columns.position / one.pixel_A)
        off.append(off_centre(one.pixels(image).astype(float), places))
    assert np.sqrt((np.concatenate(off) ** 2).mean()) < 0.1


def test_frames_are_a_distribution_if_one_likes_and_take_their_room():
    varied = SERIES | {"series": {"frames": {"uniform": [2, 9]}, "shift_A": {"uniform": [0, 1]}}}
    one, many = (expected_size(asked(1, mine=mine), 3, 1.0).images for mine in (SERIES, varied))
    assert many - one == 3 * 4 * 4 * 32**2
    with pytest.raises(ValidationError, match=r"choice has 2\.5, and this is drawn in whole"):
        asked(1, mine=SERIES | {"series": {"frames": {"choice": [2.5, 3]}}})
    with pytest.raises(ValidationError, match="series displaces pixels as edges `pile_up`"):
        asked(1, mine={"series": {}})


def test_a_series_leaves_the_first_draws_as_they_are():
    """Its other frames have numbers of their own, so that settings are compared under one seed."""
    image = np.full((40, 30), 0.05)
    one = recorded(image, scanline_px=0.5, drift_px=2)[1][0]
    many = recorded(image, scanline_px=0.5, drift_px=2, series={"frames": 3})[1]
    assert many[0].drift == one.drift
    np.testing.assert_allclose(many[1].drift, one.drift)
    np.testing.assert_allclose(many[0].right - many[0].right.mean(), one.right - one.right.mean())
