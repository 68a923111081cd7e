"""How to open each kind of file, as code that the dataset card shows and the tests run."""

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any

_SNIPPETS = {
    ("NumPy", ".npz"): """\
import numpy as np

with np.load({path!r}) as stack:  # never allow_pickle
    for name in stack.files:
        print(name, stack[name].shape, stack[name].dtype)
""",
    ("NumPy", ".tif"): """\
import numpy as np
from PIL import Image

with Image.open({path!r}) as file:
    image = np.asarray(file)
print(image.shape, image.dtype)
""",
    ("mrcfile", ".mrc"): """\
import mrcfile

with mrcfile.mmap({path!r}, "r") as file:
    print(file.data.shape, file.data.dtype, file.voxel_size)
""",
    ("NumPy", ".png"): """\
import numpy as np
from PIL import Image

with Image.open({path!r}) as file:
    image = np.asarray(file)[..., 0]  # R = G = B
print(image.shape, image.dtype)
""",
    ("h5py", ".h5"): """\
import h5py

with h5py.File({path!r}) as file:
    file.visititems(lambda name, item: print(name, getattr(item, "shape", "")))
    print(dict(file.attrs))
""",
    ("h5py", ".emd"): """\
import h5py

with h5py.File({path!r}) as file:
    patterns = file["stem4d/datacube/data"]
    print(patterns.shape, patterns.dtype, patterns[0, 0].sum())
""",
    ("HyperSpy", ".emd"): """\
import hyperspy.api as hs

signals = hs.load({path!r}, file_format="EMD", stack_group=False)
print(signals)
""",
    ("pyUSID", ".h5"): """\
import h5py, pyUSID

with h5py.File({path!r}) as file:
    for main in pyUSID.hdf_utils.get_all_main(file):
        print(main.name, main.n_dim_labels, main.get_n_dim_form().shape)
""",
    ("HyperSpy", ".h5"): """\
import hyperspy.api as hs

first = "/Measurement_000/Channel_000/Raw_Data"  # without dataset_path: all there are
signal = hs.load({path!r}, file_format="usid_hdf5", dataset_path=first).transpose(signal_axes=2)
signal.metadata.General.title = {title!r}
signal.plot(), print(signal)  # arrow keys go through the stack
""",
}
_PANDAS = """\
import pandas as pd

key = pd.read_parquet("key.parquet")
print(key[["structure_id", "ref_id", "product", "split", "filename"]])
"""
_DATASETS = """\
import os
from datasets import load_dataset

key = load_dataset(os.getcwd(), "key")  # on the hub: by the name of the repository
print(key)
"""
_IMAGES = """\
import os
from datasets import Image, load_dataset

key = load_dataset(os.getcwd(), "key", split={split!r})
images = key.filter(lambda row: row["filename"].endswith(".png")).cast_column("filename", Image())
print(images[0]["filename"].size, images[0]["symmetry_space_group_name"])
"""
_TORCH = """\
import numpy as np, pandas as pd, torch
from PIL import Image

class Pictures(torch.utils.data.Dataset):
    def __init__(self, part):
        key = pd.read_csv("key.csv", dtype=str).dropna(subset="symmetry_Int_Tables_number")
        self.key = key[(key["split"] == part) & key.filename.str.endswith(".png")]
    def __len__(self):
        return len(self.key)
    def __getitem__(self, k):
        row = self.key.iloc[k]
        pixels = np.array(Image.open(row.filename))[..., 0]
        return torch.from_numpy(pixels)[None] / 255, int(row.symmetry_Int_Tables_number) - 1

image, space_group = Pictures({split!r})[0]
print(image.shape, image.dtype, space_group)
"""
_OF_USID = {("pyUSID", ".h5"), ("HyperSpy", ".h5")}


def snippets(rows: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """How to open the key, and one file of each kind in it: pairs of a heading and Python code.

    Each kind is shown with the first file of its kind; paths are from the data set's folder.
    """
    first: dict[tuple[str, str], Mapping[str, Any]] = {}
    for row in rows:
        first.setdefault((row["product"], PurePosixPath(row["filename"]).suffix), row)
    found = [("key.parquet, with pandas", _PANDAS)]
    if any(row.get("split") for row in first.values()):
        found.append(("All parts as splits, with Hugging Face datasets", _DATASETS))
    for (product, suffix), row in first.items():
        for (library, kind), code in _SNIPPETS.items():
            usid = (library, kind) in _OF_USID
            if kind == suffix and (product == "usid" or not usid):
                shown = code.format(path=row["filename"], title=_title(row))
                found.append((f"{product}, `{suffix}`, with {library}", shown))
        if suffix == ".png" and row.get("split"):
            shown = _IMAGES.format(split=row["split"])
            found.append((f"{product}, `{suffix}`, with Hugging Face datasets", shown))
            if row.get("symmetry_Int_Tables_number"):
                shown = _TORCH.format(split=row["split"])
                found.append((f"{product}, `{suffix}` and space groups, with PyTorch", shown))
    return found


def _title(row: Mapping[str, Any]) -> str:
    """What a package of images shows, in words."""
    shown = row.get("structure_id") or row.get("ref_id") or "a sample"
    return f"{row.get('condition', row['product'])} of {shown}"
