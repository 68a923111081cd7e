"""Samples with a beamline's artefacts: clean ones have none, and the truth tells all of them."""

import csv

import h5py
import numpy as np
import pytest
from tests.tomography.measures import by_name
from tests.tomography.running import convert, images, settings, simulate, simulate_scans

from synthscope.tomography.setup import beamline_of, phantom_of
from synthscope.tomography.tiff import read_sinogram
from synthscope.tomography.told import told

ALL = {
    "hardening": {"soft_share": 0.4},
    "fringes": {"distance_mm": 1.0},
    "blur": {"core_px": 0.8, "tail_px": 3, "tail_share": 0.1},
    "drift": {"shift_px": [0.3, 0.5], "decay": 0.05, "flats_after": 3},
    "zingers": {"per_frame": 0.5},
}
FAULTS = {"full": 4, "partial": 4, "wide": 1, "fluctuating": 2, "unresponsive": 2}
FAULTS |= {"rows": [3, 9], "wide_width": [8, 12], "edge_px": 2.0}
TRUTH = ["masks", "kinds", "stripes", "artefacts"]
SPOTS = ("constant", "sinusoidal", "exponential")
STRIPES = (*SPOTS, "full", "partial", "fluctuating", "unresponsive", "wide")


def with_artefacts(**changes):
    return settings(artefacts=ALL, faults=FAULTS, truth=TRUTH, **changes)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    results = tmp_path_factory.mktemp("artefacts")
    return results, by_name([simulate(results, "complex", with_artefacts())])


def sinogram(results, view, row):
    path = results / f"tomography/complex/0000/{view}/0000_{view}_{row:04d}.tif"
    return read_sinogram(path).astype(int)


def masks(results, what, mode="complex"):
    with np.load(results / f"tomography/truth/{mode}/0000_{what}.npz") as archive:
        return {name: archive[name].astype(bool) for name in archive.files}


def test_clean_sinograms_have_no_artefact(made, tmp_path):
    simulate(tmp_path, "complex", settings())
    clean = {n: b for n, b in images(tmp_path, "complex").items() if "clean" in n}
    mine = images(made[0], "complex")
    assert len(clean) == 32 and all(mine[name] == content for name, content in clean.items())


def test_there_is_a_mask_of_each_kind_of_stripe_and_of_each_local_artefact(made):
    found = masks(made[0], "kinds")
    kinds = (*STRIPES, "drift", "fringes", "blur", "zingers")
    assert set(found) == {f"mshift{k:02d}_{kind}" for k in range(2) for kind in kinds}
    assert all(any(found[f"mshift{k:02d}_{kind}"].any() for k in range(2)) for kind in kinds)


def test_the_union_of_the_stripes_masks_is_the_mask_of_all(made):
    kinds, union = masks(made[0], "kinds"), masks(made[0], "mask")
    for shift in ("mshift00", "mshift01"):
        stripes = [kinds[f"{shift}_{kind}"] for kind in (*STRIPES, "drift")]
        # Two errors below the threshold may pass it together, or cancel.
        assert np.mean(np.any(stripes, axis=0) != union[shift]) < 0.02


def test_a_mask_of_one_kind_is_that_of_a_scan_with_this_kind_alone(tmp_path):
    only = settings(faults={"full": 4, "rows": [3, 9]}, miscalibration=0.0, truth=TRUTH)
    simulate(tmp_path, "complex", only)
    kinds, union = masks(tmp_path, "kinds"), masks(tmp_path, "mask")
    assert set(kinds) == {"mshift00_full", "mshift01_full"}
    for shift in union:
        assert union[shift].any() and np.array_equal(kinds[f"{shift}_full"], union[shift])
    assert not (tmp_path / "tomography/truth/complex/0000_artefacts.csv").exists()


def test_kinds_of_drawn_stripes_make_up_their_mask(tmp_path):
    simulate(tmp_path, "simple", settings(truth=TRUTH))
    kinds, union = masks(tmp_path, "kinds", "simple"), masks(tmp_path, "mask", "simple")
    full, partial = kinds["mstripe_full"], kinds["mstripe_partial"]
    assert np.array_equal(full | partial, union["mstripe"])
    assert full.any() and not full[:, :, full.any(axis=(0, 1))].all() and partial.any()


