"""PNGs have the size, the crop and the grey scale of the published ones."""

import numpy as np
import pytest
from PIL import Image

from synthscope.core.files import sha256
from synthscope.haadf import png

# Greys of retrieval/choices/png/020790.000001-<name>.png, row 140, columns 60 to 71.
PUBLISHED = {
    "raw": [3, 3, 3, 5, 6, 10, 13, 15, 18, 22, 26, 27],
    "stem00-clean": [17, 20, 16, 13, 20, 18, 27, 28, 30, 40, 40, 48],
    "stem00-blbk1": [28, 56, 51, 18, 42, 60, 40, 63, 91, 101, 75, 89],
    "stem00-blbk2": [65, 25, 69, 73, 56, 108, 73, 89, 86, 116, 109, 121],
}
# The same, row 180: they reach the upper end of the window.
BRIGHT = {
    "raw": [6, 6, 5, 6, 11, 18, 24, 42, 85, 160, 245, 255],
    "stem00-clean": [23, 20, 18, 20, 27, 43, 46, 77, 118, 177, 236, 255],
    "stem00-blbk1": [52, 36, 43, 51, 62, 44, 81, 104, 177, 177, 227, 255],
    "stem00-blbk2": [40, 63, 44, 51, 95, 136, 113, 138, 169, 206, 193, 226],
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_greys_of_a_published_image(reference, name):
    import h5py

    with h5py.File(reference / "atomagined/choices/020790.000001.h5") as file:
        shade = png.grey(file[f"haadf/{name}"][:]).astype(int)
    np.testing.assert_allclose(shade[140, 60:72], PUBLISHED[name], atol=3)
    np.testing.assert_allclose(shade[180, 60:72], BRIGHT[name], atol=3)


def test_the_window_comes_from_the_shown_part_alone():
    image = np.random.default_rng(1).normal(5, 1, (256, 256))
    image[:3] = image[253:] = 1e6
    image[:, :3] = image[:, 253:] = -1e6
    shade = png.grey(image)
    assert shade.shape == (250, 250)
    values = image[3:253, 3:253]
    black, white = values.mean() - 2 * values.std(), values.mean() + 4 * values.std()
    white = min(white, values.max())
    expected = np.clip((values - black) / (white - black) * 256, 0, 255)
    assert np.abs(shade - expected).max() <= 1
    assert shade.min() == 0
    assert shade.max() == 255


def test_files_are_opaque_grey(tmp_path):
    png.write(np.random.default_rng(1).random((256, 256)), tmp_path / "a.png")
    with Image.open(tmp_path / "a.png") as image:
        assert image.mode == "RGBA"
        assert image.size == (250, 250)
        assert image.info == {"margin_px": "3"}
        red, green, blue, alpha = np.moveaxis(np.asarray(image), -1, 0)
    np.testing.assert_array_equal(red, green)
    np.testing.assert_array_equal(red, blue)
    assert (alpha == 255).all()


def test_a_featureless_image_is_black():
    assert not png.grey(np.full((20, 30), 7.0)).any()


def test_equal_images_give_equal_bytes(tmp_path):
    image = np.random.default_rng(1).random((40, 60))
    png.write(image, tmp_path / "a.png")
    png.write(image, tmp_path / "b.png")
    assert sha256(tmp_path / "a.png") == sha256(tmp_path / "b.png")
