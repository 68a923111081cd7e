"""A run's last line says what was made and where to look."""

from pathlib import Path

import pytest

from synthscope.dataset.key.table import write_table
from synthscope.dataset.summary import summary


def row(name, product, part, images, **more):
    digest = {"sha256": "0" * 64, "code_hash": "c0dec0dec0de", "config_hash": "abcdefabcdef"}
    cells = {"filename": f"{product}/{name}", "product": product, "split": part}
    return cells | digest | {"bytes": 1000, "n_images": images, "seed": 1} | more


@pytest.fixture
def data_set(tmp_path):
    rows = [
        row("a.npz", "gaussian", "train", 1000),
        row("a.tif", "gaussian", "train", 1000),
        row("b.npz", "gaussian", "test", 500),
        row("a.png", "haadf", "train", 1),
        row("a.h5", "usid", "train", 1001),
    ]
    write_table(rows, tmp_path / "key.csv")
    return tmp_path


def test_images_in_two_formats_and_in_packages_count_once(data_set):
    (line,) = summary(data_set, {"train": 0.8, "test": 0.2, "dev": 0})
    assert line.startswith("1,501 images (1,500 gaussian, 1 haadf) in 5 files of 5 kB; look at ")
    assert Path(line.rpartition(" ")[2]) == data_set / "gallery" / "index.html"


def test_parts_with_nothing_in_them_are_named_before(data_set):
    empty, last = summary(data_set, dict.fromkeys(["train", "dev", "test", "more"], 1))
    assert empty.startswith("nothing falls into dev and more: ")
    assert "1,501 images" in last
