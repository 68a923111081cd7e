"""Each detector and thickness of an acquisition is an image with files and labels of its own."""

import json
from dataclasses import replace
from types import SimpleNamespace

import h5py
import numpy as np
import pytest
from pydantic import ValidationError
from tests.haadf.test_acquisitions import simulated
from tests.multislice.specimens import quick_settings

from synthscope.core.distributions import Distribution
from synthscope.core.draws import draw
from synthscope.core.errors import InputError
from synthscope.haadf.publish import publish_view, view_readouts
from synthscope.haadf.readouts import detector_names, readouts
from synthscope.haadf.stages import simulation_settings
from synthscope.haadf.view_plan import plan_drawn
from synthscope.optics.detectors import Detector
from synthscope.structures.model import Crystal

HALF = 1.95
PLACES = [[0, 0, 0], [HALF, HALF, HALF], [HALF, HALF, 0], [HALF, 0, HALF], [0, HALF, HALF]]
TITANATE = Crystal("sto", "user", "", [38, 22, 8, 8, 8], PLACES, 2 * HALF * np.eye(3))
ANGLES = [[60, 90], [32, 60], [15, 29], [0, 7]]
KINDS = ["HAADF", "LAADF", "ABF", "BF"]


def asked(detectors=ANGLES, depths=(), number=2, mine=(), **changes):
    return quick_settings(
        **{
            "geometry": "cell", "field_A": 15.6, "pixels": 64, "cell_depth_A": 15.6, "error": 0.05,
            "detectors_mrad": detectors, "thicknesses_A": depths, "source_size_A": 0.7,
            "conditions": {"mine": {"drift_px": 4, "edges": "reflect"} | dict(mine)},
            "general": {"conditions": ["raw", "mine"], "acquisitions": number},
            "labels": {"maps": ["thickness"]},
        }
        | changes
    )  # fmt: skip


def made(folder, **changes):
    """Rows of the key by what stands in file names behind the view's name."""
    left, simulations = simulated(asked(**changes), folder, TITANATE)
    assert not left
    return published(simulations, folder, **changes)


def published(simulations, folder, **changes):
    rows = publish_view({"sto": TITANATE}, simulations, asked(**changes), 1, folder)
    return {row["filename"].rpartition("/")[2].removeprefix("sto.000001"): row for row in rows}


@pytest.fixture(scope="module")
def simulations(tmp_path_factory):
    return simulated(asked(depths=[7.8]), tmp_path_factory.mktemp("several"), TITANATE)[1]


@pytest.fixture(scope="module")
def seen(simulations, tmp_path_factory):
    """Rows as of `made`, and the folder."""
    folder = tmp_path_factory.mktemp("several")
    return published(simulations, folder, depths=[7.8]), folder


def opened(seen, name):
    rows, folder = seen
    return h5py.File(folder / rows[name]["filename"])


def test_detectors_are_called_after_what_most_of_their_width_collects():
    angles = [(54, 100), (53, 100), (20, 60), (20, 33), (7, 33), (6, 33), (0, 27), (60, 200)]
    kinds = [detector_names([one], 27)[0] for one in angles]
    assert kinds == ["HAADF", "LAADF", "LAADF", "ABF", "ABF", "BF", "BF", "HAADF"]
    several = [(80, 120), (0, 10), (120, 200.5)]
    assert detector_names(several, 27) == ["HAADF80-120", "BF", "HAADF120-200.5"]


def test_detectors_that_are_drawn_have_one_name_in_all_views():
    drawn = [(Distribution(uniform=(30, 85)), 100), (90, Distribution(choice=(140, 150))), (0, 10)]
    assert detector_names(drawn, 27) == ["HAADF1", "HAADF2", "BF"]
    assert detector_names(drawn[1:], 27) == ["HAADF", "BF"]


def test_one_detector_and_one_thickness_have_no_name():
    assert [one.suffix for one in readouts([Detector(100, 150)], ["HAADF"], 27, [])] == [""]
    assert [one.suffix for one in readouts([Detector(100, 150)], ["HAADF"], 27, [12.5])] == [
        "",
        "-t12.5",
    ]


def test_each_has_files_rows_and_angles(seen):
    rows, _ = seen
    names = [f"-{kind}{depth}" for depth in ("", "-t7.8") for kind in KINDS]
    files = [f"-a{n:04d}{name}" for n in (0, 1) for name in names]
    pictures = [f"{name}-{c}.png" for name in files for c in ("raw", "stem00-mine")]
    assert rows.keys() == {*(f"{name}.h5" for name in files), *pictures}
    for name in ("-a0001-ABF-t7.8.h5", "-a0001-ABF-t7.8-stem00-mine.png"):
        row = rows[name]
        assert (row["detector"], row["acquisition"]) == ("ABF", 1)
        assert (row["detector_inner_mrad"], row["detector_outer_mrad"]) == (15, 29)
        assert row["thickness_A"] == 7.8
    assert rows["-a0000-BF.h5"]["thickness_A"] == pytest.approx(15.6)
    with opened(seen, "-a0001-ABF-t7.8.h5") as file:
        about = file["simulation"].attrs
        assert (about["detector"], about["thicknesses_A"].tolist()) == ("ABF", [7.8])
        assert about["detectors_mrad"].tolist() == [[15, 29]]


