"""Labels in files of their own lie on what the images show, and their readers take them."""

import io
import json
import zipfile
from types import SimpleNamespace

import numpy as np
import pyarrow.parquet as pq
import pytest
import yaml
from PIL import Image
from tests.haadf.delivered import off_centre, written

from synthscope.core.files import sha256
from synthscope.haadf.columns import columns
from synthscope.haadf.delivery.acquisitions import Shown, acquisitions
from synthscope.haadf.delivery.classes import (
    DEFECT_CLASSES,
    GRAIN_CLASSES,
    REGION_VALUES,
    YOLO_NAMES,
)
from synthscope.haadf.delivery.coco import write_instances, write_keypoints
from synthscope.haadf.delivery.image_labels import defect_labels
from synthscope.haadf.delivery.masks import write_masks
from synthscope.haadf.delivery.tables import TABLES, write_tables
from synthscope.haadf.delivery.yolo import write_yolo
from synthscope.haadf.labels import Labels
from synthscope.haadf.marks import boxes
from synthscope.haadf.png import MARGIN
from synthscope.structures.scenes.scene import Mark


@pytest.fixture(params=["lattice", "built"])
def made(request):
    return request.getfixturevalue(request.param)


def png_of(made, picture):
    return np.asarray(Image.open(made.folder / picture))[..., 0].astype(float)


@pytest.mark.parametrize("edges", ["pile_up", "crop"])
def test_masks_move_as_places_do(edges):
    seen = Shown("stem00-mine", "perfect", (60, 60), (50, 52), (4, 5), (7.0, -5.0), edges)
    mask = np.zeros((60, 60), int)
    spots = np.array([[20, 15], [40, 22], [30, 44]])
    for value, (x, y) in enumerate(spots, 1):
        mask[y - 2 : y + 3, x - 2 : x + 3] = value
    moved = seen.mask(mask)
    for value, place in enumerate(seen.places(spots.astype(float)), 1):
        row, column = np.nonzero(moved == value)
        assert [column.mean(), row.mean()] == pytest.approx(place, abs=0.6)
    assert moved.shape == (50, 52)


def test_keypoints_lie_on_the_columns_of_png_files(lattice, tmp_path):
    path = written(write_keypoints, lattice, tmp_path / "k.json", 1.0)
    found = json.loads(path.read_text())
    assert len(found["images"]) == 4 and found["categories"][0]["keypoints"] == ["centre"]
    rows = {row["id"]: row for row in lattice.rows}
    for image in found["images"]:
        assert rows[image["id"]]["filename"] == image["file_name"]
        grey = png_of(lattice, image["file_name"])
        assert grey.shape == (image["height"], image["width"])
        own = [a for a in found["annotations"] if a["image_id"] == image["id"]]
        places = np.array([a["keypoints"][:2] for a in own])
        # 256 grey levels, and bright middles that are clipped
        assert off_centre(grey, places).max() < 0.15
        for one in own:
            x, y, width, height = one["bbox"]
            assert x >= 0 and x + width <= image["width"] and one["num_keypoints"] == 1
            assert 0 <= y and y + height <= image["height"]
            if 8 < one["keypoints"][0] < image["width"] - 9:
                assert x + width / 2 == pytest.approx(one["keypoints"][0] + 0.5, abs=0.01)
            assert one["composition"] == "Sb2"
    assert len({one["id"] for one in found["annotations"]}) == len(found["annotations"])


def test_instances_are_the_defects_and_the_regions_of_a_scene(built, tmp_path):
    path = written(write_instances, built, tmp_path / "i.json", 4.0)
    found = json.loads(path.read_text())
    names = {one["id"]: one["name"] for one in found["categories"]}
    kinds = [names[one["category_id"]] for one in found["annotations"]]
    assert {"vacancy", "substitution", "grain_boundary", "layer", "support"} == set(kinds)
    image = found["images"][0]
    assert kinds.count("layer") == 2 * len(found["images"])  # two grains
    for one in found["annotations"]:
        x, y, width, height = one["bbox"]
        assert width > 0 and height > 0 and one["area"] > 0
        assert x >= 0 and y >= 0 and x + width <= image["width"]
        if names[one["category_id"]] in GRAIN_CLASSES and "counts" in one["segmentation"]:
            counts = one["segmentation"]["counts"]
            flat = np.repeat(np.arange(len(counts)) % 2, counts)
            mask = flat.reshape(one["segmentation"]["size"], order="F")
            assert mask.sum() == one["area"]
            row, column = np.nonzero(mask)
            assert [column.min(), row.min()] == [x, y]
            assert [np.ptp(column) + 1, np.ptp(row) + 1] == [width, height]
    empty = json.loads(written(write_instances, built, tmp_path / "j.json", 4.0).read_text())
    assert empty == found


