"""EMD files have the layout that py4DSTEM writes, and HyperSpy opens them."""

import h5py
import numpy as np
import pytest

from synthscope.formats.emd import Axis, writing

SCAN = [Axis("y", "A", 0.4), Axis("x", "A", 0.4)]
PATTERN = [Axis("theta_y", "mrad", 0.9, -1.8), Axis("theta_x", "mrad", 0.9, -1.8)]
PATTERNS = np.arange(2 * 3 * 4 * 5, dtype=np.float32).reshape(2, 3, 4, 5)


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "one.emd"
    with writing(path, "scan", "one") as file:
        told = {"size": 0.4, "units": "A", "flip": False, "angles": (1.0, 2.0), "none": None}
        file.metadata("calibration", told | {"paths": ["/datacube"]}, "Calibration")
        cube = file.array("datacube", [*SCAN, *PATTERN], "e", "DataCube", shape=PATTERNS.shape)
        cube[...] = PATTERNS
        file.array("bf", SCAN, "e", data=PATTERNS.sum((2, 3)))
    return path


def test_the_layout_is_that_of_files_which_py4dstem_writes(path):
    """Names, types and attributes as of py4DSTEM 0.14.18 with emdfile 0.0.16."""
    with h5py.File(path) as file:
        assert dict(file.attrs) == {
            "UUID": file.attrs["UUID"],
            "authoring_program": "synthscope",
            "authoring_user": "",
            "emd_group_type": "file",
            "version_major": 1,
            "version_minor": 0,
        }
        root = file["scan"]
        assert dict(root.attrs) == {"emd_group_type": "root", "python_class": "Root"}
        cube = root["datacube"]
        assert dict(cube.attrs) == {"emd_group_type": "array", "python_class": "DataCube"}
        assert set(cube) == {"data", "dim0", "dim1", "dim2", "dim3"}
        assert np.array_equal(cube["data"], PATTERNS) and cube["data"].attrs["units"] == "e"
        assert dict(cube["dim2"].attrs) == {"name": "theta_y", "units": "mrad"}
        assert cube["dim2"][()].tolist() == [-1.8, -0.9]
        bundle = root["metadatabundle"]
        assert dict(bundle.attrs) == {"emd_group_type": "metadatabundle"}
        calibration = bundle["calibration"]
        assert calibration.attrs["python_class"] == "Calibration"
        kinds = {name: item.attrs["type"] for name, item in calibration.items()}
        assert kinds == {
            "size": "number",
            "units": "string",
            "flip": "bool",
            "angles": "array",
            "paths": "list_of_strings",
        }
        assert calibration["paths"].attrs["length"] == 1
        assert calibration["paths/0"].asstr()[()] == "/datacube"


def test_hyperspy_opens_every_array_with_its_axes(path):
    hyperspy = pytest.importorskip("hyperspy.api")
    signals = {one.metadata.General.title: one for one in hyperspy.load(str(path))}
    assert set(signals) == {"datacube", "bf"}
    cube = signals["datacube"]
    assert np.array_equal(cube.data, PATTERNS)
    axes = sorted(cube.axes_manager._axes, key=lambda axis: axis.index_in_array)
    assert [axis.name for axis in axes] == ["y", "x", "theta_y", "theta_x"]
    assert [axis.units for axis in axes] == ["Å", "Å", "mrad", "mrad"]
    assert [axis.scale for axis in axes] == pytest.approx([0.4, 0.4, 0.9, 0.9])
    assert [axis.offset for axis in axes] == pytest.approx([0, 0, -1.8, -1.8])


def test_the_same_content_gives_the_same_bytes(path, tmp_path):
    def made(name):
        with writing(tmp_path / name, "scan", "one") as file:
            file.array("bf", SCAN, "e", data=np.ones((2, 3)))
        return (tmp_path / name).read_bytes()

    assert made("two.emd") == made("three.emd")
