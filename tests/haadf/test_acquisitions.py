"""Acquisitions of a view are drawn each for itself, and files and rows have what was drawn."""

from io import StringIO

import h5py
import numpy as np
import pytest
from pydantic import ValidationError
from tests.multislice.specimens import quick_settings

from synthscope.core.errors import InputError
from synthscope.dataset.key.columns import NAMES
from synthscope.haadf.checks import check_settings, frames_fit, settings_remarks, unfit
from synthscope.haadf.publish import publish_view
from synthscope.haadf.shard import requested_runs, write_shard
from synthscope.haadf.simulations import reading
from synthscope.haadf.size import expected_size
from synthscope.haadf.stages import count_lenses, simulation_settings
from synthscope.structures.model import Crystal

ANTIMONY = Crystal("sb", "user", "", [51], [[0, 0, 0]], 3 * np.eye(3))
GOLD = Crystal("au", "ase", "", [79, 79], [[5, 0, 0], [5, 3, 1]])
FRAME = {
    "pixel_size_A": {"uniform": [0.2, 0.3]},
    "scan_rotation_deg": {"uniform": [0, 360]},
    "shift_x_A": {"normal": [0, 1], "within": [-2, 2]},
    "shift_y_A": {"choice": [-1, 1]},
}
MINE = {
    "dose_e_per_A2": {"loguniform": [1e3, 1e6]},
    "blur_px": {"uniform": [0, 2]},
    "drift_px": {"uniform": [0, 2]},
    "jitter_px": {"uniform": [0, 0.5]},
    "scanline_px": {"uniform": [0, 0.5]},
    "background": {"uniform": [0, 2]},
    "dark": {"uniform": [0, 0.01]},
    "edges": "reflect",
}
IN_FRAME = ("pixel_size_A", "source_size_A", "scan_rotation_deg", "shift_x_A", "shift_y_A")


def asked(number=3, mine=MINE, frame=FRAME, **changes):
    return quick_settings(
        **{
            "geometry": "cell",
            "pixels": 32,
            "error": 0.05,
            "source_size_A": {"uniform": [0.5, 1.5]},
            "conditions": {"mine": mine},
            "general": {
                "conditions": ["raw", "mine"],
                "acquisitions": number,
                "frame": frame,
            },
        }
        | changes
    )


def simulated(settings, folder, crystal=ANTIMONY, unfit=""):
    """What is left out, and the simulations of the view."""
    crystals, views = {crystal.id: crystal}, [(crystal.id, (0, 0, 1))]
    runs = requested_runs(crystals, views, [], True)
    shown, plain = {"general": ["perfect"]}, simulation_settings(settings)
    job = crystals, runs, shown, plain, 7, "c0de", "job", StringIO(), unfit
    job = *job, count_lenses(settings)
    left = write_shard(folder / f"{crystal.id}.h5", *job)
    return left, [one for view in reading(folder / f"{crystal.id}.h5") for one in view]


@pytest.fixture(scope="module")
def simulation(tmp_path_factory):
    return simulated(asked(), tmp_path_factory.mktemp("simulated"))[1]


def published(simulation, settings, folder):
    return list(publish_view({"sb": ANTIMONY}, simulation, settings, 1, folder))


def test_files_and_rows_have_what_was_drawn(simulation, tmp_path):
    settings = asked()
    rows = published(simulation, settings, tmp_path)
    files = [row for row in rows if row["filename"].endswith(".h5")]
    assert [row["acquisition"] for row in files] == [0, 1, 2]
    assert files[2]["filename"] == "haadf/general/h5/sb.000001-a0002.h5"
    for row in files:
        assert row.keys() <= set(NAMES)
        with h5py.File(tmp_path / row["filename"]) as file:
            about, image = file["simulation"].attrs, file["haadf/stem00-mine"].attrs
            assert {name: about[name] for name in IN_FRAME} == {n: row[n] for n in IN_FRAME}
            drawn = [name for name in MINE if name != "edges"]
            assert {name: image[name] for name in drawn} == {n: row[n] for n in drawn}
            assert float(file.attrs["angstrom_xy"]) == pytest.approx(32 * row["pixel_size_A"], 1e-5)
    for name in (*IN_FRAME, *(name for name in MINE if name != "edges")):
        values = [row[name] for row in files]
        assert len(set(values)) > 1 or name == "shift_y_A"
        *_, limits = {**FRAME, **MINE, "source_size_A": {"uniform": [0.5, 1.5]}}[name].values()
        assert limits[0] <= min(values) <= max(values) <= limits[1]
    pictures = [row for row in rows if row.get("condition") == "mine"]
    assert [row["blur_px"] for row in pictures] == [row["blur_px"] for row in files]


def test_a_further_acquisition_changes_no_byte_of_the_others(simulation, tmp_path):
    few = published(simulation, asked(2), tmp_path / "few")
    many = published(simulation, asked(4), tmp_path / "many")
    before = {row["filename"]: row for row in few}
    after = {row["filename"]: row for row in many}
    assert before.keys() < after.keys()
    assert all(after[name] == row for name, row in before.items())
    assert len({row["sha256"] for row in many if "mine" in row["filename"]}) == 4