def test_detectors_record_one_scan_with_noise_of_their_own(seen):
    """What they collect of the same electrons, and drift, of which thicknesses have another."""
    drifts, doses, means = [], [], []
    for kind in KINDS:
        with opened(seen, f"-a0000-{kind}.h5") as file:
            about, raw = file["haadf/stem00-mine"].attrs, file["haadf/raw"][()]
            drifts.append((about["drift_right_px"], about["drift_down_px"]))
            doses.append(about["dose_e_per_A2"])
            means.append((about["counts"], raw.mean()))
    assert len(set(drifts)) == 1
    np.testing.assert_allclose(doses, doses[0], rtol=1e-6)
    counts, collected = np.transpose(means)
    assert counts[0] == 400 and collected[3] > 2 * collected[0]
    np.testing.assert_allclose(counts / 400, collected / collected[0], rtol=1e-6)
    with opened(seen, "-a0000-HAADF-t7.8.h5") as file:
        about = file["haadf/stem00-mine"].attrs
        assert (about["drift_right_px"], about["drift_down_px"]) != drifts[0]
        assert about["counts"] == 400


def test_noise_is_poissons_and_not_shared(tmp_path):
    flat = {"drift_px": 0, "scanline_px": 0, "blur_px": 0, "background": 0, "dose_e_per_A2": 1e6}
    rows = made(tmp_path, mine=flat, number=1)
    noise = []
    for kind in KINDS:
        with h5py.File(tmp_path / rows[f"-{kind}.h5"]["filename"]) as file:
            raw, image = file["haadf/raw"][()], file["haadf/stem00-mine"][()]
            pixel = file["simulation"].attrs["pixel_size_A"]
        noise.append((image - raw) * np.sqrt(1e6 * pixel**2 / raw))
    spread = np.std(noise, axis=(1, 2))
    np.testing.assert_allclose(spread, 1, atol=5 / np.sqrt(2 * 64**2))
    apart = np.corrcoef(np.reshape(noise, (4, -1)))[np.triu_indices(4, 1)]
    assert np.abs(apart).max() < 5 / 64


def test_labels_are_of_the_specimen_down_to_the_thickness(seen):
    with opened(seen, "-a0000-HAADF.h5") as whole, opened(seen, "-a0000-HAADF-t7.8.h5") as half:
        assert 2 * half["atoms/full/number"].size == whole["atoms/full/number"].size
        assert half["atoms/full/position_A"][:, 2].max() < 7.8
        np.testing.assert_array_equal(
            2 * half["columns/full/n_atoms"][()], whole["columns/full/n_atoms"][()]
        )
        thin, thick = (file["maps/full/thickness_A"][()] for file in (half, whole))
        assert 7.7 < np.mean(thick - thin) < 7.9
        assert half["haadf/raw"][()].mean() < 0.7 * whole["haadf/raw"][()].mean()


def test_dark_columns_are_labelled_where_they_are_dark(seen):
    with opened(seen, "-a0000-ABF.h5") as file:
        image, marked = file["haadf/raw"][()], file["haadf/peak_map_clean"][()]
        places = np.round(file["columns/full/position_px"][()][file["columns/full/visible"][()]])
    inner = places[((places > 2) & (places < 61)).all(axis=1)].astype(int)
    assert len(inner) > 8 and image[inner[:, 1], inner[:, 0]].mean() < image.mean() - image.std()
    assert marked.any() and image[marked].max() < image.mean()


def test_further_detectors_and_thicknesses_change_nothing_in_the_first(simulations, seen, tmp_path):
    (rows, folder), first = seen, {"detectors_mrad": np.array(ANGLES[:1])}
    alone = [replace(one, parameters=one.parameters | first) for one in simulations]
    alone = published(alone, tmp_path, detectors=ANGLES[:1])
    assert alone["-a0001.h5"]["detector"] is None
    with (
        h5py.File(tmp_path / alone["-a0001.h5"]["filename"]) as one,
        h5py.File(folder / rows["-a0001-HAADF.h5"]["filename"]) as first,
    ):
        about = dict(first["simulation"].attrs)
        assert about.pop("detector") == "HAADF" and about.keys() == one["simulation"].attrs.keys()
        found = []
        one.visititems(lambda name, _: found.append(name))
        assert "haadf/stem00-mine" in found
        for name in (name for name in found if isinstance(one[name], h5py.Dataset)):
            np.testing.assert_array_equal(one[name][()], first[name][()])
    png = [one["sha256"] for one in (alone["-a0001-raw.png"], rows["-a0001-HAADF-raw.png"])]
    assert png[0] == png[1]


