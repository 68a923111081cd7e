"""What stands in the file of a scan, and how others read it."""

import h5py
import numpy as np
import pytest

from synthscope.stem4d import store as stores
from synthscope.stem4d.average import Maps
from synthscope.stem4d.file import write_scan
from synthscope.stem4d.pixels import PixelGrid
from synthscope.stem4d.sheet import sheet_of
from synthscope.stem4d.store import pattern_store
from synthscope.stem4d.usid import package_scans

PIXELS, POSITIONS = 6, 5
RANDOM = np.random.default_rng(1)
PATTERNS = RANDOM.random((PIXELS, PIXELS, POSITIONS, POSITIONS), np.float32)  # kx, ky, y, x
IMAGES = {name: RANDOM.random((POSITIONS, POSITIONS), np.float32) for name in ("bf", "dpc_1")}
TOLD = {
    "step_A": 0.4,
    "pixel_mrad": 1.2,
    "virtual_detectors": "bf dpc_1",
    "virtual_detectors_deg": [(0.0, 360.0), (-45.0, 45.0)],
    "contrasts": "dpc_x",
    "config_hash": "0123456789ab",
    "maps": "com",
}


def written(path, **told):
    zero = np.zeros((POSITIONS, POSITIONS), np.float32)
    maps = Maps(IMAGES, {"dpc_x": zero - 1}, zero, zero + 1, zero + 2, 0.1)
    with pattern_store(path, PIXELS, POSITIONS) as store:
        for times in (0.25, 0.75):  # two configurations
            for number, row in enumerate(PATTERNS):
                store.add(number * PIXELS, np.float32(times) * row[:4])
                store.add(number * PIXELS + 4, np.float32(times) * row[4:])
        write_scan(path, store, maps, PixelGrid(PIXELS, 0.05), TOLD | told)
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    return path


@pytest.mark.parametrize("together", [1, 1 << 26])
def test_patterns_are_rows_along_y_and_columns_along_x(tmp_path, together, monkeypatch):
    monkeypatch.setattr(stores, "CHUNK_BYTES", together)
    with h5py.File(written(tmp_path / "a.emd")) as file:
        cube = file["stem4d/datacube/data"][()]
        assert cube == pytest.approx(PATTERNS.transpose(2, 3, 1, 0), abs=1e-6)
        mean = file["stem4d/mean_pattern/data"][()]
        assert mean == pytest.approx(cube.mean((0, 1)), abs=1e-6)
        assert np.array_equal(file["stem4d/bf/data"], IMAGES["bf"])
        assert "com_x" in file["stem4d"] and "idpc" not in file["stem4d"]
        assert file["stem4d/metadatabundle/calibration/Q_pixel_size"][()] == 1.2
        assert file["stem4d/datacube/dim3"][0] == pytest.approx(-3 * 1.2)


def test_hyperspy_opens_the_patterns(tmp_path):
    hyperspy = pytest.importorskip("hyperspy.api")
    path = str(written(tmp_path / "a.emd", maps="com idpc"))
    signals = hyperspy.load(path, file_format="EMD", stack_group=False)
    by_name = {one.metadata.General.title: one for one in signals}
    images = {"bf", "dpc_1", "dpc_x"}
    assert {"datacube", "mean_pattern", *images, "com_x", "com_y", "idpc"} == set(by_name)
    assert by_name["datacube"].data == pytest.approx(PATTERNS.transpose(2, 3, 1, 0), abs=1e-6)


def test_pyusid_opens_the_package(tmp_path):
    usid = pytest.importorskip("pyUSID")
    scan, package = written(tmp_path / "a" / "a.emd"), tmp_path / "all.h5"
    assert package_scans(package, [scan, scan], {"structure_id": "a"}) == 2 * POSITIONS**2
    with h5py.File(package) as file:
        first, second = usid.hdf_utils.get_all_main(file)
        assert second.shape == (POSITIONS**2, PIXELS**2)
        assert first.get_n_dim_form() == pytest.approx(PATTERNS.transpose(2, 3, 1, 0), abs=1e-6)
        assert list(first.pos_dim_labels) == ["Y", "X"]
        assert list(first.spec_dim_labels) == ["v", "u"]


def test_the_sheet_shows_images_maps_and_patterns(tmp_path):
    written(tmp_path / "a.emd")
    row = {"filename": "a.emd", "structure_id": "a", "uvw_orient": "(0, 0, 1)"}
    [example] = sheet_of([row | {"pixel_size_A": 0.4}], tmp_path, 3)
    assert list(example.tiles) == [
        "bf", "dpc_x", "com_x", "com_y", "mean pattern", "one pattern",
    ]  # fmt: skip
    assert example.label == "a [001]"
    brightest = np.unravel_index(np.argmax(IMAGES["bf"]), (POSITIONS, POSITIONS))
    shown = example.tiles["one pattern"].image
    assert shown == pytest.approx(PATTERNS.transpose(2, 3, 1, 0)[brightest], abs=1e-6)


def test_the_same_scan_gives_the_same_bytes(tmp_path):
    one, two = (written(tmp_path / name / "a.emd").read_bytes() for name in "xy")
    assert one == two
