"""What tilt mode writes is read by the programs it is for, and is the same however it is made."""

import csv
import json

import h5py
import mrcfile
import numpy as np
import pytest
import tifffile
from tests.tomography.running import Files, run, settings

from synthscope.dataset.key.table import read_table
from synthscope.settings.load import plain
from synthscope.tomography.settings import TiltSeriesSettings
from synthscope.tomography.sheet import sheet_of
from synthscope.tomography.told import told
from synthscope.tomography.usid import package_sinograms

GIVEN = {"angles_deg": [-60, 60], "angles": 9, "size": 24, "columns": 24, "pixel_size_um": 1e-4}


def simulate(results, samples=(0,), **changes):
    """Tilt mode; gives the table's rows."""
    given = settings(**{**GIVEN, "truth": ["spheres", "volume"], **changes})
    table = results / "tomography" / "tilt" / "shards" / f"{samples[0]:04d}.csv"
    run(
        "simulate_tilts",
        results,
        Files(),
        [table],
        samples=list(samples),
        settings=plain(TiltSeriesSettings.within(given)),
        seed=1,
        folder=str(results),
        code="c0de00",
        config_hash="c0ff1e",
    )
    return read_table(table)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    results = tmp_path_factory.mktemp("tilts")
    return results, simulate(results)


def test_mrc_and_tiff_hold_the_same_views_with_their_pixel_size(made):
    folder = made[0] / "tomography/tilt/0000"
    for kind, dtype in (("counts", np.uint16), ("clean", np.float32)):
        path = folder / f"0000_{kind}.mrc"
        assert mrcfile.validate(path)
        with mrcfile.open(path) as mrc, tifffile.TiffFile(path.with_suffix(".tif")) as tiff:
            assert mrc.data.shape == (9, 24, 24) and mrc.data.dtype == dtype
            assert mrc.voxel_size.x == 1 and mrc.is_image_stack()
            assert mrc.get_labels()[0].endswith("-60.00 to 60.00 deg, missing wedge 60.00 deg")
            np.testing.assert_array_equal(mrc.data, tiff.asarray())
        tilts = np.loadtxt(path.with_suffix(".rawtlt"))
        np.testing.assert_allclose(tilts, np.linspace(-60, 60, 9), atol=1e-4)
    with mrcfile.open(folder / "0000_reconstruction.mrc") as mrc:
        assert mrc.data.shape == (24, 24, 24) and mrc.is_volume() and mrc.voxel_size.z == 1
        phantom = np.load(made[0] / "tomography/truth/tilt/0000_volume.npz")["volume"]
        assert np.corrcoef(mrc.data.ravel(), phantom.ravel())[0, 1] > 0.6


def test_every_image_file_tells_what_its_sample_drew(tmp_path):
    varied = {"electrons": {"uniform": [1000, 5000]}, "shift_px": {"uniform": [0, 2]}}
    rows = [row for row in simulate(tmp_path, truth=[], tilt=varied) if "drawn" in row]
    paths = [tmp_path / row["filename"] for row in rows]
    assert {path.suffix for path in paths} >= {".mrc", ".tif"}
    for row, path in zip(rows, paths):
        told = json.loads(row["drawn"])
        assert told.keys() == {"tilt.electrons", "tilt.shift_px"}
        if path.suffix == ".mrc":
            with mrcfile.open(path, header_only=True) as mrc:
                assert json.loads("".join(mrc.get_labels()[1:])) == told
        if path.suffix == ".tif":
            with tifffile.TiffFile(path) as tiff:
                assert json.loads(tiff.pages[0].description) == told


def test_the_table_has_how_every_view_stands_and_the_rows_how_much_was_drawn(made):
    results, rows = made
    with open(results / "tomography/truth/tilt/0000_alignment.csv") as file:
        views = list(csv.DictReader(file))
    assert list(views[0]) == [
        *("view", "nominal_deg", "tilt_deg", "shift_x_px", "shift_y_px", "rotation_deg")
    ]
    assert len(views) == 9 and views[0]["nominal_deg"] == "-60.0000"
    (counts,) = (row for row in rows if row["filename"].endswith("counts.mrc"))
    drawn = [float(view[f"shift_{axis}_px"]) for view in views for axis in "xy"]
    assert counts["shift_px"] == pytest.approx(np.sqrt(np.mean(np.square(drawn))))
    assert counts["missing_wedge_deg"] == 60 and counts["dose_e_per_A2"] == pytest.approx(4000)
    assert {row["condition"] for row in rows} == {
        *("counts", "clean", "reconstruction", "alignment", "spheres", "volume")
    }
    listed = {row["filename"] for row in rows}
    there = {p.relative_to(results).as_posix() for p in results.rglob("0000_*")}
    assert listed == there


def test_the_card_tells_of_the_missing_wedge(made):
    assert told(made[1]) == [
        "1 tilt series of 9 views, the first at -60° and the last at 60°: a missing wedge of 60°."
    ]
    (whole,) = ({**row, "missing_wedge_deg": 0} for row in made[1] if "counts.mrc" in str(row))
    assert told([whole])[0].endswith("no missing wedge.")


def test_samples_have_the_same_bytes_alone_and_together(made, tmp_path):
    simulate(tmp_path, (0, 1))
    files = [path for path in made[0].rglob("0000_*")]
    assert len(files) == 10
    for path in files:
        assert (tmp_path / path.relative_to(made[0])).read_bytes() == path.read_bytes(), path.name
    other = tmp_path / "tomography/tilt/0001/0001_counts.mrc"
    first = tmp_path / "tomography/tilt/0000/0000_counts.mrc"
    assert other.read_bytes() != first.read_bytes()


def test_what_is_not_wanted_is_left_out(tmp_path):
    rows = simulate(tmp_path, truth=[], tilt={"reconstruction": "none"})
    assert {row["condition"] for row in rows} == {"counts", "clean", "alignment"}
    exact = simulate(tmp_path, truth=[], tilt={"reconstruction": "exact"})
    assert "reconstruction" in {row["condition"] for row in exact}


def test_the_contact_sheet_shows_views_and_slices(made):
    examples = sheet_of(made[1], made[0], 3)
    names = ["mean counts", "counts", "tilts of a row", "reconstruction"]
    assert [list(example.tiles) for example in examples] == [names] * 3
    assert [example.tiles["mean counts"].label for example in examples] == [
        *("-60.0°", "0.0°", "60.0°")
    ]
    assert [example.label for example in examples] == [f"tilt/0000, view {n}" for n in (0, 4, 8)]
    assert all(tile.image.ndim == 2 for one in examples for tile in one.tiles.values())


def test_pyusid_reads_the_views_by_their_tilts(made, tmp_path):
    usid = pytest.importorskip("pyUSID")
    folder = made[0] / "tomography/tilt/0000"
    files = sorted(folder.glob("*.tif"))
    about = {"pixel_size_A": 1.0}
    geometry = {name: GIVEN[name] for name in ("angles_deg", "angles", "size", "columns")}
    count = package_sinograms(tmp_path / "a.h5", files, about, geometry=geometry, stacks=True)
    assert count == 18
    with h5py.File(tmp_path / "a.h5") as file:
        clean, counts = usid.hdf_utils.get_all_main(file)
        assert [main.parent.attrs["condition"] for main in (clean, counts)] == ["clean", "counts"]
        np.testing.assert_array_equal(
            counts.get_n_dim_form(), tifffile.imread(folder / "0000_counts.tif")
        )
        np.testing.assert_allclose(counts.get_pos_values("Angle"), np.linspace(-60, 60, 9))
