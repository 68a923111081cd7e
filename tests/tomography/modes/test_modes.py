"""Every mode lays out the original's tree, the same bytes however the work is cut up."""

import shutil
from dataclasses import replace

import h5py
import numpy as np
import pytest
from tests.tomography.measures import by_name, strengths
from tests.tomography.running import archive, convert, images, settings, simulate, simulate_scans

from synthscope.dataset.key.table import merge_tables, read_table
from synthscope.tomography.setup import phantom_of
from synthscope.tomography.simulation.geometry import Geometry
from synthscope.tomography.simulation.projection import project
from synthscope.tomography.tiff import read_sinogram

ROWS = [f"{row:04d}" for row in range(32)]


def table_names(tables, mode):
    """The files that tables name, below the mode's folder; checks that each is there."""
    rows = merge_tables(map(read_table, tables))
    assert {row["product"] for row in rows} == {"tomography"}
    return sorted(row["filename"].removeprefix(f"tomography/{mode}/") for row in rows)


def test_simple_mode_writes_clean_and_stripe(results):
    table = simulate(results, "simple", settings(), samples=(0, 3))
    expected = [
        f"{sample}/{kind}/{sample}_{kind}_{row}.tif"
        for sample in ("0000", "0003")
        for kind in ("clean", "stripe")
        for row in ROWS
    ]
    assert list(images(results, "simple")) == table_names([table], "simple") == expected


def test_complex_mode_writes_clean_and_every_shift(results):
    table = simulate(results, "complex", settings(nxtomo=True))
    expected = [
        f"0000/{view}/0000_{view}_{row}.tif"
        for view in ("clean", "shift00", "shift01")
        for row in ROWS
    ]
    expected = sorted([*expected, "0000/0000_shift00.nxs", "0000/0000_shift01.nxs"])
    assert list(images(results, "complex")) == table_names([table], "complex") == expected


def test_raw_mode_writes_every_shift(results, scans):
    tables = convert(results, "raw", settings(), scans)
    views = ("shift00", "shift01")
    expected = [f"0000/{view}/0000_{view}_{row}.tif" for view in views for row in ROWS]
    assert list(images(results, "raw")) == table_names(tables, "raw") == expected
    assert (results / "tomography/raw/0000/clean").is_dir()
    assert read_sinogram(results / "tomography/raw" / expected[0]).shape == (40, 36)


def test_paired_mode_sorts_pairs_by_whether_their_stripes_are_real(results, scans):
    tables = convert(results, "paired", settings(), scans)
    found = images(results, "paired")
    assert list(found) == table_names(tables, "paired")
    folders = {name.rsplit("/", 1)[0] for name in found}
    assert folders <= {
        f"0000/{made}_artifacts/{kind}" for made in ("fake", "real") for kind in ("clean", "stripe")
    }
    for shift in ("shift00", "shift01"):
        for row in ROWS:
            name = f"0000_{shift}_{row}.tif"
            made = [
                kind for kind in ("fake", "real") if f"0000/{kind}_artifacts/stripe/{name}" in found
            ]
            assert len(made) == 1 and f"0000/{made[0]}_artifacts/clean/{name}" in found
    for made in ("fake", "real"):
        assert (results / f"tomography/paired/0000/{made}_artifacts/clean").is_dir()


def test_without_an_estimate_sinograms_with_real_stripes_have_no_clean_one(tmp_path, scans):
    convert(tmp_path, "paired", settings(real_clean="none"), scans)
    found = images(tmp_path, "paired")
    assert any("real_artifacts/stripe" in name for name in found)
    assert not any("real_artifacts/clean" in name for name in found)


def test_dynamic_mode_writes_all_frames_into_its_folder(results, scans):
    tables = convert(results, "dynamic", settings(), scans)
    expected = [f"0000_frame{frame}_{row}.tif" for frame in ("00", "01") for row in ROWS]
    assert list(images(results, "dynamic")) == table_names(tables, "dynamic") == expected


def test_patch_mode_numbers_the_patches_of_every_row(results, scans):
    tables = convert(results, "patch", settings(), scans)
    found = images(results, "patch")
    assert list(found) == table_names(tables, "patch")
    for shift in ("shift00", "shift01"):
        for row in ROWS:
            for patch in range(6):  # 50 angles × 45 columns in patches of 24 × 15
                name = f"stripe/0000_{shift}_{row}_w{patch:02d}.tif"
                both = [f"0000/{made}_artifacts/{name}" in found for made in ("fake", "real")]
                assert sorted(both) == [False, True]
    assert read_sinogram(results / "tomography/patch" / next(iter(found))).shape == (24, 15)


@pytest.mark.parametrize("mode", ["raw", "paired", "dynamic", "patch"])
def test_parts_and_chunks_do_not_change_a_byte(results, scans, tmp_path, mode):
    if not images(results, mode):
        convert(results, mode, settings(), scans)
    convert(tmp_path, mode, settings(chunk_size=5, memory_MB=1), scans, parts=3)
    assert images(tmp_path, mode) == images(results, mode)