def test_another_number_that_varies_changes_none_of_the_others(simulation, tmp_path):
    alone = {"dose_e_per_A2": MINE["dose_e_per_A2"]}
    one = published(simulation, asked(mine=alone, frame={}), tmp_path / "one")
    all_ = published(simulation, asked(), tmp_path / "all")
    doses = [[row["dose_e_per_A2"] for row in rows if "blur_px" in row] for rows in (one, all_)]
    assert doses[0] == doses[1] and len(set(doses[0])) == 4  # of three, and none of raw


def test_acquisitions_of_one_microscope_differ_by_their_noise_alone(simulation, tmp_path):
    fixed = asked(2, mine={"edges": "reflect"}, frame={}, source_size_A=0.8)
    rows = published(simulation, fixed, tmp_path)
    images = []
    for number in (0, 1):
        with h5py.File(tmp_path / f"haadf/general/h5/sb.000001-a{number:04d}.h5") as file:
            images.append((file["haadf/raw"][()], file["haadf/stem00-mine"][()]))
    np.testing.assert_array_equal(images[0][0], images[1][0])
    assert np.any(images[0][1] != images[1][1])
    alone = asked(1, mine={"edges": "reflect"}, frame={}, source_size_A=0.8)
    [first, *_] = published(simulation, alone, tmp_path / "alone")
    assert first["sha256"] == rows[0]["sha256"]
    assert first["filename"].endswith("/sb.000001.h5") and first["acquisition"] is None


def test_labels_stand_in_the_files_frame(simulation, tmp_path):
    published(simulation, asked(), tmp_path)
    with h5py.File(tmp_path / "haadf/general/h5/sb.000001-a0001.h5") as file:
        places = file["columns/full/position_px"][()]
        image = file["haadf/raw"][()]
        marked = np.argwhere(file["haadf/peak_map_clean"][()])[:, ::-1]
    inner = marked[((marked > 2) & (marked < 29)).all(axis=1)]
    near = np.linalg.norm(places[None] - inner[:, None], axis=2).min(axis=1)
    assert len(inner) >= 3 and near.max() < 1.5
    assert image[tuple(inner.T[::-1])].min() > 1.2 * image.mean()


def test_a_specimen_that_does_not_repeat_is_left_out_where_frames_leave_its_field(tmp_path):
    settings = asked()
    assert not frames_fit(settings)
    why = unfit(settings, "the specimen does not repeat")
    [left], made = simulated(settings, tmp_path, GOLD, why)
    assert left["set"] == "general" and "it needs field_A 18" in left["reason"] and not made
    assert simulated(settings, tmp_path, ANTIMONY, why)[0] == []
    inside = asked(frame={"pixel_size_A": 0.2, "scan_rotation_deg": {"uniform": [0, 360]}})
    assert frames_fit(inside)
    [seen] = simulated(inside, tmp_path, GOLD)[1]
    assert seen.cell is None


@pytest.mark.parametrize(
    "changes, line",
    [
        ({"geometry": "block"}, "reaches beyond the simulated field, and a block does not repeat"),
        (
            {"conditions": {"mine": {"edges": "crop", "drift_px": {"uniform": [0, 60]}}}},
            "edges `crop` cuts",
        ),
    ],
)
def test_physics_is_checked_at_the_extremes(changes, line):
    with pytest.raises(InputError, match=line):
        check_settings(asked(**changes))


def test_the_coarsest_pixel_that_may_be_drawn_is_remarked_upon():
    [line] = settings_remarks(asked(frame={"pixel_size_A": {"uniform": [0.1, 0.4]}}))
    assert "pixels of 0.4 Å leave out" in line
    assert list(settings_remarks(asked(frame={"pixel_size_A": {"uniform": [0.1, 0.2]}}))) == []


@pytest.mark.parametrize(
    "changes, line",
    [
        (
            {"sets": ["retrieval"], "source_size_A": {"uniform": [0, 1]}},
            "source_size_A is drawn for images of the set general",
        ),
        (
            {
                "sets": ["general", "retrieval"],
                "source_size_A": 0,
                "retrieval": {"choice_conditions": ["raw", "mine"]},
            },
            "conditions.mine is drawn for images of the set general",
        ),
        (
            {
                "conditions": {"mine": MINE, "other": MINE},
                "general": {"conditions": ["mine", "other"]},
                "files": ["h5"],
            },
            "mine and other vary, and an HDF5 file has one row",
        ),
    ],
)
def test_a_distribution_that_nothing_draws_is_refused(changes, line):
    with pytest.raises(ValidationError, match=line):
        asked(**changes)


def test_simulations_do_not_depend_on_what_acquisitions_draw():
    one, other = asked(1, frame={}), asked(9, mine={"blur_px": {"uniform": [0, 3]}})
    assert simulation_settings(one) == simulation_settings(other)
    assert simulation_settings(one).source_size_A == 0.5


def test_more_acquisitions_take_more_room():
    one, two, three = (expected_size(asked(number), 3, 2.0).images for number in (1, 2, 3))
    files = two - one
    assert three - two == files
    assert 0 < one - files < one  # the simulation, once
