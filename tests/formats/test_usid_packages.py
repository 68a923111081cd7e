"""Each product's files become USID files with the same pixels, axes and labels."""

import h5py
import numpy as np
import pytest
from PIL import Image

from synthscope.core.errors import InputError
from synthscope.formats.npz_rows import npz_rows
from synthscope.gaussian.usid import package_gaussian
from synthscope.haadf.usid import package_haadf
from synthscope.tomography.usid import package_sinograms

usid = pytest.importorskip("pyUSID")
RANDOM = np.random.default_rng(2)


def mains(file):
    return usid.hdf_utils.get_all_main(file)


def gaussian_stack(path, count, pixel=None):
    arrays = {
        "gaussian_2d": RANDOM.integers(0, 255, (count, 8, 10), dtype=np.uint8),
        "binary_2d": RANDOM.random((count, 8, 10)) > 0.5,
        "coordinates_3d": np.zeros((count, 4, 3), np.int64),
        "pixel_size_A": np.full(count, pixel) if pixel else np.linspace(0.1, 0.2, count),
        "rotations": np.tile(np.eye(3), (count, 1, 1)),
    }
    np.savez_compressed(path, **arrays)
    return arrays


def test_all_stacks_of_a_structure_become_one_gaussian_file(tmp_path):
    stacks = [gaussian_stack(tmp_path / f"{n}.npz", n) for n in (3, 2)]
    paths = [tmp_path / "3.npz", tmp_path / "2.npz"]
    assert package_gaussian(tmp_path / "a.h5", paths, {"structure_id": "Au55"}) == 5
    with h5py.File(tmp_path / "a.h5") as file:
        images, binary = mains(file)
        for main, name in ((images, "gaussian_2d"), (binary, "binary_2d")):
            np.testing.assert_array_equal(
                main.get_n_dim_form(), np.concatenate([stack[name] for stack in stacks])
            )
            assert main.parent.attrs["output"] == name
        assert images.spec_dim_descriptors == ["Y (px)", "X (px)"]
        assert images.parent["pixel_size_A"].shape == (5,)
        assert images.parent["rotations"].shape == (5, 3, 3)


def test_one_pixel_size_for_all_images_gives_axes_in_nanometres(tmp_path):
    gaussian_stack(tmp_path / "a.npz", 3, pixel=0.2)
    package_gaussian(tmp_path / "a.h5", [tmp_path / "a.npz"], {})
    with h5py.File(tmp_path / "a.h5") as file:
        np.testing.assert_allclose(mains(file)[0].get_spec_values("X"), np.arange(10) * 0.02)


def test_a_stack_without_images_makes_no_file(tmp_path):
    np.savez(tmp_path / "a.npz", coordinates_3d=np.zeros((2, 3, 3)))
    assert package_gaussian(tmp_path / "a.h5", [tmp_path / "a.npz"], {}) == 0
    assert not (tmp_path / "a.h5").exists()


def test_rows_of_an_npz_come_in_blocks_and_a_pickle_never(tmp_path):
    array = RANDOM.random((10, 7))
    np.savez_compressed(tmp_path / "a.npz", a=array, b=np.array([{}], dtype=object))
    with npz_rows(tmp_path / "a.npz", "a") as rows:
        blocks = list(rows.blocks(size=3 * 7 * 8))
    assert [len(block) for block in blocks] == [3, 3, 3, 1]
    np.testing.assert_array_equal(np.concatenate(blocks), array)
    with pytest.raises(InputError, match="numbers"), npz_rows(tmp_path / "a.npz", "b"):
        pass
    with pytest.raises(InputError, match="no item named"), npz_rows(tmp_path / "a.npz", "c"):
        pass


def haadf_view(path, cropped=False):
    raw = RANDOM.random((16, 16)).astype(np.float32)
    clean = RANDOM.random((14, 14) if cropped else (16, 16)).astype(np.float32)
    with h5py.File(path, "w") as file:
        file.attrs["angstrom_xy"] = "26"
        file.attrs["uvw_direction"] = "(0.0, 0.0, 1.0)"
        file["haadf/raw"] = raw.astype(np.float64)
        file["haadf/stem00-clean"] = clean
        file["haadf/peak_map_clean"] = clean > 1
    return raw, clean