@pytest.mark.parametrize("mode", ["simple", "complex"])
def test_a_sample_does_not_depend_on_the_others(results, tmp_path, mode):
    changes = {"nxtomo": True} if mode == "complex" else {}
    simulate(results, mode, settings(**changes), samples=(0,))
    simulate(tmp_path, mode, settings(**changes), samples=(5, 0))
    alone = {n: b for n, b in images(results, mode).items() if n.startswith("0000")}
    beside = {n: b for n, b in images(tmp_path, mode).items() if n.startswith("0000")}
    assert alone == beside
    simulate(tmp_path, mode, settings(**changes), seed=2, samples=(0,))
    other = {n: b for n, b in images(tmp_path, mode).items() if n.startswith("0000")}
    assert other.keys() == alone.keys() and other != alone


def test_the_archive_of_masks_is_the_originals_and_can_be_given_back(results, scans, tmp_path):
    any_mark = settings(striped={"least_percent": 0, "least_strength": 0})
    convert(results / "any", "paired", any_mark, scans)
    path = archive(results / "any", scans)
    with np.load(path, allow_pickle=False) as masks:
        assert masks.files == ["m1000", "m1001"]
        assert masks["m1000"].shape == (50, 32, 45) and masks["m1000"].dtype == np.uint8
        striped = masks["m1000"].any(axis=(0, 2))
    for row in range(32):
        made = "real" if striped[row] else "fake"
        name = f"0000/{made}_artifacts/stripe/0000_shift00_{row:04d}.tif"
        assert (results / "any/tomography/paired" / name).is_file()
    convert(tmp_path, "paired", any_mark, scans, mask=path)
    assert images(tmp_path, "paired") == images(results / "any", "paired")


def test_weights_stand_in_the_archive_where_they_are_wanted(results, scans, tmp_path):
    """As by -w of the original; the masks are the same, and so are those of an archive before."""
    given = settings(striped={"least_percent": 0, "least_strength": 0})
    given = replace(given, masks=replace(given.masks, truth=False, weights=True))
    convert(tmp_path, "paired", given, scans)
    other = tmp_path / "other.npz"
    np.savez_compressed(other, m7=np.ones((2, 3, 4), np.uint8))
    path = archive(tmp_path, scans, add_to=[other], weights=True)
    plain = archive(tmp_path / "plain", scans, masks_of=tmp_path)
    with np.load(path, allow_pickle=False) as found, np.load(plain) as before:
        assert found.files == ["m7", "m1000_weights", "m1000", "m1001_weights", "m1001"]
        assert found["m7"].all() and before.files == ["m1000", "m1001"]
        for name in before.files:
            weights = found[f"{name}_weights"]
            assert np.array_equal(found[name], before[name])
            assert weights.dtype == np.float32 and weights.shape == found[name].shape
            assert 0 <= weights.min() and weights.max() <= 1


def test_known_defects_of_simulated_scans_decide_which_sinograms_are_clean(tmp_path, scans):
    convert(tmp_path, "paired", settings(), scans, known=True)
    found = images(tmp_path, "paired")
    made = {True: [], False: []}
    for (shift, row), strength in strengths(settings()).items():
        name = f"artifacts/stripe/0000_shift{shift:02d}_{row:04d}.tif"
        made[f"0000/real_{name}" in found].append(strength)
    assert len(made[True]) > 5 and len(made[False]) > 5
    assert max(made[False]) <= 0.01 and min(made[True]) > 0


def test_default_masks_tell_clean_from_striped_in_a_scan_of_few_rows(tmp_path):
    """Of 24 rows such as a beamline's, none was clean when one marked pixel made a stripe."""
    shape = {"size": 256, "rows": 24, "columns": 362, "angles": 600}
    given = settings(**shape, objects=30, shifts=1, flats_number=20, I0=20_000, masks={})
    scans = simulate_scans(tmp_path, given, seed=2)
    convert(tmp_path, "paired", given, scans, seed=2)
    found = images(tmp_path, "paired")
    made = {
        row: f"0000/real_artifacts/stripe/0000_shift00_{row:04d}.tif" in found for row in range(24)
    }
    true = {row: strength for (_, row), strength in strengths(given, seed=2).items()}
    striped = [made[row] for row in made if true[row] > 0.02]
    clean = [made[row] for row in made if true[row] < 0.005]
    assert len(striped) > 10 and np.mean(striped) > 0.8
    assert len(clean) > 1 and not any(clean)
    log = (tmp_path / "logs" / "measure_sinograms.log").read_text()
    assert "images count as clean" in log and "images count as striped" in log


