"""USID files are read by pyUSID and HyperSpy as what was written."""

import warnings

import h5py
import numpy as np
import pytest

from synthscope.formats.usid import Dimension, writing

usid = pytest.importorskip("pyUSID")
steps = Dimension.steps
RANDOM = np.random.default_rng(1)
IMAGES = RANDOM.integers(0, 255, (7, 24, 32), dtype=np.uint8)
YX = (steps("Y", "nm", 24, 0.02), steps("X", "nm", 32, 0.02))


def write_images(path, chunks=(3, 7), **options):
    """Seven images, appended in parts that end at `chunks`."""
    with writing(path, {"energy_keV": 200.0, "structure_id": "000004"}, "ImageStack") as file:
        channel = file.channel(
            [steps("Frame", "index", 7)],
            YX,
            dtype="u1",
            quantity="Intensity",
            tables={"pixel_size_nm": np.linspace(0.01, 0.02, 7)},
            **options,
        )
        for begin, end in zip((0, *chunks), chunks, strict=False):
            channel.append(np.resize(IMAGES, (8, 24, 32))[begin:end])
    return path


def mains(file):
    return usid.hdf_utils.get_all_main(file)


def test_pyusid_finds_one_main_and_gives_the_stack_its_shape_back(tmp_path):
    with h5py.File(write_images(tmp_path / "a.h5")) as file:
        (main,) = mains(file)
        assert main.n_dim_labels == ["Frame", "Y", "X"]
        np.testing.assert_array_equal(main.get_n_dim_form(), IMAGES)
        np.testing.assert_array_equal(
            usid.USIDataset(main, sort_dims=True).get_n_dim_form(), IMAGES
        )
        np.testing.assert_allclose(main.get_spec_values("X"), np.arange(32) * 0.02, rtol=1e-6)
        assert main.spec_dim_descriptors == ["Y (nm)", "X (nm)"]
        assert main.data_descriptor == "Intensity (a.u.)"
        one, found = main.slice({"Frame": 4}, ndim_form=True)
        assert found
        np.testing.assert_array_equal(np.squeeze(one), IMAGES[4])


def test_hyperspy_loads_the_stack_with_its_calibrated_axes(tmp_path):
    hs = pytest.importorskip("hyperspy.api")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        signal = hs.load(str(write_images(tmp_path / "a.h5")), reader="usid_hdf5")
    np.testing.assert_array_equal(signal.data, IMAGES)
    axes = {axis.name: axis for axis in signal.axes_manager._axes}
    assert axes["X"].size == 32 and axes["Y"].size == 24 and axes["Frame"].size == 7
    assert axes["X"].units == "nm" and axes["X"].scale == pytest.approx(0.02, rel=1e-5)


def test_a_cbed_stack_has_orientations_as_positions(tmp_path):
    patterns = RANDOM.random((3, 16, 16), dtype=np.float32)
    k = [steps(name, "1/nm", 16, 0.1, -0.8) for name in "vu"]
    with writing(tmp_path / "cbed.h5") as file:
        channel = file.channel(
            [steps("Orientation", "index", 3)], k, dtype="f4", quantity="Intensity"
        )
        for pattern in patterns:
            channel.append(pattern)
    with h5py.File(tmp_path / "cbed.h5") as file:
        (main,) = mains(file)
        assert main.shape == (3, 256)
        assert main.n_dim_labels == ["Orientation", "v", "u"]
        np.testing.assert_array_equal(main.get_n_dim_form(), patterns)
        assert main.get_spec_values("u")[8] == pytest.approx(0, abs=1e-7)


def test_a_tilt_series_has_its_angles_in_degrees(tmp_path):
    angles = np.array([-70.0, -30.0, 1.5, 60.0])
    series = RANDOM.random((4, 5, 6), dtype=np.float32)
    with writing(tmp_path / "tilts.h5") as file:
        file.channel(
            [Dimension("Angle", "deg", angles)],
            [steps("V", "nm", 5), steps("H", "nm", 6)],
            dtype="f4",
            quantity="Projected thickness",
            unit="nm",
        ).append(series)
    with h5py.File(tmp_path / "tilts.h5") as file:
        (main,) = mains(file)
        np.testing.assert_array_equal(main.get_pos_values("Angle"), angles.astype("f4"))
        np.testing.assert_array_equal(main.get_n_dim_form(), series)


def test_a_single_frame_and_a_dummy_spectrum_keep_their_shape(tmp_path):
    with writing(tmp_path / "a.h5") as file:
        file.channel([steps("Frame", "index", 1)], YX, dtype="u1", quantity="Intensity").append(
            IMAGES[0]
        )
        file.channel(YX, dtype="u1", quantity="Intensity").append(IMAGES[0])
    with h5py.File(tmp_path / "a.h5") as file:
        stack, image = mains(file)
        np.testing.assert_array_equal(stack.get_n_dim_form()[0], IMAGES[0])
        np.testing.assert_array_equal(image.get_n_dim_form()[..., 0], IMAGES[0])


