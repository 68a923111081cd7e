"""Strain that is measured in the patterns of a scan is that of its file's truth."""

import h5py
import numpy as np
import pytest
from tests.structures.scenes.building_crystals import built

from synthscope.settings.load import checked
from synthscope.specimens.specimen import perfect_specimen
from synthscope.specimens.truth_maps import UNITS
from synthscope.stem4d.plan import prepare
from synthscope.stem4d.settings import Stem4dSettings
from synthscope.stem4d.shard import write_view
from synthscope.stem4d.sheet import sheet_of
from synthscope.structures.scenes.compose import as_crystal

SHARED = {"seed": 1, "config_hash": "abcdefabcdef"}
POSITIONS = 10


@pytest.fixture(scope="module")
def scan(shipped, tmp_path_factory):
    """The file of a scan over thin gold that is strained, sheared and turned."""
    asked = {"strain_xx": 0.03, "strain_yy": 0.02, "rotation_mrad": 25}
    slab = {"structure": "Au", "thickness_A": 8.2, "rim_A": 0}
    scene = built(shipped, 53.0, **slab, deformation=asked)
    crystal = as_crystal(scene, "s-00001", "s", 1, {})
    settings = checked(
        Stem4dSettings,
        {
            "field_A": float(scene.box[0]),
            "semiangle_mrad": 5,
            "scan": {"positions": POSITIONS},
            "detector": {"pixels": 64, "edge_mrad": 19},
            "vibration": {"configurations": 0},
            "error": 0.5,
        },
    )
    specimen = perfect_specimen(crystal, (0, 0, 1), settings)
    path = tmp_path_factory.mktemp("scan") / "s-00001.000001.emd"
    write_view(path, crystal, specimen, prepare(specimen, settings), SHARED)
    return path


def places(patterns: np.ndarray, pixel: float, wavelength: float, g: np.ndarray) -> np.ndarray:
    """(y, x, 2) centre of mass of the disc near a reciprocal vector (2,), 1/Å."""
    count = patterns.shape[-1]
    k = (np.arange(count) - count // 2) * pixel * 1e-3 / wavelength
    ky, kx = np.meshgrid(k, k, indexing="ij")
    disc = np.hypot(kx - g[0], ky - g[1]) * wavelength < 6.1e-3
    weights = patterns * disc
    total = weights.sum((2, 3))
    return np.stack([(weights * one).sum((2, 3)) / total for one in (kx, ky)], axis=-1)


def test_the_strain_of_the_patterns_is_the_truth(scan):
    with h5py.File(scan) as file:
        group = file["stem4d"]
        patterns = group["datacube/data"][()]
        pixel = float(group["metadatabundle/simulation/pixel_mrad"][()])
        truth = {name: group[f"truth_{name}/data"][()] for name in UNITS}
        units = {name: group[f"truth_{name}/data"].attrs["units"] for name in UNITS}
    assert units == UNITS
    a, wavelength = 4.0782, 0.02508
    found = []
    for g in (np.array([2 / a, 0]), np.array([0, 2 / a])):
        pair = [places(patterns, pixel, wavelength, s * g) for s in (1, -1)]
        found.append((pair[0] - pair[1]) / 2)
    # rows g of the strained lattice: g' = (1 + G)^-T g
    inverse = np.stack(found, axis=-1) * a / 2  # columns are the images of x and of y
    gradient = np.linalg.inv(inverse).swapaxes(-1, -2) - np.eye(2)
    measured = {
        "strain_xx": gradient[..., 0, 0],
        "strain_yy": gradient[..., 1, 1],
        "strain_xy": (gradient[..., 0, 1] + gradient[..., 1, 0]) / 2,
        "rotation": 1e3 * (gradient[..., 1, 0] - gradient[..., 0, 1]) / 2,
    }
    for name, seen in measured.items():
        known = truth[name]
        slope = np.polyfit(known.ravel(), seen.ravel(), 1)[0]
        assert np.corrcoef(known.ravel(), seen.ravel())[0, 1] > 0.97, name
        assert 0.75 < slope < 1.1, name  # the probe blurs it
        assert np.abs(seen - known).max() < 0.5 * np.abs(known).max(), name


def test_the_sheet_shows_the_truth_that_varies(scan):
    row = {"filename": scan.name, "structure_id": "s-00001", "pixel_size_A": 0.5}
    (example,) = sheet_of([row], scan.parent, 1)
    shown = {name for name in example.tiles if name.endswith("(truth)")}
    assert shown == {
        f"{name} (truth)" for name in ("strain_xx", "strain_yy", "strain_xy", "rotation")
    }