@pytest.mark.parametrize(
    "strength, reason",
    [(100, "64 images count as clean, none as striped; lower"), (0, "as clean; raise")],
)
@pytest.mark.parametrize("mode", ["paired", "patch"])
def test_a_sample_of_one_side_alone_is_refused_unless_it_is_wanted(
    tmp_path, scans, strength, reason, mode
):
    given = settings(striped={"least_percent": 0, "least_strength": strength})
    mask = None
    if not strength:  # every pixel is marked
        mask = tmp_path / "all.npz"
        np.savez(mask, m1000=np.ones((50, 32, 45), "u1"), m1001=np.ones((50, 32, 45), "u1"))
    reason = reason.replace("64", "384") if mode == "patch" else reason
    with pytest.raises(SystemExit, match=reason):
        convert(tmp_path, mode, given, scans, mask=mask)
    assert not images(tmp_path, mode)
    given = replace(given, striped=replace(given.striped, one_sided=True))
    convert(tmp_path, mode, given, scans, mask=mask)
    assert images(tmp_path, mode)


@pytest.mark.parametrize("fold", [False, True])
def test_clean_sinograms_of_simple_mode_are_the_projection(tmp_path, fold):
    given = settings(fold=fold)
    rows = by_name([simulate(tmp_path, "simple", given)])
    spheres, pixel = phantom_of(given, 1, 0)
    assert pixel == 1e4
    truth = project(spheres, Geometry.of_size(32))
    for row in ROWS:
        cells = rows[f"0000_clean_{row}"]
        assert (cells["first_angle_deg"], cells["last_angle_deg"]) == (0, pytest.approx(179.9))
        grey = read_sinogram(tmp_path / cells["filename"])
        found = cells["grey_zero"] + cells["grey_step"] * grey
        np.testing.assert_allclose(found, truth[int(row)], atol=3e-5 * truth.max())
        assert cells["grey_zero"] == (0 if fold else pytest.approx(-0.25 * truth.max()))


def test_rows_that_see_nothing_are_left_out_where_that_is_asked_for(tmp_path):
    given = settings(size=48, objects=10)
    whole = simulate(tmp_path / "keep", "simple", given)
    left = simulate(tmp_path / "leave", "simple", replace(given, empty_rows="leave_out"))
    empty = {
        name
        for name, row in by_name([whole]).items()
        if "clean" in name and np.ptp(read_sinogram(tmp_path / "keep" / row["filename"])) == 0
    }
    assert len(empty) > 3
    gone = {name.replace("clean", kind) for name in empty for kind in ("clean", "stripe")}
    assert by_name([whole]).keys() - by_name([left]).keys() == gone


def test_paired_drawn_stripes_stand_on_their_clean_sinogram(results, scans):
    convert(results, "paired", settings(), scans)
    top = results / "tomography/paired/0000/fake_artifacts"
    pairs = [
        (read_sinogram(p), read_sinogram(top / "clean" / p.name))
        for p in (top / "stripe").iterdir()
    ]
    assert pairs
    apart = [np.mean(stripe != clean) for stripe, clean in pairs]
    assert max(apart) < 0.5


def test_legacy_noise_goes_through_the_same_files(tmp_path):
    simulate(tmp_path, "complex", settings(legacy_noise=True, size=16))
    assert len(images(tmp_path, "complex")) == 3 * 16


def test_what_was_assumed_of_a_scan_stands_in_the_log(results, scans, tmp_path):
    convert(tmp_path, "raw", settings(), scans)
    log = (tmp_path / "logs" / "measure_sinograms.log").read_text()
    assert "1001.nxs has no dark fields: they are taken as 0" in log


def test_a_dead_pixel_stretches_the_range_only_if_none_may_lie_outside(tmp_path, scans):
    scan = tmp_path / "1000.nxs"
    shutil.copy(scans[0], scan)
    with h5py.File(scan, "a") as file:
        file["entry/instrument/detector/data"][4:, 12, 20] = 0
    used = {}
    for percent in (0, 3):
        given = settings(outside_percent=percent, sinogram_shape=None)
        convert(tmp_path / str(percent), "raw", given, [scan])
        image = tmp_path / str(percent) / "tomography/raw/0000/shift00/0000_shift00_0012.tif"
        grey = read_sinogram(image)
        assert grey[:, 20].min() == 65535  # clipped, not wrapped
        used[percent] = np.ptp(np.delete(grey, 20, axis=1))
    assert used[3] > 4 * used[0]


@pytest.mark.parametrize("parts", [1, 5])
def test_parts_do_not_change_a_byte_where_pixels_may_lie_outside(tmp_path, scans, parts):
    given = settings(outside_percent=1)
    convert(tmp_path / "a", "raw", given, scans, parts=2)
    convert(tmp_path / "b", "raw", given, scans, parts=parts)
    assert images(tmp_path / "a", "raw") == images(tmp_path / "b", "raw")
