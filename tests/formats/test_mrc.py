"""MRC files are what mrcfile's own validator takes for one, and hold nothing of when they were."""

import mrcfile
import numpy as np
import pytest

from synthscope.formats.mrc import read_mrc, writing_mrc

RANDOM = np.random.default_rng(5)


@pytest.mark.parametrize("volume", [False, True])
@pytest.mark.parametrize("dtype", [np.uint16, np.float32])
def test_mrcfile_reads_back_what_was_written(tmp_path, dtype, volume):
    images = (900 * RANDOM.random((4, 5, 7))).astype(dtype)
    for name in "ab":
        about = images.shape, dtype, 2.5, "what it is"
        with writing_mrc(tmp_path / f"{name}.mrc", *about, volume=volume) as file:
            for image in images:
                file.append(image)
    path = tmp_path / "a.mrc"
    assert mrcfile.validate(path)
    with mrcfile.open(path) as mrc:
        np.testing.assert_array_equal(mrc.data, images)
        assert mrc.data.dtype == dtype and mrc.is_volume() == volume
        assert mrc.voxel_size.tolist() == (2.5, 2.5, 2.5)
        assert mrc.get_labels() == ["what it is"]
        assert mrc.header.dmin == images.min() and mrc.header.dmax == images.max()
        assert mrc.header.dmean == pytest.approx(images.mean(dtype=float))
        assert mrc.header.rms == pytest.approx(images.std(dtype=float))
    np.testing.assert_array_equal(read_mrc(path, 2), images[2])
    assert path.read_bytes() == (tmp_path / "b.mrc").read_bytes()


@pytest.mark.parametrize("images", [np.zeros((1, 5, 7)), np.zeros((2, 5, 6))])
def test_a_file_that_was_not_finished_is_not_there(tmp_path, images):
    with pytest.raises(ValueError), writing_mrc(tmp_path / "a.mrc", (2, 5, 7), "f4", 1, "") as file:
        for image in images:
            file.append(image)
    assert list(tmp_path.iterdir()) == []
