"""How fast images for training are read, beside the HDF5 files that they were made of.

    python benchmarks/reading_speed.py

Processor time to read all images of the same acquisitions of SrTiO3, as in `columns_varied`, as
NumPy arrays, each with the library that the format is for. Every way reads all images in turn, the
ways alternate, and the least time of each counts; files are in the system's cache by then.
"""

import glob
import os
import tempfile
from pathlib import Path

from clock import ROOT, clocked

# isort: split
import datasets
import h5py
import numpy as np
import webdataset
import yaml
import zarr
from further_acquisition import EDGE_A, FORMATS, PLACES, Data, simulate

from synthscope.settings.load import load
from synthscope.structures.model import Crystal

ACQUISITIONS, ROUNDS = 60, 7


def main():
    os.environ["HF_HUB_OFFLINE"] = "1"
    config = yaml.safe_load((ROOT / "config/presets/columns_varied.yaml").read_text())
    settings = load(config).haadf
    crystal = Crystal(
        "SrTiO3", "user", "", [38, 22, 8, 8, 8], EDGE_A * np.array(PLACES), EDGE_A * np.eye(3)
    )
    with tempfile.TemporaryDirectory() as name:
        simulations, folder = simulate(crystal, settings), Path(name)
        data = Data(crystal, simulations, settings, folder, ACQUISITIONS)
        data.publish(["h5"], [])
        for form in ("WebDataset", "Parquet", "Zarr"):
            data.deliver(FORMATS[form])
        table = datasets.Dataset.from_parquet(f"{name}/images.parquet", cache_dir=f"{name}/cache")
        ways = {
            "HDF5 files": lambda: from_hdf5(folder),
            "WebDataset": lambda: from_webdataset(folder),
            "Parquet": lambda: from_table(table),
            "Zarr": lambda: from_zarr(folder),
        }
        sums = {way: checked(read) for way, read in ways.items()}
        assert len(set(sums.values())) == 1, sums
        rounds = [[clocked(all_of, read)[1] for read in ways.values()] for _ in range(ROUNDS)]
        least = np.min(rounds, axis=0)
        images, size = sums["HDF5 files"][0], settings.pixels
        print(f"{images} images of {size} × {size}\n\nway            of HDF5 files")
        for way, seconds in zip(ways, least):
            print(f"{way:<14} {seconds / least[0]:10.2f}")


def all_of(read):
    for _ in read():
        pass


def checked(read):
    """How many images, and what tells whether two ways give the same ones."""
    means = [float(image.mean(dtype=np.float64)) for image in read()]
    return len(means), round(sum(sorted(means)), 6)


def from_hdf5(folder):
    for path in sorted(folder.glob("haadf/general/h5/*.h5")):
        with h5py.File(path) as file:
            for name in file["haadf"]:
                if name == "raw" or name.startswith("stem"):
                    yield file["haadf"][name][()].astype(np.float32)


def from_webdataset(folder):
    shards = glob.glob(f"{folder}/images.tar")
    images = webdataset.WebDataset(
        shards, shardshuffle=False, select_files=lambda name: name.endswith(".npy")
    )
    for sample in images.decode():
        yield from (value for name, value in sample.items() if name.endswith(".npy"))


def from_table(table):
    for row in table.select_columns(["image"]):
        yield np.asarray(row["image"])


def from_zarr(folder):
    store = zarr.storage.ZipStore(folder / "images.zarr.zip", mode="r")
    for _, group in zarr.open_group(store, mode="r").groups():
        images = group["image"]
        yield from (images[number] for number in range(images.shape[0]))
    store.close()


if __name__ == "__main__":
    main()
