"""The contact sheet shows where the stripes are."""

import numpy as np
from PIL import Image

from synthscope.tomography.sheet import sheet_of


def test_it_shows_pairs_and_finds_their_stripes(tmp_path):
    rows = []
    for kind in ("clean", "stripe"):
        sinogram = np.full((12, 10), 1000, np.uint16)
        if kind == "stripe":
            sinogram[:, 4] = 3000
        path = tmp_path / f"tomography/simple/0000/{kind}/0000_{kind}_0007.tif"
        path.parent.mkdir(parents=True)
        Image.fromarray(sinogram).save(path)
        name = path.relative_to(tmp_path).as_posix()
        rows.append({"filename": name, "condition": kind, "product": "tomography"})
    (example,) = sheet_of(rows, tmp_path, 3)
    clean, stripe, difference, mask = example.tiles.values()
    np.testing.assert_array_equal(np.flatnonzero(mask.image.any(axis=0)), [4])
    assert difference.image.max() == 2000 and clean.high == stripe.high == 3000
    assert example.label == "simple/0000 row 7" and clean.label == "row 7"
    assert example.about == rows[1]