def test_channels_of_equal_axes_share_their_ancillaries(tmp_path):
    with writing(tmp_path / "a.h5") as file:
        for condition in ("raw", "clean", "blur1"):
            file.channel(
                [steps("Frame", "index", 7)],
                YX,
                dtype="u1",
                quantity="Intensity",
                attributes={"condition": condition},
            ).append(IMAGES)
    with h5py.File(tmp_path / "a.h5") as file:
        first, *others = mains(file)
        assert len(others) == 2
        for other in others:
            assert other.h5_spec_inds == first.h5_spec_inds
            assert other.h5_pos_vals == first.h5_pos_vals
            np.testing.assert_array_equal(other.get_n_dim_form(), IMAGES)
        found = []
        file.visit(lambda name: found.append(name) if name.endswith("_Indices") else None)
        assert len(found) == 2
    one = write_images(tmp_path / "one.h5").stat().st_size
    assert (tmp_path / "a.h5").stat().st_size - one < 2 * (IMAGES.nbytes + 10_000)


def tree(file):
    """Names, shapes and kinds of all that is in a file."""
    nodes = {}
    file.visititems(lambda name, item: nodes.update({name: item}))
    return {
        name: (item.shape, item.dtype) if isinstance(item, h5py.Dataset) else None
        for name, item in nodes.items()
    }


def test_an_image_as_positions_has_the_tree_of_pycroscopys_own_file(reference, tmp_path):
    theirs = h5py.File(reference / "usid" / "simulated_STEM_Image.h5")
    image = theirs["Measurement_000/Channel_000/Raw_Data"][:].reshape(256, 256)
    step = 5e-9 / 255 * 1e9
    with writing(tmp_path / "a.h5") as file:
        file.channel(
            [steps("Y", "nm", 256, step), steps("X", "nm", 256, step)],
            dtype="u1",
            quantity="Intensity",
        ).append(image)
    with theirs, h5py.File(tmp_path / "a.h5") as ours:
        assert tree(ours) == tree(theirs)
        for name, shape in tree(theirs).items():
            if shape is None:
                continue
            wanted = set(theirs[name].attrs) - {
                "machine_id",
                "platform",
                "pyUSID_version",
                "timestamp",  # of the run, not the data
            }
            assert set(ours[name].attrs) == wanted
            for attribute in wanted - {"labels"}:
                reference_type = type(theirs[name].attrs[attribute])
                assert isinstance(ours[name].attrs[attribute], reference_type)
        for name in ("Position_Indices", "Position_Values"):
            a = theirs[f"Measurement_000/Channel_000/{name}"]
            b = ours[f"Measurement_000/Channel_000/{name}"]
            assert set(a.attrs["labels"]) == set(b.attrs["labels"])
            for label in ("X", "Y"):
                scale = 1 if name.endswith("Indices") else 1e9  # theirs says nm, holds metres
                np.testing.assert_allclose(
                    a[a.attrs[label]] * scale, b[b.attrs[label]], rtol=1e-5, atol=1e-6
                )
        np.testing.assert_array_equal(
            mains(ours)[0].get_n_dim_form()[..., 0], mains(theirs)[0].get_n_dim_form()[..., 0].T
        )


def test_region_references_select_the_dimension_that_they_are_named_after(tmp_path):
    with h5py.File(write_images(tmp_path / "a.h5")) as file:
        (main,) = mains(file)
        for table in (main.h5_spec_inds, main.h5_spec_vals):
            for k, label in enumerate(("Y", "X")):
                np.testing.assert_array_equal(
                    np.ravel(table[table.attrs[label]]), np.ravel(table[k])
                )


@pytest.mark.parametrize("compression", ["none", "gzip"])
def test_the_same_stack_gives_the_same_bytes_however_it_was_appended(tmp_path, compression):
    files = [
        write_images(tmp_path / f"{n}.h5", chunks, compression=compression)
        for n, chunks in enumerate([(7,), (3, 7), (1, 2, 3, 4, 5, 6, 7)])
    ]
    assert len({file.read_bytes() for file in files}) == 1


def test_attributes_and_tables_come_back(tmp_path):
    with h5py.File(write_images(tmp_path / "a.h5")) as file:
        assert file.attrs["data_type"] == "ImageStack"
        measurement = file["Measurement_000"]
        assert measurement.attrs["energy_keV"] == 200.0
        assert measurement.attrs["structure_id"] == "000004"
        assert measurement["Channel_000/pixel_size_nm"].shape == (7,)


def test_a_stack_with_missing_or_surplus_frames_is_never_left_behind(tmp_path):
    with pytest.raises(ValueError, match="3 of 7"):
        write_images(tmp_path / "short.h5", (3,))
    with pytest.raises(ValueError, match="more were given"):
        write_images(tmp_path / "long.h5", (7, 8))
    assert not list(tmp_path.iterdir())


def test_names_and_units_that_the_readers_cannot_hold_are_refused(tmp_path):
    for positions in ([steps("Frame", "Å", 7)], [steps("X", "nm", 7), steps("X", "nm", 1)]):
        with pytest.raises(ValueError), writing(tmp_path / "a.h5") as file:
            file.channel(positions, YX, dtype="u1", quantity="Intensity")
