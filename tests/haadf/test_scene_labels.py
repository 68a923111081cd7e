"""Labels of a scene: each atom's part, each defect in its place, regions and grains as masks."""

from dataclasses import replace
from io import StringIO

import h5py
import numpy as np
import pytest
from tests.haadf.test_acquisitions import simulated as shard_of
from tests.multislice.specimens import quick_settings

from synthscope.haadf.label_groups import read_labels
from synthscope.haadf.publish import publish_view
from synthscope.haadf.shard import requested_runs, write_shard
from synthscope.haadf.simulations import reading
from synthscope.haadf.stages import shown_specimens, simulation_settings
from synthscope.structures.model import Crystal
from synthscope.structures.scenes.scene import ROLES, Grain, Mark, Scene
from synthscope.structures.scenes.truth import Truth

BOX = np.array([12.0, 12.0, 14.0])
STILL = tuple(map(tuple, np.eye(3).tolist()))


def scene():
    """Two grains of a layer, left and right, over a film: with a vacancy and a foreign atom."""
    x, y = np.meshgrid(np.arange(0.75, 12, 3), np.arange(0.75, 12, 3))
    layer = np.column_stack([x.ravel(), y.ravel(), np.full(16, 11.0)])
    x, y = np.meshgrid(np.arange(0.1, 6, 1.5), np.arange(0.1, 12, 1.5))
    film = np.column_stack([x.ravel(), y.ravel(), np.full(32, 3.0)])  # below the left half
    numbers = np.concatenate([np.full(16, 51), np.full(32, 6)])
    roles = np.repeat([ROLES.index("layer"), ROLES.index("support")], [16, 32])
    grains = np.concatenate([np.where(layer[:, 0] < 6, 1, 2), np.zeros(32, int)])
    marks = (
        Mark("vacancy", tuple(layer[5].tolist()), was="Sb", grain=1),
        Mark("substitution", tuple(layer[10].tolist()), None, "Sb", "Au", grain=2),
        Mark("grain_boundary", (6.0, 0.0, 11.0), (6.0, 12.0, 11.0), angle_deg=12.0),
    )
    numbers[10], roles[10] = 79, ROLES.index("substitution")
    part = Grain("sb", "layer", STILL)
    whole = Scene(numbers, np.vstack([layer, film]), BOX, roles, grains, (part, part), marks)
    return whole.kept(np.arange(48) != 5)


def crystal(built):
    return Crystal(
        "two", "scene", "two", built.numbers, built.positions, np.diag(BOX),
        pbc=[True, True, False], axes="file", truth=Truth.of(built, "two", {}),
    )  # fmt: skip


@pytest.fixture(scope="module", params=[0.0, 57.0], ids=["as it stands", "turned"])
def seen(request, tmp_path_factory):
    """Labels of the scene in a frame, and its image."""
    folder = tmp_path_factory.mktemp("scene")
    frame = {"scan_rotation_deg": request.param, "shift_x_A": 1.0, "pixel_size_A": 0.21}
    shown = {"conditions": ["raw"], "frame": frame}
    settings = quick_settings(
        geometry="cell", pixels=96, source_size_A=0.8, general=shown,
        phonons={"configurations": 0}, accept_laue_rings=True,
        labels={"maps": ["thickness", "regions", "atoms"]}, files=["h5"],
    )  # fmt: skip
    built = crystal(scene())
    left, made = shard_of(settings, folder, built)
    assert not left
    [row] = publish_view({"two": built}, made, settings, 1, folder)
    with h5py.File(folder / row["filename"]) as file:
        labels = read_labels(file, "full", row["pixel_size_A"])
        return labels, file["haadf/raw"][()], row["pixel_size_A"]


def test_atoms_have_the_part_that_they_have_in_the_scene(seen):
    labels, _, _ = seen
    names = np.array(ROLES)[labels.roles]
    assert set(names) == {"layer", "support", "substitution"}
    assert set(labels.numbers[names == "support"]) == {6}
    assert set(labels.numbers[names == "substitution"]) == {79}
    assert set(labels.grains[names == "support"]) == {0}
    assert set(labels.grains[names == "layer"]) == {1, 2}