def test_a_column_that_begins_below_a_thickness_emits_nothing_above_it(tmp_path):
    rows = made(tmp_path, depths=[0.5], phonons={"configurations": "auto"}, error=0.3, number=1)
    with h5py.File(tmp_path / rows["-HAADF-t0.5.h5"]["filename"]) as file:
        numbers, raw = file["atoms/full/number"][()], file["haadf/raw"][()]
    assert 22 not in numbers and np.isfinite(raw).all() and raw.max() > 5 * raw.mean()


def test_what_would_have_one_name_is_refused():
    for wrong in ({"detectors": [[60, 90], [60, 90]]}, {"depths": [5, 8, 5]}):
        with pytest.raises(ValidationError, match="stands twice"):
            asked(**wrong)


def test_thicknesses_that_end_behind_one_slice_are_one_image():
    ends = {"thicknesses_A": np.array([6.1, 6.4, 9.0, 23.5, 24.0]), "semiangle_mrad": 20.0}
    scan = SimpleNamespace(parameters=ends | {"shown_A": np.array([7.5, 7.5, 10.5, 24.0, 24.0])})
    scan.parameters["detectors_mrad"] = np.array([[90.0, 150.0]])
    asked = SimpleNamespace(semiangle_mrad=20.0, detectors_mrad=((90.0, 150.0),))
    assert [one.depth_A for one in view_readouts(scan, asked)] == [None, 6.1, 9.0]


def test_detectors_and_thicknesses_are_drawn_for_each_view(tmp_path):
    drawn = {"detectors": [[60, {"uniform": [80, 90]}], [{"choice": [32, 40]}, 60]]}
    drawn["depths"] = [{"uniform": [4, 40]}]  # the specimen has 15.6 Å
    rows = made(tmp_path, **drawn)
    numbers = {name: json.loads(row["drawn"]) for name, row in rows.items()}
    [told] = {tuple(one.items()) for one in numbers.values()}  # of all acquisitions
    told = dict(told)
    assert told.keys() == {"detectors_mrad.0.1", "detectors_mrad.1.0", "thicknesses_A.0"}
    depth, outer = told["thicknesses_A.0"], told["detectors_mrad.0.1"]
    assert 4 <= depth < 15.6 and 80 <= outer <= 90 and told["detectors_mrad.1.0"] in (32, 40)
    files = {f"-a000{n}-{kind}{end}.h5" for n in (0, 1) for kind in ("HAADF", "LAADF")
             for end in ("", f"-t{depth:g}")}  # fmt: skip
    assert files == {name for name in rows if name.endswith(".h5")}
    assert rows["-a0001-HAADF.h5"]["detector_outer_mrad"] == outer
    assert rows[f"-a0001-LAADF-t{depth:g}.h5"]["thickness_A"] == pytest.approx(depth)
    means = []
    for name in ("-a0000-HAADF.h5", f"-a0000-HAADF-t{depth:g}.h5"):
        with h5py.File(tmp_path / rows[name]["filename"]) as file:
            means.append(file["haadf/raw"][()].mean())
    assert 0.5 * depth / 15.6 < means[1] / means[0] < 1.2 * depth / 15.6


def test_detectors_that_may_be_drawn_from_outside_in_or_as_one_are_refused():
    with pytest.raises(ValidationError, match="not from 90 to 80"):
        asked(detectors=[[{"uniform": [60, 90]}, {"uniform": [80, 120]}]])
    twice = asked(detectors=[[60, {"choice": [90]}], [60, 90]])
    with pytest.raises(InputError, match="a detector stands twice"):
        draw(twice, 1, "view").check_drawn()
    both = {"uniform": [4, 15]}
    assert len(asked(depths=[both, both]).thicknesses_A) == 2


def test_a_depth_that_ends_with_the_specimen_is_drawn_again():
    """Of 15.6 Å in planes of 1.95 Å, the last slice has no image of its own."""
    wanted = asked(depths=[{"choice": [7.8, 15.5], "weights": [1, 20]}])
    plan, made, drawn = plan_drawn(TITANATE, (0, 0, 1), ["perfect"], simulation_settings(wanted), 1)
    assert drawn["thicknesses_A.0"] == 7.8 == made.thicknesses_A[0] and not plan.reasons
