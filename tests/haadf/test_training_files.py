"""Programs that train read images and labels, and labels lie on what the images show."""

import io
import json
import tarfile
import zipfile

import numpy as np
import pyarrow.parquet as pq
import pytest
from tests.haadf.delivered import off_centre, written

from synthscope.core.errors import InputError
from synthscope.core.files import sha256
from synthscope.haadf.delivery import training_table
from synthscope.haadf.delivery.acquisitions import acquisitions, listed
from synthscope.haadf.delivery.training_table import write_training_table
from synthscope.haadf.delivery.webdataset import write_webdataset
from synthscope.haadf.delivery.zarr_store import write_zarr


def samples(path):
    with tarfile.open(path) as tar:
        for entry in tar:
            yield entry.name, tar.extractfile(entry).read()


def write_shards(made, paths):
    for shard, path in enumerate(paths):
        write_webdataset(made.shown(shard, len(paths)), path)


def test_samples_of_tar_files_have_their_labels(lattice, tmp_path):
    paths = [tmp_path / f"{number}.tar" for number in range(3)]
    write_shards(lattice, paths)
    assert not list(samples(paths[2]))  # of two acquisitions
    first = [next(samples(path))[0] for path in paths[:2]]
    assert [name.partition(".")[0] for name in first] == [one.name for one in lattice.shown()]
    for path in paths[:2]:
        found = dict(samples(path))
        keys = {name.partition(".")[0] for name in found}
        assert len(keys) == 1
        [key] = keys
        assert list(found) == [f"{key}.raw.npy", f"{key}.mine.npy", f"{key}.json"]
        told = json.loads(found[f"{key}.json"])
        for condition in ("raw", "mine"):
            image = np.load(io.BytesIO(found[f"{key}.{condition}.npy"]))
            columns = told["images"][condition]["columns"]
            places = np.column_stack([columns["x"], columns["y"]])
            assert image.dtype == np.float32
            assert off_centre(image.astype(float), places).max() < 0.05
    before = [sha256(path) for path in paths]
    write_shards(lattice, paths)
    assert before == [sha256(path) for path in paths]


def test_webdataset_reads_them(lattice, tmp_path):
    webdataset = pytest.importorskip("webdataset")
    paths = [tmp_path / f"{number}.tar" for number in range(2)]
    write_shards(lattice, paths)
    data = webdataset.WebDataset(
        str(tmp_path / "{0..1}.tar"), shardshuffle=False, empty_check=False
    ).decode()
    found = list(data)
    assert len(found) == 2
    for sample in found:
        assert sample["raw.npy"].shape == (96, 96)
        assert sample["json"]["key"]["product"] == "haadf"


def test_datasets_reads_images_from_the_table(built, tmp_path):
    from datasets import load_dataset

    path = written(write_training_table, built, tmp_path / "t.parquet")
    cache = str(tmp_path / "cache")
    data = load_dataset("parquet", data_files={"train": str(path)}, cache_dir=cache)["train"]
    assert data.column_names[0] == "image" and len(data) == 2
    for row, image in zip(data, built.pixels()):
        pixels = np.asarray(row["image"])
        assert pixels.dtype == np.float32
        np.testing.assert_array_equal(pixels, image)
        assert {one["kind"] for one in row["defects"]} >= {"vacancy", "substitution"}
        assert len(row["columns_x_px"]) == len(row["columns_composition"]) > 10


def test_large_images_are_not_gathered(lattice, tmp_path, monkeypatch):
    write_training_table(lattice.shown(), tmp_path / "t.parquet")
    monkeypatch.setattr(training_table, "_GROUP_BYTES", 1)
    write_training_table(lattice.shown(), tmp_path / "large.parquet")
    whole, large = (pq.ParquetFile(tmp_path / f"{name}.parquet") for name in ("t", "large"))
    assert (whole.num_row_groups, large.num_row_groups) == (1, 4)
    assert whole.read() == large.read()


def test_zarr_reads_arrays_of_images(lattice, tmp_path):
    import zarr

    path = written(write_zarr, lattice, tmp_path / "z.zip")
    group = zarr.open_group(zarr.storage.ZipStore(path, mode="r"), mode="r")
    assert sorted(group.group_keys()) == ["mine", "raw"]
    for name in ("raw", "mine"):
        images, columns = group[name]["image"], group[name]["columns"]
        assert images.shape == (2, 96, 96) and images.dtype == np.float32
        first = columns["first"][:]
        for k in range(2):
            image = images[k]
            seen = ~np.isnan(image)
            assert seen.all() == (name == "raw")
            part = slice(first[k], first[k + 1])
            places = np.column_stack([columns["x"][part], columns["y"][part]])
            row, column = np.nonzero(seen)
            cut = image[row.min() : row.max() + 1, column.min() : column.max() + 1]
            assert off_centre(cut.astype(float), places - [column.min(), row.min()]).max() < 0.05
        assert len(group[name].attrs["key"]["structure_id"]) == 2


def test_a_part_without_images_has_empty_files(lattice, tmp_path):
    def nothing():
        return acquisitions(lattice.rows, lattice.folder, "dev")

    write_training_table(nothing(), tmp_path / "t.parquet")
    assert pq.read_table(tmp_path / "t.parquet").num_rows == 0
    write_webdataset(nothing(), tmp_path / "t.tar")
    assert not list(samples(tmp_path / "t.tar"))
    write_zarr(nothing(), tmp_path / "z.zip")
    assert zipfile.ZipFile(tmp_path / "z.zip").namelist() == [".zgroup"]


def test_two_samples_of_one_name_are_refused(lattice):
    rows = [
        row | {"filename": row["filename"].replace("0001.h5", "0000.h5")} for row in lattice.rows
    ]
    with pytest.raises(InputError, match="would be called"):
        listed(rows, "train")
