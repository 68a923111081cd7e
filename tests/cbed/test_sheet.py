"""The contact sheet shows samples so that weak disks are seen."""

import h5py
import numpy as np

from synthscope.cbed.sheet import sheet_of

RANDOM = np.random.default_rng(3)


def test_it_shows_the_fourth_root(tmp_path):
    with h5py.File(tmp_path / "batch_train_0.h5", "w") as file:
        for n in range(3):
            sample = file.create_group(f"sample_{n}_0")
            sample["cbed_stack"] = RANDOM.random((3, 8, 8), dtype=np.float32)
            sample.attrs["material"] = np.bytes_(f"mp-{n}")
            sample.attrs["energy_keV"] = 100
            sample.attrs["d_hkls_angstrom"] = [3.3, 3.2, 2.5]
    sheet = sheet_of([{"filename": "batch_train_0.h5", "product": "cbed"}], tmp_path, 2)
    assert len(sheet.rows) == 2 and len(sheet.rows[0]) == 3
    assert all(tile.power == 0.25 for row in sheet.rows for tile in row)
    assert "100 keV" in sheet.rows[0][0].label and "3.30" in sheet.rows[0][0].label
    assert sheet.row_labels[0].startswith("mp-0")
