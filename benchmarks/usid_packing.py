"""How near does packing images as USID come to h5py's own rate, and how far from pyUSID's?

Run: python benchmarks/usid_packing.py [images] [edge]

Every way packs the same uint8 images, alternately, in one process; printed are ratios of CPU time
to h5py writing one plain dataset, and of file size to the images' bytes. pyUSID 0.0.12 cannot
write under numpy 2 as it is (it calls np.product), so that name is put back for it here.
"""

import sys
import tempfile
import time
import warnings
from pathlib import Path

import h5py
import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent / "scripts"))

from synthscope.formats.usid import Dimension, writing


def plain(path, images):
    with h5py.File(path, "w") as file:
        data = file.create_dataset("images", images.shape, images.dtype)
        for number, image in enumerate(images):
            data[number] = image


def ours(path, images):
    count, rows, columns = images.shape
    axes = [Dimension.steps("Y", "nm", rows, 0.01), Dimension.steps("X", "nm", columns, 0.01)]
    with writing(path) as file:
        channel = file.channel(
            [Dimension.steps("Frame", "index", count)], axes, dtype="u1", quantity="Intensity"
        )
        for image in images:
            channel.append(image)


def ours_a_file_each(path, images):
    for image in images[:100]:
        ours(path, image[None])


def pyusid_one_main(path, images):
    import pyUSID as usid

    count, rows, columns = images.shape
    with h5py.File(path, "w") as file:
        group = file.create_group("Measurement_000/Channel_000")
        usid.hdf_utils.write_main_dataset(
            group,
            images.reshape(count, -1),
            "Raw_Data",
            "Intensity",
            "a.u.",
            [usid.Dimension("Frame", "index", count)],
            [
                usid.Dimension("Y", "nm", np.arange(rows) * 0.01),
                usid.Dimension("X", "nm", np.arange(columns) * 0.01),
            ],
            slow_to_fast=True,
        )


def pyusid_a_file_each(path, images):
    for image in images[:10]:
        pyusid_one_main(path, image[None])


def main(count=1000, edge=256):
    np.product = np.prod  # noqa: NPY003, NPY201
    warnings.simplefilter("ignore")
    images = np.random.default_rng(0).integers(0, 255, (count, edge, edge), dtype=np.uint8)
    ways = {
        plain: count,
        ours: count,
        pyusid_one_main: count,
        ours_a_file_each: min(count, 100),
        pyusid_a_file_each: min(count, 10),
    }
    seconds = {way: [] for way in ways}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "images.h5"
        size = {}
        for _ in range(5):
            for way, done in ways.items():
                begin = time.process_time()
                way(path, images)
                seconds[way].append((time.process_time() - begin) / done)
                size[way] = path.stat().st_size / (images.nbytes / (1 if done == count else count))
                path.unlink()
    base = np.median(seconds[plain])
    print(f"{count} images of {edge} x {edge} bytes   CPU time / h5py   file / images")
    for way in ways:
        print(f"{way.__name__:32s} {np.median(seconds[way]) / base:15.2f} {size[way]:15.3f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
