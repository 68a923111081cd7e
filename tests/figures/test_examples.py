"""Examples on a contact sheet: the table tells where images and labels are."""

import json

import numpy as np
import pytest
from PIL import Image

from synthscope.dataset.sheet import COLUMN, PEAK, Example, Marks, Tile
from synthscope.figures.examples import MOST_COLUMNS, draw_examples

IMAGE = np.zeros((20, 40))
IMAGE[5, 30] = 1


def drawn(tmp_path, examples, tile_px=80):
    draw_examples(examples, tmp_path / "a.png", tmp_path / "a.json", tile_px)
    with Image.open(tmp_path / "a.png") as picture:
        return np.asarray(picture), json.loads((tmp_path / "a.json").read_text())


def test_labels_stand_on_the_pixels_that_they_tell_of(tmp_path):
    marks = [Marks([[30, 5]], PEAK, name="peaks")]
    tiles = {"raw": Tile(IMAGE, marks=marks), "clean": Tile(IMAGE, marks=marks)}
    picture, told = drawn(tmp_path, [Example("SrTiO₃", tiles, {"structure_id": "1"})])
    assert told["size"] == list(picture.shape[1::-1])
    (example,) = told["examples"]
    assert example["label"] == "SrTiO₃" and example["row"] == {"structure_id": "1"}
    assert [tile["name"] for tile in example["tiles"]] == ["raw", "clean"]
    for tile in example["tiles"]:
        left, top, width, height = tile["box"]
        piece = picture[top : top + height, left : left + width]
        rows, columns = np.nonzero((piece == 255).all(axis=2))  # nothing is drawn on it
        ((x, y),) = tile["marks"][0]["points"]
        assert (x - left, y - top) == (
            pytest.approx(columns.mean() + 0.5), pytest.approx(rows.mean() + 0.5)
        )  # fmt: skip
        assert tile["marks"][0]["colour"] == "#ffc400"
    assert (picture == PEAK).all(axis=2).any()  # on the twin that shows labels


def test_examples_of_many_images_are_folded_into_lines(tmp_path):
    names = [f"c{k:02d}" for k in range(15)]
    marks = [Marks([[1, 1]], COLUMN, name="columns")]
    tiles = {name: Tile(IMAGE, marks=marks) for name in names}
    _, told = drawn(tmp_path, [Example(label, tiles, {}) for label in "ab"])
    for example in told["examples"]:
        assert [tile["name"] for tile in example["tiles"]] == names
        assert len({tile["box"][1] for tile in example["tiles"]}) == -(-16 // MOST_COLUMNS)
    assert len({tuple(t["box"]) for e in told["examples"] for t in e["tiles"]}) == 30


def test_a_product_without_images_has_a_sheet_that_says_so(tmp_path):
    picture, told = drawn(tmp_path, [])
    assert picture.size and told["examples"] == []
