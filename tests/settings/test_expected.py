"""What a configuration will write is known before it is begun."""

import shutil
from types import SimpleNamespace

import pytest

from synthscope.core.errors import InputError
from synthscope.core.files import readable
from synthscope.settings.expected import expected_bytes, tell_size
from synthscope.settings.load import load

VOLUMES = {"dataset": "x", "gaussian": {"outputs": ["gaussian_3d"], "rotations": 10_000_000}}


def test_volumes_are_counted_voxel_by_voxel():
    settings = load(VOLUMES)
    voxel = settings.gaussian.dtype("gaussian_3d").itemsize
    assert expected_bytes(settings, 2) == {"gaussian": 2 * 10_000_000 * 128**3 * voxel}


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
    assert list(expected_bytes(settings, 0)) == ["tomography"]
    tilts = {"size": 64, "modes": ["tilt"], "angles": 10, "columns": 64}
    settings = load({"products": ["tomography"], "tomography": tilts})
    assert expected_bytes(settings, 0)["tomography"] == 2 * (2 + 4) * 10 * 64**2 + 4 * 64**3
    assert readable(21e12) == "21 TB" and readable(5) == "5 bytes"
