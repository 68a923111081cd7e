"""What is known of a simulated sample is what was done to it."""

import csv

import numpy as np
import pytest
from tests.tomography.running import images, settings, simulate

from synthscope.dataset.key.table import read_table
from synthscope.tomography.setup import beamline_of, phantom_of
from synthscope.tomography.simulation.true_stripes import true_offset
from synthscope.tomography.simulation.volume import render
from synthscope.tomography.tiff import read_sinogram

ALL = ["masks", "stripes", "spheres", "volume"]


def table(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    results = tmp_path_factory.mktemp("truth")
    tables = {mode: simulate(results, mode, settings(truth=ALL)) for mode in ("simple", "complex")}
    return results / "tomography", tables


def test_masks_of_simple_mode_mark_exactly_what_stripes_change(made):
    top = made[0] / "simple/0000"
    with np.load(made[0] / "truth/simple/0000_mask.npz") as masks:
        assert masks.files == ["mstripe"]
        mask = masks["mstripe"]
    assert mask.dtype == np.uint8 and mask.shape == (50, 32, 45)
    for row in range(32):
        names = (f"{kind}/0000_{kind}_{row:04d}.tif" for kind in ("clean", "stripe"))
        clean, stripe = (read_sinogram(top / name).astype(int) for name in names)
        assert not (clean != stripe)[mask[:, row] == 0].any()
        assert (abs(clean - stripe) > 1)[mask[:, row] == 1].mean() > 0.9 or not mask[:, row].any()


def test_the_table_of_stripes_gives_the_masks_again(made):
    stripes = table(made[0] / "truth/simple/0000_stripes.csv")
    assert {stripe["kind"] for stripe in stripes} == {"full", "partial"}
    again = np.zeros((50, 32, 45), bool)
    for stripe in stripes:
        half = int(stripe["width"]) // 2
        columns = slice(int(stripe["column"]) - half, int(stripe["column"]) + half + 1)
        angles = slice(int(stripe["first_angle"]), int(stripe["stop_angle"]))
        assert stripe["row"] == stripe["last_row"]
        again[angles, int(stripe["row"]), columns] |= abs(float(stripe["offset"])) > 0
    with np.load(made[0] / "truth/simple/0000_mask.npz") as masks:
        assert np.mean(again != masks["mstripe"]) < 1e-3


def test_masks_of_complex_mode_are_the_known_defects_of_each_shift(made):
    given = settings()
    beam = beamline_of(given, phantom_of(given, 1, 0)[0], 1, 0)
    passing = beam.transmission(0, 32)
    stripes = table(made[0] / "truth/complex/0000_stripes.csv")
    with np.load(made[0] / "truth/complex/0000_mask.npz") as masks:
        assert masks.files == ["mshift00", "mshift01"]
        for shift in range(2):
            mask = masks[f"mshift{shift:02d}"]
            for row in (3, 16, 30):
                offset = np.abs(true_offset(beam, row, passing[row], shift))
                assert np.array_equal(mask[:, row], offset > 0.01)
            listed = np.zeros(mask.shape[1:], bool)
            for stripe in stripes:
                if stripe["view"] == f"shift{shift:02d}":
                    left = int(stripe["column"]) - (int(stripe["width"]) - 1) // 2
                    rows = slice(int(stripe["row"]), int(stripe["last_row"]) + 1)
                    listed[rows, left : left + int(stripe["width"])] = True
            assert listed[mask.any(axis=0)].all()  # every mark belongs to a stripe of the table
    assert {stripe["kind"] for stripe in stripes} <= {"constant", "sinusoidal", "exponential"}


def test_spheres_and_the_volume_are_the_phantom(made):
    spheres, _ = phantom_of(settings(), 1, 0)
    listed = table(made[0] / "truth/complex/0000_spheres.csv")
    assert len(listed) == len(spheres)
    assert float(listed[0]["radius_voxel"]) == pytest.approx(spheres.radii[0] * 16, rel=1e-6)
    assert float(listed[0]["x_voxel"]) == pytest.approx((spheres.centres[0, 0] + 1) * 16, rel=1e-6)
    with np.load(made[0] / "truth/simple/0000_volume.npz") as volume:
        assert np.array_equal(volume["volume"], render(spheres, 32))


def test_every_file_of_the_truth_has_its_row_and_only_what_is_asked_for_is_made(made, tmp_path):
    rows = {row["condition"]: row for row in read_table(made[1]["complex"])}
    assert {"mask", "stripes", "spheres", "volume"} < rows.keys()
    assert rows["mask"]["n_images"] == 64 and rows["mask"]["axis_order"] == "angle row column"
    assert rows["volume"]["n_images"] == 32 and rows["stripes"]["n_images"] == 0
    simulate(tmp_path, "simple", settings(truth=["spheres"]))
    assert list(images(tmp_path, "truth")) == ["simple/0000_spheres.csv"]


def test_a_samples_folder_holds_its_views_alone(made):
    """The original's loader takes every folder beside `clean` for a vertical shift."""
    views = {path.name for path in (made[0] / "complex/0000").iterdir()}
    assert views == {"clean", "shift00", "shift01"}


def test_the_truth_does_not_depend_on_the_other_samples(made, tmp_path):
    simulate(tmp_path, "complex", settings(truth=ALL), samples=(4, 0))
    beside = {n: b for n, b in images(tmp_path, "truth").items() if "/0000_" in n}
    alone = images(made[0].parent, "truth")
    assert len(beside) == 4 and all(alone[name] == content for name, content in beside.items())
