"""Batches are read by a loader that knows only the conventions of the published data set."""

import h5py
import numpy as np
import pytest
from tests.cbed.stemdl import load

from synthscope.cbed.file import Batch, Sample, cell_formula
from synthscope.cbed.usid import package_cbed
from synthscope.core.files import sha256


def sample(index=0, condition=0, **changes):
    given = {
        "material": "mp-1234",
        "space_group": 62,
        "formula": "Fe8 O14 F2",
        "energy_keV": 110,
        "hkl": np.array([[1, 1, -1], [1, -1, 1], [0, 1, 3]]),
        "y_uvw": np.array([[1.0, 0, 1], [1, 1, 0], [1, 0, 0]]),
        "semiangles_rad": np.array([2.768e-3, 2.868e-3, 3.673e-3]),
        "spacings_A": np.array([3.343366, 3.226740, 2.519305]),
        "lattice": (5.1, 5.2, 7.9, 88.0, 92.0, 101.0),
        "more": {"k_step_per_A": 0.01, "seed": 7},
    }
    return Sample(index, condition, **(given | changes))


def stack(seed=0, shape=(3, 64, 64)):
    patterns = np.random.default_rng(seed).random(shape).astype(np.float32) ** 8
    return patterns / patterns.sum(axis=(1, 2), keepdims=True)


@pytest.fixture
def folder(tmp_path):
    with Batch(tmp_path, 223) as batch:
        batch.add("train", sample(0, 0), stack(1))
        batch.add("train", sample(0, 1, energy_keV=120), stack(2))
        batch.add("train", sample(2, 0, space_group=225, material="mp-9"), stack(3))
        batch.add("dev", sample(1, 0, space_group=1), stack(4))
    return tmp_path


def test_the_stemdl_conventions_find_each_stack_with_its_label(folder):
    inputs, labels = load(folder, "train")
    assert labels == [62, 62, 225]
    assert all(image.shape == (3, 64, 64) and np.isfinite(image).all() for image in inputs)
    assert load(folder, "dev")[1] == [1]
    assert load(folder, "test") == ([], [])


def test_names_and_types_are_the_published_ones(folder):
    with h5py.File(folder / "train" / "batch_train_223.h5", "r", swmr=True) as file:
        assert list(file) == ["sample_0_0", "sample_0_1", "sample_2_0"]
        group = file["sample_0_0"]
        assert list(group) == ["cbed_stack"]
        data = group["cbed_stack"]
        assert (data.dtype, data.chunks, data.compression) == (np.float32, None, None)
        for name, shape, dtype in (
            ("z_dirs", (1, 3, 3), np.int64),
            ("y_dirs", (1, 3, 3), np.float64),
            ("semi_angles_rad", (3,), np.float64),
            ("d_hkls_angstrom", (3,), np.float64),
            ("abc_angstrom", (3,), np.float64),
            ("angles_degree", (3,), np.float64),
            ("energy_keV", (), np.int64),
        ):
            stored = group.attrs.get_id(name)
            assert (stored.shape, stored.dtype) == (shape, dtype), name
        for name in ("space_group", "material"):
            stored = group.attrs.get_id(name).get_type()
            assert not stored.is_variable_str(), name
        assert group.attrs["space_group"] == np.bytes_(b"62")
        assert group.attrs["material"] == np.bytes_(b"mp-1234")
        assert group.attrs["formula"] == "Fe8 O14 F2"
        assert group.attrs.get_id("formula").get_type().is_variable_str()
        assert file["sample_0_1"].attrs["energy_keV"] == 120


def test_directions_are_columns_in_the_order_of_the_patterns(folder):
    with h5py.File(folder / "train" / "batch_train_223.h5") as file:
        directions = file["sample_0_0"].attrs["z_dirs"]
    assert directions[0, :, 0].tolist() == [1, 1, -1]
    assert directions[0, :, 2].tolist() == [0, 1, 3]


def test_intensities_are_never_negative(tmp_path):
    patterns = stack()
    patterns[0, 0, :3] = [-1e-12, -0.0, np.float32(1e-30)]
    with Batch(tmp_path, 1) as batch:
        batch.add("test", sample(), patterns)
    with h5py.File(tmp_path / "test" / "batch_test_1.h5") as file:
        assert file["sample_0_0/cbed_stack"][()].min() == 0


def test_batches_have_the_same_bytes_each_time(folder, tmp_path_factory):
    other = tmp_path_factory.mktemp("again")
    with Batch(other, 223) as batch:
        batch.add("train", sample(0, 0), stack(1))
        batch.add("train", sample(0, 1, energy_keV=120), stack(2))
        batch.add("train", sample(2, 0, space_group=225, material="mp-9"), stack(3))
    name = "train/batch_train_223.h5"
    assert sha256(folder / name) == sha256(other / name)


def test_a_failed_batch_leaves_what_was_there(folder):
    before = sha256(folder / "train" / "batch_train_223.h5")
    with pytest.raises(RuntimeError), Batch(folder, 223) as batch:
        batch.add("train", sample(5, 0), stack(9))
        raise RuntimeError
    assert sha256(folder / "train" / "batch_train_223.h5") == before
    assert (folder / "dev" / "batch_dev_223.h5").exists()
    assert sorted(p.name for p in folder.rglob("*.h5")) == [
        "batch_dev_223.h5",
        "batch_train_223.h5",
    ]


def test_a_split_that_lost_its_samples_loses_its_file(folder):
    with Batch(folder, 223) as batch:
        batch.add("test", sample(), stack())
    assert [p.name for p in folder.rglob("*.h5")] == ["batch_test_223.h5"]


def test_a_split_of_another_name_takes_the_place_of_an_earlier_one(folder):
    (folder / "shards").mkdir()
    with Batch(folder, 223) as batch:
        batch.add("validation", sample(), stack())
    with Batch(folder, 7) as batch:
        batch.add("train", sample(), stack())
    names = sorted(p.name for p in folder.rglob("*.h5"))
    assert names == ["batch_train_7.h5", "batch_validation_223.h5"]


def test_further_labels_cannot_take_the_names_of_published_ones():
    with pytest.raises(ValueError, match="energy_keV"):
        sample(more={"energy_keV": 1}).attributes()


def test_formulas_are_those_of_the_whole_cell_by_electronegativity():
    assert cell_formula(np.array([8] * 14 + [9] * 2 + [26] * 8)) == "Fe8 O14 F2"


def test_pyusid_reads_the_package(folder, tmp_path):
    pyusid = pytest.importorskip("pyUSID")
    path = tmp_path / "package.h5"
    batches = [folder / "train" / "batch_train_223.h5"]
    assert package_cbed(path, batches, {"data_type": "DiffractionStack"}) == 9
    with h5py.File(path) as file:
        mains = pyusid.hdf_utils.get_all_main(file)
        assert len(mains) == 3
        main = mains[0]
        assert main.shape == (3, 64 * 64)
        read = np.asarray(main).reshape(3, 64, 64)
        assert np.array_equal(read, stack(1))
