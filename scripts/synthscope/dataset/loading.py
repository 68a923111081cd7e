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
    ("pyUSID", ".h5"): """\
import h5py, pyUSID

with h5py.File({path!r}) as file:
    for main in pyUSID.hdf_utils.get_all_main(file):
        print(main.name, main.n_dim_labels, main.get_n_dim_form().shape)
""",
    ("HyperSpy", ".h5"): """\
import hyperspy.api as hs

signals = hs.load({path!r}, file_format="usid_hdf5")
print(signals)
""",
}
_KEY = {
    "key.parquet, with pandas": """\
import pandas as pd

key = pd.read_parquet("key.parquet")
print(key[["structure_id", "ref_id", "product", "split", "filename"]])
""",
}
_USID_READERS = ("pyUSID", "HyperSpy")


def snippets(rows: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """How to open the key, and one file of each kind in it: pairs of a heading and Python code.

    Each kind is shown with the first file of its kind; paths are from the data set's folder.
    """
    first: dict[tuple[str, str], str] = {}
    for row in rows:
        suffix = PurePosixPath(row["filename"]).suffix
        first.setdefault((row["product"], suffix), row["filename"])
    found = list(_KEY.items())
    for (product, suffix), path in first.items():
        for (library, kind), code in _SNIPPETS.items():
            if kind == suffix and (library not in _USID_READERS or product == "usid"):
                found.append((f"{product}, `{suffix}`, with {library}", code.format(path=path)))
    return found
