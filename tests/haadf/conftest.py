"""Data sets of a few varied HAADF images, as files of labels are made of them."""

import pytest
from tests.haadf.delivered import delivered
from tests.haadf.test_scan import SQUARE
from tests.haadf.test_scene_labels import crystal, scene


@pytest.fixture(scope="session")
def lattice(tmp_path_factory):
    """Turned, drifted and cropped images of a crystal."""
    return delivered(SQUARE, tmp_path_factory.mktemp("lattice"))


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """Those of a scene."""
    frame = {"pixel_size_A": 0.21, "scan_rotation_deg": 57.0, "shift_x_A": 1.0}
    shown = {"conditions": ["raw", "mine"], "frame": frame}
    return delivered(crystal(scene()), tmp_path_factory.mktemp("scene"), general=shown)
