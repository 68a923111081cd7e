"""MRC files are what mrcfile's own validator takes for one, and hold nothing of when they were."""

import json

import mrcfile
import numpy as np
import pytest

from synthscope.core.draws import as_text
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


@pytest.mark.parametrize("numbers", [1, 12, 60])
def test_labels_hold_what_was_drawn_or_say_where_it_stands(tmp_path, numbers):
    drawn = {f"tilt.number_{k}": k / 3 for k in range(numbers)}
    about = (1, 5, 7), "f4", 1, "what it is"
    with writing_mrc(tmp_path / "a.mrc", *about, drawn=as_text(drawn)) as file:
        file.append(np.ones((5, 7)))
    assert mrcfile.validate(tmp_path / "a.mrc")
    with mrcfile.open(tmp_path / "a.mrc", header_only=True) as mrc:
        first, *others = mrc.get_labels()
    assert first == "what it is"
    if numbers < 20:
        assert json.loads("".join(others)) == drawn
    else:
        assert others == ["what was drawn for it: column drawn of key.csv"]


@pytest.mark.parametrize("images", [np.zeros((1, 5, 7)), np.zeros((2, 5, 6))])
def test_a_file_that_was_not_finished_is_not_there(tmp_path, images):
    with pytest.raises(ValueError), writing_mrc(tmp_path / "a.mrc", (2, 5, 7), "f4", 1, "") as file:
        for image in images:
            file.append(image)
    assert list(tmp_path.iterdir()) == []