def test_pycocotools_reads_them(built, tmp_path):
    coco = pytest.importorskip("pycocotools.coco")
    instances = coco.COCO(written(write_instances, built, tmp_path / "i.json", 4.0))
    for one in instances.loadAnns(instances.getAnnIds()):
        mask = instances.annToMask(one)
        image = instances.imgs[one["image_id"]]
        assert mask.shape == (image["height"], image["width"])
        assert mask.sum() == pytest.approx(one["area"], rel=0.1, abs=20)
        if "grain" in one and one["category_id"] in GRAIN_CLASSES.values():
            assert mask.sum() == one["area"]
    keypoints = coco.COCO(written(write_keypoints, built, tmp_path / "k.json", 1.0))
    from pycocotools.cocoeval import COCOeval

    results = [
        {name: one[name] for name in ("image_id", "category_id", "bbox")} | {"score": 1.0}
        for one in keypoints.loadAnns(keypoints.getAnnIds())
    ]
    judged = COCOeval(keypoints, keypoints.loadRes(results), "bbox")
    judged.evaluate(), judged.accumulate(), judged.summarize()
    assert judged.stats[1] > 0.9  # what is labelled is found


def test_yolo_boxes_hold_the_columns(lattice, tmp_path):
    parts = ["train", "dev", "test"]
    more = lattice.folder, "train", parts, 1.0
    with zipfile.ZipFile(written(write_yolo, lattice, tmp_path / "y.zip", *more)) as archive:
        names = archive.namelist()
        about = yaml.safe_load(archive.read("data.yaml"))
        assert about["val"] == "images/dev" and about["test"] == "images/test"
        assert list(about["names"].values()) == list(YOLO_NAMES)
        pictures = [name for name in names if name.startswith("images/")]
        assert len(pictures) == 4
        for name in pictures:
            image = np.asarray(Image.open(io.BytesIO(archive.read(name))))[..., 0].astype(float)
            text = name.replace("images/", "labels/").replace(".png", ".txt")
            boxes = np.loadtxt(io.BytesIO(archive.read(text)), ndmin=2)
            assert set(boxes[:, 0]) == {0} and (boxes[:, 1:] >= 0).all()
            size = np.array(image.shape[::-1])
            middle, wide = boxes[:, 1:3] * size - 0.5, boxes[:, 3:] * size
            whole = (wide > 1.0 / 0.11 - 0.01).all(axis=1)
            assert off_centre(image, middle[whole]).max() < 0.15


def test_masks_are_as_large_as_pictures_and_cover_the_columns(built, tmp_path):
    path = written(write_masks, built, tmp_path / "m.zip", "train", 1.0)
    pictures = {
        (row["condition"]): png_of(built, row["filename"])
        for row in built.rows
        if row["filename"].endswith(".png")
    }
    with zipfile.ZipFile(path) as archive:
        classes = json.loads(archive.read("classes.json"))["regions"]
        assert classes["vacuum"] == 0 and classes["support"] == REGION_VALUES["support"]
        masks = {
            name: np.asarray(Image.open(io.BytesIO(archive.read(name))))
            for name in archive.namelist()
            if name.endswith(".png")
        }
    assert {name.split("/")[1] for name in masks} == {"columns", "regions", "grains"}
    for name, mask in masks.items():
        image = pictures["raw" if name.endswith("raw.png") else "mine"]
        assert mask.shape == image.shape
        if "/columns/" in name:
            assert image[mask == 1].mean() > 2 * image.mean() and 0.01 < mask.mean() < 0.3
        elif "/regions/" in name:
            # the layer covers all but what is cropped, and the support below it
            assert set(np.unique(mask)) <= set(classes.values())
            assert (mask == classes["layer"]).mean() > 0.9
        else:
            assert {1, 2} <= set(np.unique(mask))


