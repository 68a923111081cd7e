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
            sample.attrs["formula"] = "Sr1 Ti1 O3"
            sample.attrs["thickness_A"] = 100.0
            sample.attrs["k_step_mrad"] = 0.5
            sample.attrs["beam_along"] = "[uvw], (hkl), [uvw]"
            sample.attrs["uvw_dirs"] = np.dstack([[0, 0, 1], [9, 9, 9], [1, -1, 0]])
            sample.attrs["z_dirs"] = np.dstack([[9, 9, 9], [1, 1, 2], [9, 9, 9]])
    examples = sheet_of([{"filename": "batch_train_0.h5", "product": "cbed"}], tmp_path, 2)
    assert len(examples) == 2
    tiles = list(examples[0].tiles.values())
    assert all(tile.power == 0.25 for example in examples for tile in example.tiles.values())
    assert list(examples[0].tiles) == ["[001]", "(112)", "[1-10]"]
    assert {tile.label for tile in tiles} == {"100 keV, 10 nm"}
    assert tiles[0].pixel == (0.5, "mrad")
    assert examples[0].label == "SrTiO₃ mp-0"
    assert examples[0].about["structure_id"] == "mp-0"