def test_the_conditions_of_a_view_become_a_stack_with_raw_first(tmp_path):
    views = {name: haadf_view(tmp_path / f"{name}.h5") for name in ("000004.000001", "000004.01")}
    paths = [tmp_path / f"{name}.h5" for name in views]
    assert package_haadf(tmp_path / "usid.h5", paths, {"structure_id": "000004"}) == 4
    with h5py.File(tmp_path / "usid.h5") as file:
        for main, (name, images) in zip(mains(file), views.items(), strict=True):
            assert main.n_dim_labels == ["Condition", "Y", "X"]
            np.testing.assert_array_equal(main.get_n_dim_form(), np.stack(images))
            assert main.parent.attrs["conditions"] == "raw stem00-clean"
            assert main.parent.attrs["view"] == name
            assert main.get_spec_values("X")[1] == pytest.approx(2.6 / 16)


def test_cropped_conditions_stand_in_a_channel_of_their_own(tmp_path):
    images = haadf_view(tmp_path / "a.h5", cropped=True)
    package_haadf(tmp_path / "usid.h5", [tmp_path / "a.h5"], {})
    with h5py.File(tmp_path / "usid.h5") as file:
        for main, image in zip(mains(file), images, strict=True):
            np.testing.assert_array_equal(main.get_n_dim_form()[0], image)


def sinograms(folder, kinds, rows=5, angles=6, columns=7):
    volumes = {}
    for kind in kinds:
        volumes[kind] = RANDOM.integers(0, 65535, (rows, angles, columns), dtype=np.uint16)
        (folder / kind).mkdir(parents=True)
        for row, sinogram in enumerate(volumes[kind]):
            Image.fromarray(sinogram).save(folder / kind / f"0000_{kind}_{row:04d}.tif")
    return volumes


def test_the_rows_of_a_simulated_scan_become_a_tilt_series(tmp_path, monkeypatch):
    monkeypatch.setattr("synthscope.tomography.usid._MEMORY", 200)  # several blocks
    volumes = sinograms(tmp_path / "0000", ("clean", "stripe"))
    files = [*(tmp_path / "0000").rglob("*.tif")]
    about = {"pixel_size_A": 2.0}
    count = package_sinograms(tmp_path / "a.h5", files, about, geometry={"size": 8, "angles": 6})
    assert count == 12
    with h5py.File(tmp_path / "a.h5") as file:
        for main, (kind, volume) in zip(mains(file), volumes.items(), strict=True):
            assert main.n_dim_labels == ["Angle", "V", "H"]
            np.testing.assert_array_equal(main.get_n_dim_form(), volume.transpose(1, 0, 2))
            assert main.parent.attrs["condition"] == kind
            assert main.get_pos_values("Angle")[-1] == pytest.approx(179.9)
            assert main.get_spec_values("H")[1] == pytest.approx(0.2)


def test_rows_that_were_left_out_of_a_tilt_series_leave_a_gap(tmp_path):
    sinograms(tmp_path / "0000", ("clean",))
    files = sorted((tmp_path / "0000").rglob("*.tif"))[2:]
    package_sinograms(tmp_path / "a.h5", files, {}, geometry={"size": 8, "angles": 6})
    with h5py.File(tmp_path / "a.h5") as file:
        assert mains(file)[0].get_spec_values("V").tolist() == [2, 3, 4]


def test_sinograms_of_a_real_scan_stay_sinograms(tmp_path):
    volumes = sinograms(tmp_path / "0000", ("shift00",))
    files = [*(tmp_path / "0000").rglob("*.tif")]
    about = {"first_angle_deg": -70.0, "last_angle_deg": 70.0}
    assert package_sinograms(tmp_path / "b.h5", files, about) == 5
    with h5py.File(tmp_path / "b.h5") as file:
        assert mains(file)[0].get_spec_values("Angle")[[0, -1]].tolist() == [-70, 70]
    assert package_sinograms(tmp_path / "a.h5", files, {}) == 5
    with h5py.File(tmp_path / "a.h5") as file:
        (main,) = mains(file)
        assert main.n_dim_labels == ["Sinogram", "Angle", "H"]
        np.testing.assert_array_equal(main.get_n_dim_form(), volumes["shift00"])
        assert main.parent.attrs["names"].split()[0] == "0000_shift00_0000"
