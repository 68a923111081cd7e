"""A data set of 4D-STEM scans, from a configuration to its gallery."""

import h5py
import numpy as np
import pytest

from synthscope.core.files import sha256
from synthscope.dataset.key.table import read_table

SMALL = {
    "products": ["stem4d"],
    "structures": {"ase": ["Au55", "NaCl rocksalt a=5.64"], "aflow": [1], "views": {"count": 1}},
    "stem4d": {
        "geometry": "cell",
        "field_A": 16,
        "cell_depth_A": 10,
        "semiangle_mrad": 20,
        "scan": {"positions": 8},
        "detector": {"pixels": 40},
        "maps": ["com", "idpc"],
        "vibration": {"configurations": 2},
    },
    "package": {"splits": {"train": 0.5, "dev": 0.2, "test": 0.3}},
}


@pytest.fixture(scope="module")
def made(new_project):
    project = new_project()
    project.configure(**SMALL)
    project.snakemake()
    return project


def scans(project):
    return sorted((project.results / "stem4d").glob("*.emd"))


def test_every_view_has_its_scan_and_a_row(made):
    rows = [row for row in read_table(made.results / "key.csv") if row["product"] == "stem4d"]
    assert [made.results / row["filename"] for row in rows] == scans(made)
    assert {row["structure_id"] for row in rows} == {"000001", "Au55", "NaCl-rocksalt-a-5-64"}
    for row in rows:
        path = made.results / row["filename"]
        assert row["sha256"] == sha256(path) and row["n_images"] == 64
        assert row["phonon_configurations"] == 2 and row["statistical_error"] > 0
        with h5py.File(path) as file:
            patterns = file["stem4d/datacube/data"][()]
            assert patterns.shape == (8, 8, 40, 40) and patterns.dtype == np.float32
            assert np.all(patterns >= 0) and np.all(patterns.sum((2, 3)) > 0.5)
            assert {"abf", "adf", "bf", "com_x", "com_y", "idpc"} < set(file["stem4d"])
    assert not list(made.results.rglob("*.patterns"))


def test_the_whole_data_set_tells_of_them(made):
    card = (made.results / "README.md").read_text()
    assert "stem4d, `.emd`, with HyperSpy" in card and "4D-STEM scans" in card
    assert (made.results / "gallery" / "stem4d.png").stat().st_size > 1000
    with h5py.File(made.results / "usid" / "stem4d" / "Au55.h5") as file:
        main = file["Measurement_000/Channel_000/Raw_Data"]
        [path] = [path for path in scans(made) if path.name.startswith("Au55")]
        with h5py.File(path) as scan:
            assert np.array_equal(main[()].reshape(8, 8, 40, 40), scan["stem4d/datacube/data"])
    assert (made.results / "stem4d" / "skipped_views.csv").read_text().count("\n") == 1


def test_one_shard_on_one_core_makes_the_same_bytes(made, new_project):
    other = new_project()
    other.configure(**SMALL, shard_size=3)
    other.snakemake("--until", "simulate_stem4d", "--cores", "1")
    assert [p.name for p in scans(other)] == [p.name for p in scans(made)]
    for one, two in zip(scans(other), scans(made)):
        assert one.read_bytes() == two.read_bytes()


def test_what_cannot_be_is_refused_before_any_job(new_project):
    project = new_project()
    for changes, message in (
        ({"detector": {"pixels": 40, "edge_mrad": 25}}, "finer than the 1.57 mrad that a field"),
        ({"virtual_detectors_mrad": {"adf": [40, 90]}}, "virtual detector adf reaches 90 mrad"),
        ({"field_A": 10}, "the probe wraps around"),
        ({"scan": {"positions": 8, "step_A": 2.5}}, "the scan ends at 17.5"),
    ):
        project.configure(**SMALL | {"stem4d": SMALL["stem4d"] | changes})
        assert message in project.snakemake("-n", fails=True)
