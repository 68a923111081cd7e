"""What a configuration will write is known before it is begun."""

import shutil
from types import SimpleNamespace

import numpy as np
import pytest

from synthscope.core.errors import InputError
from synthscope.core.files import readable
from synthscope.settings.expected import expected_bytes, known_views, tell_size
from synthscope.settings.load import load
from synthscope.tomography.scans.write import writing

VOLUMES = {"dataset": "x", "gaussian": {"outputs": ["gaussian_3d"], "rotations": 10_000_000}}


def test_volumes_are_counted_voxel_by_voxel():
    settings = load(VOLUMES)
    voxel = settings.gaussian.dtype("gaussian_3d").itemsize
    found = expected_bytes(settings, 2)
    more = {"usid": 0, "labels": 0, "training": 0}
    assert found == {"gaussian": 2 * 10_000_000 * 128**3 * voxel, **more}


def test_what_is_above_the_free_disk_is_refused_unless_allowed(tmp_path):
    with pytest.raises(InputError, match=r"up to 21 TB of images .* set larger_than_disk to true"):
        tell_size(load(VOLUMES), 1, tmp_path / "results")
    assert "gaussian 21 TB" in tell_size(load(VOLUMES), 1, tmp_path / "results", any_size=True)


def test_a_small_data_set_is_not_spoken_of_and_a_finished_one_needs_no_room(tmp_path, monkeypatch):
    settings = load({"gaussian": {"rotations": 3, "outputs": ["gaussian_2d"]}})
    assert tell_size(settings, 1, tmp_path) == ""
    monkeypatch.setattr(shutil, "disk_usage", lambda place: SimpleNamespace(free=10))
    with pytest.raises(InputError, match="before compression"):
        tell_size(settings, 1, tmp_path)
    (tmp_path / "made.npz").write_bytes(b"0" * 200_000)
    assert "gaussian" in tell_size(settings, 1, tmp_path)


def test_sinograms_are_counted():
    settings = load({"products": ["tomography"], "tomography": {"size": 64, "modes": ["simple"]}})
    assert list(expected_bytes(settings, 0)) == ["tomography", "usid", "labels", "training"]
    tilts = {"size": 64, "modes": ["tilt"], "angles": 10, "columns": 64}
    settings = load({"products": ["tomography"], "tomography": tilts})
    assert expected_bytes(settings, 0)["tomography"] == 2 * (2 + 4) * 10 * 64**2 + 4 * 64**3
    assert readable(21e12) == "21 TB" and readable(5) == "5 bytes"


def test_views_count_as_their_table_has_them_or_as_usual(tmp_path):
    images = {"products": ["haadf"], "haadf": {"files": ["h5"]}}
    usual = expected_bytes(load(images), 10)["haadf"]
    one = expected_bytes(load(images | {"structures": {"views": {"count": 1}}}), 10)["haadf"]
    assert usual == pytest.approx(14.7 * one)
    assert known_views(tmp_path, 3) is None
    (tmp_path / "views.csv").write_text("structure_id,view\na,1\na,2\na,3\nb,1\n")
    assert known_views(tmp_path, 3) == 5 / 3  # a cluster has none of its own
    for damaged in (b"\xff\xfe\n", b"x\n1\n"):
        (tmp_path / "views.csv").write_bytes(damaged)
        assert known_views(tmp_path, 3) is None


def test_patterns_that_lie_beside_a_scan_while_it_is_computed_need_room_too():
    scan = {"scan": {"positions": 64}, "detector": {"pixels": 128}}
    settings = load({"dataset": "x", "products": ["stem4d"], "stem4d": scan})
    one, two = (expected_bytes(settings, count, 1)["stem4d"] for count in (1, 2))
    assert 2 * one - two == 4 * 64**2 * 128**2


def test_scenes_have_one_view_each():
    scene = {"count": 3, "crystal": {"structure": "Si"}}
    scenes = load({"products": ["haadf"], "structures": {"scenes": {"a": scene}}})
    crystals = load({"products": ["haadf"]})
    one = load({"products": ["haadf"], "structures": {"views": {"directions": [[0, 0, 1]]}}})
    assert expected_bytes(scenes, 3) == expected_bytes(one, 3)
    mixed = expected_bytes(scenes, 4)["haadf"]
    assert mixed == pytest.approx(
        (3 * expected_bytes(one, 4)["haadf"] + expected_bytes(crystals, 4)["haadf"]) / 4, rel=1e-6
    )


def test_real_scans_are_looked_into(tmp_path):
    scan = tmp_path / "scan.nxs"
    angles = np.linspace(0, 180, 12)
    with writing(scan, 7, 9, angles, (2, 0), 1e-6, "a scan") as file:
        for _ in range(7):
            file.append(np.full((2, 9), 900), np.full((12, 9), 500))
    given = {"modes": ["raw", "paired"], "hdf_file": str(scan), "sinogram_shape": [6, 5]}
    settings = load({"products": ["tomography"], "tomography": given})
    images = expected_bytes(settings, 0)["tomography"]
    assert images == 7 * 3 * (6 * 5 * 2 + 122)
    scan.write_bytes(b"x")
    assert expected_bytes(settings, 0)["tomography"] == 0  # its job says why


def test_each_format_for_training_holds_the_images_once_more():
    images = {"products": ["haadf"], "haadf": {"pixels": 1024}}
    size = {}
    for training in ([], ["zarr"], ["zarr", "parquet"]):
        found = expected_bytes(load(images | {"package": {"training": training}}), 10)
        size[len(training)] = found["training"]
    assert size[0] == 0 and size[2] == 2 * size[1]
    assert size[1] == found["usid"] > 1e8


def test_labels_as_yolo_hold_the_png_files_once_more():
    haadf = {"products": ["haadf"], "haadf": {"pixels": 1024}}
    drawn = load(haadf | {"package": {"labels": ["yolo"]}})
    plain = load(haadf | {"package": {"labels": ["coco"]}})
    without = load({"products": ["haadf"], "haadf": {"pixels": 1024, "files": ["h5"]}})
    found = expected_bytes(drawn, 10)
    assert found["haadf"] == expected_bytes(plain, 10)["haadf"]
    assert expected_bytes(plain, 10)["labels"] == 0
    png = found["haadf"] - expected_bytes(without, 10)["haadf"]
    assert found["labels"] == pytest.approx(png, rel=1e-6) and png > 1e8