def test_tables_hold_every_atom_column_and_defect(made, tmp_path):
    paths = {name: tmp_path / f"{name}.parquet" for name in TABLES}
    write_tables(made.shown(), paths)
    tables = {name: pq.read_table(path).to_pylist() for name, path in paths.items()}
    again = {name: tmp_path / f"again-{name}.parquet" for name in TABLES}
    write_tables(made.shown(), again)
    assert all(sha256(paths[name]) == sha256(again[name]) for name in TABLES)
    for one in made.shown():
        labels, file = one.labels["perfect"], one.row["filename"]
        own = {n: [row for row in t if row["filename"] == file] for n, t in tables.items()}
        assert len(own["atoms"]) == len(labels.numbers)
        assert len(own["defects"]) == len(labels.defects)
        places = np.array([[row["x_px"], row["y_px"]] for row in own["columns"]])
        np.testing.assert_allclose(places * one.pixel_A, labels.columns.position)
        for atom in own["atoms"]:
            column = own["columns"][atom["column"]]
            away = np.hypot(
                atom["x_A"] - column["x_px"] * one.pixel_A,
                atom["y_A"] - column["y_px"] * one.pixel_A,
            )
            assert away <= column["spread_A"] + 1e-4 and atom["element"] in column["composition"]
            assert atom["role"] is None or atom["role"] == column["role"]
        [cropped] = [row for row in own["images"] if row["condition"] == "mine"]
        assert cropped["first_row"] > 0 and cropped["rows"] < 96
        assert np.hypot(cropped["drift_right_px"], cropped["drift_down_px"]) == pytest.approx(6)
        assert (made.folder / cropped["png"]).is_file()


def test_a_part_without_images_has_empty_files(lattice, tmp_path):
    def nothing():
        return acquisitions(lattice.rows, lattice.folder, "dev")

    write_keypoints(nothing(), tmp_path / "k.json", 1.0)
    assert json.loads((tmp_path / "k.json").read_text())["images"] == []
    write_tables(nothing(), {name: tmp_path / f"{name}.parquet" for name in TABLES})
    assert pq.read_table(tmp_path / "atoms.parquet").num_rows == 0
    write_masks(nothing(), tmp_path / "m.zip", "dev", 1.0)
    write_yolo(nothing(), tmp_path / "y.zip", lattice.folder, "dev", ["train", "dev"], 1.0)
    assert zipfile.ZipFile(tmp_path / "y.zip").namelist() == [
        *("data.yaml", "images/dev/", "labels/dev/")
    ]


def test_pictures_lack_their_margin(lattice):
    for one in lattice.shown():
        for image in one.images:
            grey = png_of(lattice, one.pictures[image.condition]["filename"])
            assert grey.shape == image.as_png.shape
            assert image.as_png.first == (image.first[0] + MARGIN, image.first[1] + MARGIN)


def instances_of(marks, tmp_path):
    """COCO's instances of defects on a cropped and drifted image, by kind."""
    place = Shown("stem00-mine", "perfect", (60, 60), (50, 52), (4, 5), (7.0, -5.0), "crop")
    flat = np.zeros((0, 3))
    labels = Labels(
        np.zeros(0, int),
        flat,
        columns(np.zeros(0, int), flat, np.zeros(0, int)),
        np.zeros(0),
        np.zeros(0, bool),
        defects=marks,
        boxes=boxes(marks, 4.0, 60 * 0.2, 0.2),
    )
    row = {"filename": "h5/a.h5", "published_set": "general", "pixel_size_A": 0.2}
    one = SimpleNamespace(
        labels={"perfect": labels},
        pixel_A=0.2,
        pictured=lambda: [(place, {"id": 7, "filename": "a.png"})],
        row=row | {"structure_id": "a"},
    )
    write_instances([one], tmp_path / "i.json", 4.0)
    found = json.loads((tmp_path / "i.json").read_text())["annotations"]
    names = {number: name for name, number in DEFECT_CLASSES.items()}
    listed = defect_labels(one, place.as_png)
    assert [names[one["category_id"]] for one in found] == [one["kind"] for one in listed]
    return {names[one["category_id"]]: one for one in found}


def test_a_dislocation_along_the_beam_has_the_box_of_a_point(tmp_path):
    line = Mark("dislocation", (6.0, 5.0, 0.0), (6.0, 5.0, 40.0), vector=(2.0, 0.0, 0.0))
    found = instances_of((line,), tmp_path)["dislocation"]
    x, y, width, height = found["bbox"]
    assert (width, height) == pytest.approx((20, 20)) and found["area"] == pytest.approx(400)
    assert [x + 10, y + 10] == pytest.approx(np.array(found["point"]) + 0.5, abs=0.01)


def test_what_lies_beside_an_image_is_no_instance_on_it(tmp_path):
    beside = (
        Mark("vacancy", (0.4, 6.0, 0.0)),  # in the margin, with a box that reaches in
        Mark("step", (-6.0, 8.0, 0.0), (4.0, 18.0, 0.0)),  # past a corner
    )
    within = Mark("twin_boundary", (-6.0, 4.0, 0.0), (18.0, 5.0, 0.0), angle_deg=60.0)
    found = instances_of((*beside, within), tmp_path)
    assert set(found) == {"twin_boundary"}
    x, _, width, _ = found["twin_boundary"]["bbox"]
    assert [x, width] == pytest.approx([0, 46], abs=0.01)