def test_zingers_are_where_the_masks_say_as_many_as_asked_for(made):
    results, rows = made
    found = masks(results, "kinds")
    with open(results / "tomography/truth/complex/0000_artefacts.csv", newline="") as file:
        listed = [row for row in csv.DictReader(file) if row["kind"] == "zinger"]
    assert len(listed) == 2 * 25  # 0.5 of each of 50 frames, in two shifts
    for shift in range(2):
        mask = found[f"mshift{shift:02d}_zingers"]
        own = [row for row in listed if row["view"] == f"shift{shift:02d}"]
        for row in own:
            place = int(row["first_angle"]), int(row["row"]), int(row["column"])
            assert row["stop_angle"] == str(place[0] + 1) and float(row["offset"]) < -0.18
            near = mask[place[0], place[1] : int(row["last_row"]) + 1]
            assert near[:, place[2] - 2 : place[2] + 3].any()
        for number in range(32):
            key = rows[f"0000_shift{shift:02d}_{number:04d}"]
            assert key["zinger_pixels"] == mask[:, number].sum()
            if mask[:, number].any():
                seen = sinogram(results, f"shift{shift:02d}", number)
                dots = mask[:, number] & ~np.roll(mask[:, number], 1, axis=0)
                above = np.roll(seen, 1, axis=0)
                assert np.mean(seen[dots] < above[dots]) > 0.9


def test_the_table_tells_the_largest_change_by_each_artefact(made):
    with open(made[0] / "tomography/truth/complex/0000_artefacts.csv", newline="") as file:
        rows = {(row["view"], row["kind"]): row for row in csv.DictReader(file)}
    for kind in ("hardening", "fringes", "blur", "drift"):
        row = rows["shift01", kind]
        assert (row["row"], row["last_row"], row["width"]) == ("0", "31", "45")
        assert 0.005 < float(row["offset"]) < 0.7
    given = with_artefacts()
    beam = beamline_of(given, phantom_of(given, 1, 0)[0], 1, 0)
    densest = max(-np.log(row.ideal.min()) for row in beam.passing(0, 32))
    hard = 1 / (0.4 * 3 + 0.6)
    passing = 0.4 * np.exp(-3 * hard * densest) + 0.6 * np.exp(-hard * densest)
    expected = densest + np.log(passing)
    assert float(rows["shift00", "hardening"]["offset"]) == pytest.approx(expected, rel=1e-3)


def test_the_key_and_the_card_tell_how_strong_artefacts_are(made):
    rows = made[1]
    row = rows["0000_shift00_0003"]
    assert (row["blur_px"], row["beam_decay"]) == (0.8, 0.05)
    assert row["drift_px"] == pytest.approx(np.hypot(0.3, 0.5))
    assert row["fringes_px2"] == pytest.approx(0.2368, rel=1e-3)
    assert 0.1 < row["hardening"] < 0.2
    assert "blur_px" not in rows["0000_clean_0003"]
    (sentence,) = told(list(rows.values()))
    assert sentence.startswith("Artefacts of simulated scans: ")
    for part in ("beam hardening, which", "fringes of 0.237 px²", "drifts by 0.583 px", "zingers"):
        assert part in sentence


def test_scans_have_flat_fields_before_and_after_and_their_images_tell_the_artefacts(tmp_path):
    given = with_artefacts()
    files = simulate_scans(tmp_path, given)
    with h5py.File(files[0]) as file:
        key = file["entry/instrument/detector/image_key"][:]
        frames = file["entry/data/data"][:].astype(float)
        angles = file["entry/sample/rotation_angle"][:]
    assert key.tolist() == [1] * 4 + [0] * 50 + [1] * 3
    assert angles[:5].tolist() == [0] * 5 and np.ptp(angles[-4:]) == 0
    before, after = frames[:4].mean(), frames[-3:].mean()
    assert after / before == pytest.approx(0.95, abs=0.01)
    rows = by_name(convert(tmp_path, "raw", given, files, known=True))
    assert rows["0000_shift00_0003"]["blur_px"] == 0.8
    simulate(tmp_path, "complex", given)
    grey = sinogram(tmp_path, "shift01", 9)
    key = by_name([tmp_path / "tomography/complex/shards/0000.csv"])["0000_shift01_0009"]
    seen = key["grey_zero"] + key["grey_step"] * grey
    with h5py.File(files[1]) as file:
        counts = file["entry/data/data"][:, 9].astype(float)
    beam = beamline_of(given, phantom_of(given, 1, 0)[0], 1, 0)
    flat = np.concatenate([counts[:4], counts[-3:]]).mean(axis=0)
    expected = -np.log(np.maximum(counts[4:-3], 0.5) / flat) * beam.densest
    inside = (grey > 0) & (grey < 65535)
    assert inside.mean() > 0.8  # the rest is an unresponsive stripe
    np.testing.assert_allclose(seen[inside], expected[inside], atol=2e-3 * beam.densest)