def test_a_film_and_what_is_on_it_share_no_column(seen):
    labels, _, _ = seen
    assert set(labels.columns.n_atoms) == {1}
    elements = labels.columns.elements[labels.columns.composition.argmax(axis=1)]
    assert labels.visible[elements == 79].all()
    bright = labels.contrast[elements == 79].min()
    assert bright > 1.5 * labels.contrast[elements == 51].max() > 0


def test_defects_lie_where_the_image_shows_them(seen):
    labels, image, pixel_A = seen
    inside = [
        (mark, np.array(mark.at[:2]) / pixel_A)
        for mark in labels.defects
        if mark.to is None and all(6 < part / pixel_A < 89 for part in mark.at[:2])
    ]
    assert {mark.kind for mark, _ in inside} == {"vacancy", "substitution"}
    for mark, place in inside:
        x0, y0 = np.rint(place).astype(int)
        part = image[y0 - 4 : y0 + 5, x0 - 4 : x0 + 5]
        if mark.kind == "substitution":
            assert part.max() > 0.98 * image.max()
            down, right = np.unravel_index(part.argmax(), part.shape)
            assert np.abs(np.array([x0 + right - 4, y0 + down - 4]) - place).max() <= 1
        else:
            assert part.max() < 0.1 * image.max()
            near = np.linalg.norm(labels.positions - mark.at, axis=1)
            assert near.min() > 1.5
    for mark, box in zip(labels.defects, labels.boxes):
        middle = np.array(mark.at[:2])
        if mark.to is None:
            assert (box[:2] <= middle + 0.1).all() and (middle - 0.1 <= box[2:]).all()


def test_regions_lie_where_their_atoms_are(seen):
    labels, _, pixel_A = seen
    maps = labels.maps
    assert {name for name in maps if name.startswith("region")} == {
        "region_layer", "region_support",
    }  # fmt: skip
    column, row = np.rint(labels.positions[:, :2] / pixel_A).astype(int).clip(0, 95).T
    names = np.array(ROLES)[labels.roles]
    support, layer = maps["region_support"], maps["region_layer"]
    assert support[row, column][names == "support"].all()
    assert layer[row, column][names != "support"].all()
    assert 0.4 < support.mean() < 0.75
    thick = maps["thickness_A"]
    both = maps["thickness_layer_A"] + maps["thickness_support_A"]
    np.testing.assert_allclose(thick, both)
    assert thick[support & layer].max() < 6  # the gap between them is no matter
    assert maps["atoms_C"].sum() == pytest.approx((labels.numbers == 6).sum(), abs=8)


def test_grains_are_told_apart_where_they_meet(seen):
    labels, _, pixel_A = seen
    column, row = np.rint(labels.positions[:, :2] / pixel_A).astype(int).clip(0, 95).T
    layer = labels.grains > 0
    assert (labels.maps["grain"][row, column][layer] == labels.grains[layer]).all()
    assert labels.maps["grains"].shape == (2, 96, 96)
    assert (labels.maps["grains"].any(axis=0) == (labels.maps["grain"] > 0)).all()


def test_a_defect_in_the_middle_of_a_scene_is_listed_beside_its_own(tmp_path):
    settings = quick_settings(
        geometry="cell", pixels=64, phonons={"configurations": 0}, accept_laue_rings=True,
        conditions={"broken": {"specimen": "L1"}}, general={"conditions": ["broken"]},
        files=["h5"], vacuum_A=2, defects={"l1_amplitude_A": 0},
    )  # fmt: skip
    built = crystal(replace(scene(), marks=()))
    crystals = {"two": built}
    runs = requested_runs(crystals, [("two", (0, 0, 1))], [], True)
    shown, plain = shown_specimens(settings), simulation_settings(settings)
    job = crystals, runs, shown, plain, 7, "c0de", "job", StringIO(), ""
    write_shard(tmp_path / "a.h5", *job)
    [made] = reading(tmp_path / "a.h5")
    [row] = publish_view(crystals, made, settings, 1, tmp_path)
    with h5py.File(tmp_path / row["filename"]) as file:
        broken = read_labels(file, "dlo", row["pixel_size_A"])
        whole = read_labels(file, "full", row["pixel_size_A"])
    assert [mark.kind for mark in broken.defects] == ["vacancy"] and whole.defects == ()
    assert len(broken.numbers) == len(whole.numbers) - 1
