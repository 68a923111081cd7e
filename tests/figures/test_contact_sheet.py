"""Contact sheets: bounded, always alike, with labels where the things are."""

import numpy as np
import pytest
from PIL import Image, ImageFont

from synthscope.dataset.sheet import PEAK, Marks, Tile
from synthscope.figures.contact_sheet import (
    MOST_PIXELS,
    contact_sheet,
    drawable,
    grey,
    round_length,
)

RAMP = np.arange(64.0).reshape(8, 8)


def test_the_same_sheet_gives_the_same_bytes_without_any_metadata(tmp_path):
    rows = [
        [Tile(RAMP, "a ramp", pixel=(0.5, "nm")), Tile(RAMP > 3, marks=[Marks([[1, 2]], PEAK)])]
    ]
    for name in ("a.png", "b.png"):
        contact_sheet(rows, tmp_path / name, row_labels=["r"], column_labels=["x", "y"])
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    with Image.open(tmp_path / "a.png") as image:
        assert not image.info


def test_a_sheet_of_many_images_stays_below_its_cap(tmp_path):
    rows = [[Tile(RAMP)] * 60 for _ in range(60)]
    (width, height), _ = contact_sheet(rows, tmp_path / "a.png", tile_px=1024)
    assert width * height < 1.1 * MOST_PIXELS
    with Image.open(tmp_path / "a.png") as image:
        assert image.size == (width, height)


def test_grey_values_keep_to_the_window_and_the_power():
    np.testing.assert_array_equal(
        grey(Tile(np.array([[0.0, 1.0], [2.0, 4.0]]), low=1, high=2)), [[0, 0], [255, 255]]
    )
    assert grey(Tile(np.array([[0.0, 1 / 16], [0.5, 1.0]]), power=0.25))[0, 1] == 128
    assert grey(Tile(np.array([[0.0, np.nan], [np.inf, 1.0]])))[0, 1] == 0
    assert grey(Tile(np.zeros((2, 2)))).max() == 0


def test_a_mark_is_drawn_at_the_centre_of_its_pixel(tmp_path):
    dark = np.zeros((10, 20))
    contact_sheet(
        [[Tile(dark, marks=[Marks([[15, 3]], PEAK, 2)])]], tmp_path / "a.png", tile_px=200
    )
    with Image.open(tmp_path / "a.png") as image:
        rows, columns = np.nonzero((np.asarray(image) == PEAK).all(axis=2))
    assert columns.mean() == pytest.approx(14 + 15.5 * 10, abs=0.6)
    assert rows.mean() == pytest.approx(14 + 3.5 * 10, abs=0.6)


def test_missing_tiles_leave_their_place_empty(tmp_path):
    rows = [[Tile(RAMP), Tile(RAMP)], [None, Tile(RAMP)]]
    _, boxes = contact_sheet(rows, tmp_path / "a.png", tile_px=100)
    assert boxes[1] == [None, (120, 120, 100, 100)] and boxes[0][0] == (14, 14, 100, 100)
    with Image.open(tmp_path / "a.png") as image:
        sheet = np.asarray(image.convert("L"))
    assert (sheet[125:215, 20:110] == 255).all()
    assert (sheet[125:215, 125:215] < 255).any()


def test_a_sheet_of_nothing_is_refused(tmp_path):
    with pytest.raises(ValueError, match="at least one"):
        contact_sheet([], tmp_path / "a.png")


@pytest.mark.parametrize(
    ("longest", "length"), [(3.0, 2), (0.7, 0.5), (19, 10), (1.0, 1), (0.3 / 3, 0.1)]
)
def test_scale_bars_have_round_lengths(longest, length):
    assert round_length(longest) == pytest.approx(length)


def test_the_font_has_every_sign_of_a_label():
    font = ImageFont.load_default(12)
    missing = bytes(font.getmask("\ue000"))
    label = drawable("SrTiO₃ Al₂SiO₅ C₆₀ 0.35 nm, 200 keV, 1e+06 e, [1-10] (112), 3°")
    assert missing not in [bytes(font.getmask(sign)) for sign in label]
